package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/// What is foretold of arms before any answer of theirs was judged here. Immutable.
public sealed interface ArmPrior permits PreferencePrior, IdentityPrior {
  /// How many arms it speaks of.
  int size();

  /// The length of the feature vectors that it reads, `d`.
  int features();

  /// The contrary: the best arm is thought the worst. For finding out what a wrong prior costs.
  ArmPrior inverted();

  /// The same of arms drawn by chance. For finding out what a worthless prior costs.
  ArmPrior shuffled(RandomGenerator random);

  /// The same of arms under other ids.
  ArmPrior renamed(UnaryOperator<Arm> names);

  /// Writes every number.
  void save(StateWriter out);

  /// Names every number in it.
  default String fingerprint() {
    var out = new StateWriter();
    save(out);
    var crc = new CRC32();
    crc.update(out.toBytes());
    return Long.toHexString(crc.getValue());
  }

  /// Which kind it is, as it is written before it; 0 stands for none.
  default long kind() {
    return switch (this) {
      case PreferencePrior _ -> 1;
      case IdentityPrior _ -> 2;
    };
  }

  /// The prior of a kind that was saved.
  ///
  /// @throws IllegalArgumentException if there is no such kind, or the bytes are not such a prior's
  static ArmPrior read(long kind, StateReader in) {
    if (kind == 1) {
      return PreferencePrior.read(in);
    }
    if (kind == 2) {
      return IdentityPrior.read(in);
    }
    throw new IllegalArgumentException("a prior of an unknown kind: " + kind);
  }
}

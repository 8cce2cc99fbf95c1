package dev.pointsman.policy;

import dev.pointsman.identity.Ease;
import dev.pointsman.linear.Kernel;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Knows, per arm, what became of prompts that are alike: one kernel ridge regression an arm, all on the same prompts,
/// `q_a(x) = m_a + sum_i alpha_ai k(x, x_i)`. And of each of these prompts, how easy it was. Frozen; immutable.
///
/// @param kernel of the prompts
/// @param fits by arm
/// @param ease of the prompts: by how many logits arms found it easier than their identities foretell
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record KernelArms(Kernel kernel, SequencedMap<Arm, Fit> fits, float[] ease) implements Ease {
  /// Knows no arm.
  public static final KernelArms NONE = new KernelArms(Kernel.NONE, new LinkedHashMap<>(), new float[0]);

  /// One arm's regression.
  ///
  /// @param level `m_a`, what is predicted far from all prompts
  /// @param weights `alpha_a`, length `n`
  @SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
  public record Fit(double level, float[] weights) {
    /// Four sums side by side, which a processor adds up at once.
    private double quality(double[] likeness) {
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      int i = 0;
      for (; i + 3 < weights.length; i += 4) {
        a += weights[i] * likeness[i];
        b += weights[i + 1] * likeness[i + 1];
        c += weights[i + 2] * likeness[i + 2];
        d += weights[i + 3] * likeness[i + 3];
      }
      for (; i < weights.length; i++) {
        a += weights[i] * likeness[i];
      }
      return level + (a + b) + (c + d);
    }
  }

  public KernelArms {
    fits.forEach((arm, fit) -> {
      if (fit.weights.length != kernel.points().length) {
        throw new IllegalArgumentException(
            arm + " has " + fit.weights.length + " weights for " + kernel.points().length + " prompts");
      }
    });
    if (ease.length != kernel.points().length) {
      throw new IllegalArgumentException("the ease of " + ease.length + " prompts of " + kernel.points().length);
    }
  }

  /// Whether there is a regression of an arm.
  public boolean knows(Arm arm) {
    return fits.containsKey(arm);
  }

  /// Predicted quality, near `[0, 1]`.
  ///
  /// @param likeness to the prompts, of the kernel
  /// @param arm one that it knows
  public double quality(double[] likeness, Arm arm) {
    Fit fit = ((Map<Arm, Fit>) fits).get(arm);
    if (fit == null) {
      throw new IllegalArgumentException("no regression of " + arm);
    }
    return fit.quality(likeness);
  }

  @Override
  public double of(FeatureVector features) {
    int at = kernel.indexOf(features);
    return at < 0 ? 0 : ease[at];
  }

  KernelArms renamed(UnaryOperator<Arm> names) {
    SequencedMap<Arm, Fit> renamed = new LinkedHashMap<>();
    fits.forEach((arm, fit) -> renamed.put(names.apply(arm), fit));
    return new KernelArms(kernel, renamed, ease);
  }

  void save(StateWriter out) {
    kernel.save(out);
    out.put((long) fits.size());
    fits.forEach((arm, fit) -> out.put(arm.id()).put(fit.level).put(fit.weights));
    out.put(ease);
  }

  static KernelArms read(StateReader in) {
    Kernel kernel = Kernel.read(in);
    SequencedMap<Arm, Fit> fits = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      fits.put(new Arm(in.text()), new Fit(in.number(), in.floats()));
    }
    return new KernelArms(kernel, fits, in.floats());
  }
}

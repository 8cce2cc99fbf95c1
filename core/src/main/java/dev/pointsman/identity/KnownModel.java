package dev.pointsman.identity;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// A public model of which something is known before it is first called.
///
/// @param name that it goes by here
/// @param spellings other names for it, as upstreams and tables have them
/// @param identity with its uncertainty
/// @param verbosity how many times as many tokens it writes as a typical model does on the same prompts, above 0; empty where
///     nothing counted them
/// @param scores how many judged answers the identity rests on
public record KnownModel(String name, List<String> spellings, Identity identity, OptionalDouble verbosity,
    long scores) {
  public KnownModel {
    spellings = List.copyOf(spellings);
    if (verbosity.isPresent() && !(verbosity.getAsDouble() > 0 && Double.isFinite(verbosity.getAsDouble()))) {
      throw new IllegalArgumentException("a verbosity must be finite and above 0: " + verbosity.getAsDouble());
    }
  }

  void save(StateWriter out) {
    out.put(name).put((long) spellings.size());
    spellings.forEach(out::put);
    identity.save(out);
    out.put(verbosity.orElse(0)).put(scores);
  }

  static KnownModel read(StateReader in) {
    String name = in.text();
    List<String> spellings = new ArrayList<>();
    for (long left = in.whole(); left > 0; left--) {
      spellings.add(in.text());
    }
    Identity identity = Identity.read(in);
    double verbosity = in.number();
    return new KnownModel(name, spellings, identity,
        verbosity == 0 ? OptionalDouble.empty() : OptionalDouble.of(verbosity), in.whole());
  }
}

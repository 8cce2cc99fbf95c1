package dev.pointsman.fleet;

import dev.pointsman.routing.Pricing;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a simulated model is made: what it costs, how much it writes, and how good it is.
///
/// @param verbosity its answers' length against the usual
/// @param usual the chance of a good answer to a prompt of middling difficulty, in `(0, 1)`
/// @param special the same for the topics that set it apart
/// @param places which places in the seed's order of topics those are
record Breed(FleetModel model, double verbosity, double usual, double special, Set<Integer> places) {
  /// The simulated fleet, cheapest first. Four cheap specialists share ten topics; two dearer ones are good at some others;
  /// the dearest is good at all but two.
  static final List<Breed> FLEET = List.of(
      breed("sim-wren", "0.05", "0.20", Latency.of(90, 260), 0.8, 0.42, 0.93, 0, 1),
      breed("sim-finch", "0.08", "0.30", Latency.of(120, 220), 1.2, 0.45, 0.93, 2, 3, 4),
      breed("sim-robin", "0.12", "0.50", Latency.of(150, 180), 1, 0.50, 0.93, 5, 6),
      breed("sim-magpie", "0.25", "1.00", Latency.of(220, 140), 0.9, 0.60, 0.94, 7, 8, 9),
      breed("sim-heron", "1.00", "4.00", Latency.of(350, 95), 1, 0.78, 0.94, 10, 11, 12),
      breed("sim-owl", "2.50", "10.00", Latency.of(1400, 70), 2.2, 0.80, 0.97, 3, 8, 13, 14),
      breed("sim-eagle", "10.00", "40.00", Latency.of(700, 55), 1.1, 0.965, 0.82, 0, 5));

  private static Breed breed(String name, String inputUsd, String outputUsd, Latency latency, double verbosity,
      double usual, double special, Integer... places) {
    var model = new FleetModel(name, Optional.of(Pricing.perMillion(inputUsd, outputUsd)), latency);
    return new Breed(model, verbosity, usual, special, Set.of(places));
  }

  /// The log odds of a good answer of middling difficulty on the topic at that place.
  double skill(int place) {
    double chance = places.contains(place) ? special : usual;
    return Math.log(chance / (1 - chance));
  }
}

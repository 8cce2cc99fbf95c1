package dev.pointsman.lab.estimate;

import static dev.pointsman.lab.estimate.LoggedWorld.Chooser.fixed;
import static dev.pointsman.lab.estimate.LoggedWorld.Chooser.learning;
import static dev.pointsman.lab.estimate.LoggedWorld.Chooser.split;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.lab.estimate.LoggedWorld.Played;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An interval of 95 % has to hold the truth at least 93 times in 100, whatever the overlap, whether the policies learn or not,
/// for binary qualities and for skewed costs. `-Dpointsman.coverage.logs=1500` measures it closer and
/// prints what it finds.
class CoverageTest {
  private static final int LOGS = Integer.getInteger("pointsman.coverage.logs", 400);
  private static final int RESAMPLES = Integer.getInteger("pointsman.coverage.resamples", 199);
  private static final double LEAST = 0.93;

  /// A log to be drawn many times.
  ///
  /// @param name what is special about it
  record Study(String name, LoggedWorld world, int rounds) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Study> studies() {
    return Stream.of(
        new Study("all arms alike in the log", new LoggedWorld(fixed(1 / 3.0, 1 / 3.0, 1 / 3.0), split(2, 1, 0)), 1000),
        new Study("the log prefers what the target avoids", new LoggedWorld(fixed(0.7, 0.2, 0.1), fixed(0.2, 0.3, 0.5)),
            1000),
        new Study("weights of ten", new LoggedWorld(split(0, 1, 0.1), fixed(1 / 3.0, 1 / 3.0, 1 / 3.0)), 3000),
        new Study("one rare arm", new LoggedWorld(split(0, 1, 0.1), fixed(0.45, 0.45, 0.1)), 3000),
        new Study("a log that learns", new LoggedWorld(learning(0.3), split(0, 2, 0.1)), 1000),
        new Study("log and target learn", new LoggedWorld(learning(0.2), learning(0.05)), 1000));
  }

  @ParameterizedTest
  @MethodSource("studies")
  void intervalsHoldTheTruth(Study study) {
    List<Covered> covered = IntStream.range(0, LOGS).parallel().mapToObj(log -> covered(study, log)).toList();
    for (Estimator estimator : Estimator.values()) {
      double quality = covered.stream().filter(c -> c.quality.contains(estimator)).count() / (double) LOGS;
      double cost = covered.stream().filter(c -> c.cost.contains(estimator)).count() / (double) LOGS;
      if (LOGS > 400) {
        report(String.format(Locale.ROOT, "%-40s %-6s quality %.4f cost %.4f", study, estimator, quality, cost));
      }
      assertThat(quality).as("%s of quality, %s", estimator, study).isGreaterThanOrEqualTo(LEAST);
      assertThat(cost).as("%s of cost, %s", estimator, study).isGreaterThanOrEqualTo(LEAST);
    }
  }

  /// The estimators whose intervals held the truth on one log.
  private record Covered(List<Estimator> quality, List<Estimator> cost) {}

  private static Covered covered(Study study, int log) {
    Played played = study.world.play(study.rounds, new SplittableRandom(log));
    return new Covered(holding(played.quality, played.trueQuality, played.loggedQuality, log),
        holding(played.cost, played.trueCost, played.loggedCost, log));
  }

  private static List<Estimator> holding(Measure measure, double target, double logged, int log) {
    List<Estimator> holding = new ArrayList<>();
    for (Estimator estimator : Estimator.values()) {
      Value value = measure.value(estimator, ~log, RESAMPLES);
      double truth = estimator == Estimator.LOGGED ? logged : target;
      if (value.low() <= truth && truth <= value.high()) {
        holding.add(estimator);
      }
    }
    return holding;
  }

  @SuppressWarnings("SystemOut") // asked for by hand
  private static void report(String line) {
    System.out.println(line);
  }
}

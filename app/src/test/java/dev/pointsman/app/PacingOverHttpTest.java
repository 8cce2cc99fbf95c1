package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.encoder.MiniLmEncoder;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.Round;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.Traffic;
import dev.pointsman.fleet.TrafficPlan;
import dev.pointsman.gateway.store.SqliteLog;
import dev.pointsman.gateway.store.StoredDecision;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The house policy under a budget per query, in a whole gateway, in front of the simulated fleet.
class PacingOverHttpTest {
  private static final Encoder ENCODER = MiniLmEncoder.load();
  private static final double CEILING = 0.001;
  /// Of each run. The first few hundred of a router that knows nothing may go to cheap models alone.
  private static final int ROUNDS = 800;

  @TempDir
  private Path folder;

  @AfterAll
  static void closeTheEncoder() {
    ENCODER.close();
  }

  private Config config(SimulatedWorld world, URI fleet, String router) {
    return FleetConfig.of(world, fleet, folder.resolve("paced.db"), "policy: frontier" + router);
  }

  private static List<Round> played(SimulatedWorld world, Config config, int inFlight) throws IOException {
    List<Round> rounds = new ArrayList<>();
    try (RunningGateway gateway = RunningGateway.start(config, ENCODER, _ -> {})) {
      TrafficPlan plan = TrafficPlan.to(URI.create(gateway.baseUrl()), 10_000).withCount(ROUNDS)
          .withMostInFlight(inFlight);
      new Traffic(world, plan, rounds::add).run();
    }
    assertThat(rounds).hasSize(ROUNDS).noneMatch(Round::failed);
    return rounds;
  }

  private static double meanCost(List<Round> rounds) {
    return rounds.stream().mapToDouble(round -> round.cost().usd()).average().orElseThrow();
  }

  private static double quality(List<Round> rounds) {
    return rounds.stream().mapToDouble(Round::score).average().orElseThrow();
  }

  private List<StoredDecision> logged() {
    List<StoredDecision> all = new ArrayList<>();
    try (SqliteLog log = SqliteLog.open(folder.resolve("paced.db"))) {
      log.each(new SqliteLog.Filter(Optional.empty(), Optional.empty(), Optional.of("auto")), all::add);
    }
    return all;
  }

  @Test
  void theMeanCostMeetsTheCeilingWithManyRequestsInFlightAndAfterARestart() throws IOException {
    var world = new SimulatedWorld(4);
    try (FleetServer fleet = FleetServer.start(world, 0)) {
      Config paced = config(world, fleet.baseUrl(), ", budget_per_query: " + CEILING);
      List<Round> first = played(world, paced, 16);
      List<Round> second = played(world, paced, 16);
      assertThat((meanCost(first) + meanCost(second)) / 2).isBetween(0.8 * CEILING, 1.05 * CEILING);
      assertThat(meanCost(second)).isBetween(0.8 * CEILING, 1.1 * CEILING);
      assertThat(quality(second)).as("quality of what has been learned").isGreaterThan(quality(first) - 0.05);
      List<StoredDecision> decisions = logged();
      assertThat(decisions).hasSize(2 * ROUNDS);
      assertThat(decisions).filteredOn(stored -> stored.decision().askedWeight().isPresent())
          .as("raised by the pace").hasSizeGreaterThan(ROUNDS)
          .allSatisfy(stored -> {
            assertThat(stored.decision().askedWeight()).hasValue(0);
            assertThat(stored.decision().context().preference().costWeight()).isPositive();
          });
    }
  }

  @Test
  void whoAsksForMoreThriftThanThePaceNeedsGetsIt() throws IOException {
    var world = new SimulatedWorld(5);
    try (FleetServer fleet = FleetServer.start(world, 0)) {
      List<Round> thrifty = played(world,
          config(world, fleet.baseUrl(), ", cost_weight: 0.9, budget_per_query: " + CEILING), 16);
      assertThat(meanCost(thrifty)).isLessThan(CEILING);
      assertThat(logged()).allSatisfy(stored -> {
        assertThat(stored.decision().askedWeight()).isEmpty();
        assertThat(stored.decision().context().preference().costWeight()).isEqualTo(0.9);
      });
    }
  }
}

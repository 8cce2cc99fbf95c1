package dev.pointsman.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.routing.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The scoreboard's figures are those that a reader would work out by hand.
class ScoreboardTest {
  private static final Offset<Double> TINY = within(1e-9);

  private final FakeWorld world = new FakeWorld();
  private final Scoreboard board = new Scoreboard(world, 2);

  private void serve(int prompt, String model) {
    Task task = new Task("t" + prompt, "topic", "prompt " + prompt);
    Outcome outcome = world.outcome(task.prompt(), model).orElseThrow();
    Money cost = world.model(model).orElseThrow().cost(outcome);
    board.add(Round.served(prompt, task, model, outcome.score(), cost, Duration.ofMillis(5), prompt == 1));
  }

  /// On prompt 1 both are good, on prompt 2 only the dear one is, on prompt 3 neither; the dear one costs ten times as
  /// much.
  private void threeRounds() {
    world.with("prompt 1", "cheap", 1, "0.1").with("prompt 1", "dear", 1, "1");
    world.with("prompt 2", "cheap", 0, "0.1").with("prompt 2", "dear", 1, "1");
    world.with("prompt 3", "cheap", 0, "0.1").with("prompt 3", "dear", 0, "1");
    serve(1, "cheap");
    serve(2, "dear");
    serve(3, "cheap");
  }

  private Standing overall() {
    return board.overall().orElseThrow();
  }

  private static void isAverage(Average average, double quality, double costUsd) {
    assertThat(average.quality()).isCloseTo(quality, TINY);
    assertThat(average.costUsd()).isCloseTo(costUsd, TINY);
  }

  @Test
  void beforeTheFirstAnswerThereIsNoStanding() {
    assertThat(board.overall()).isEmpty();
    assertThat(board.recent()).isEmpty();
  }

  @Test
  void theRoutersMeansAndSharesAreThoseOfItsRounds() {
    threeRounds();
    assertThat(overall().rounds()).isEqualTo(3);
    assertThat(overall().explored()).isEqualTo(1);
    isAverage(overall().router(), 2.0 / 3, 0.4);
    assertThat(overall().singles()).extracting(Single::model).containsExactly("cheap", "dear");
    assertThat(overall().singles().get(0).share()).isCloseTo(2.0 / 3, TINY);
    assertThat(overall().singles().get(1).share()).isCloseTo(1.0 / 3, TINY);
  }

  @Test
  void everyModelIsScoredOnAllPrompts() {
    threeRounds();
    isAverage(overall().singles().get(0).average(), 1.0 / 3, 0.1);
    isAverage(overall().singles().get(1).average(), 2.0 / 3, 1);
  }

  @Test
  void savingIsAgainstTheBestSingleModel() {
    threeRounds();
    assertThat(overall().bestSingle().model()).isEqualTo("dear");
    assertThat(overall().saving()).isCloseTo(0.6, TINY);
  }

  @Test
  void ofEquallyGoodModelsTheCheaperIsTheBestSingle() {
    world.with("prompt 1", "cheap", 1, "0.1").with("prompt 1", "dear", 1, "1");
    serve(1, "dear");
    assertThat(overall().bestSingle().model()).isEqualTo("cheap");
    assertThat(overall().saving()).isCloseTo(-9, TINY);
  }

  @Test
  void theOracleTakesTheCheapestOfTheBest() {
    threeRounds();
    isAverage(overall().oracle(), 2.0 / 3, (0.1 + 1 + 0.1) / 3);
  }

  @Test
  void chanceTakesAnyModelThatCanServe() {
    threeRounds();
    isAverage(overall().random(), (1 + 0.5 + 0) / 3, 0.55);
    world.without("prompt 4", "cheap").with("prompt 4", "dear", 1, "1");
    serve(4, "dear");
    isAverage(overall().random(), (1 + 0.5 + 0 + 1) / 4, (3 * 0.55 + 1) / 4);
  }

  @Test
  void aPromptThatAModelCannotServeCountsAsNothingForIt() {
    world.without("prompt 1", "cheap").with("prompt 1", "dear", 0.5, "1");
    serve(1, "dear");
    isAverage(overall().singles().get(0).average(), 0, 0);
    isAverage(overall().oracle(), 0.5, 1);
    isAverage(overall().random(), 0.5, 1);
  }

  @Test
  void theBestMixSpendsWhatTheRouterSpends() {
    threeRounds();
    double share = (0.4 - 0.1) / (1 - 0.1);
    assertThat(overall().mixQuality()).isCloseTo((1 - share) / 3 + share * 2 / 3, TINY);
    assertThat(overall().pointsAboveMix()).isCloseTo(100 * (2.0 / 3 - overall().mixQuality()), TINY);
  }

  @Test
  void theRecentStandingIsAboutTheLastRounds() {
    threeRounds();
    Standing recent = board.recent().orElseThrow();
    assertThat(recent.rounds()).isEqualTo(2);
    assertThat(recent.explored()).isZero();
    isAverage(recent.router(), 0.5, 0.55);
    isAverage(recent.singles().get(1).average(), 0.5, 1);
    isAverage(recent.oracle(), 0.5, 0.55);
  }

  @Test
  void failedRoundsAreCountedApart() {
    threeRounds();
    board.add(Round.failed(4, new Task("t4", "", "prompt 4"), Duration.ZERO, "502"));
    assertThat(board.failed()).isEqualTo(1);
    assertThat(overall().rounds()).isEqualTo(3);
  }

  @Test
  void costsThatTheGatewayReportsAreTheRoutersCosts() {
    board.add(Round.served(1, new Task("t1", "", "prompt 1"), "cheap", 1, Money.ofUsd(new BigDecimal("7")),
        Duration.ZERO, false));
    assertThat(overall().router().costUsd()).isCloseTo(7, TINY);
  }

  @Test
  void aModelOutsideTheWorldIsRefused() {
    Round strange = Round.served(1, new Task("t1", "", "prompt 1"), "huge", 1, Money.ZERO, Duration.ZERO, false);
    assertThatThrownBy(() -> board.add(strange)).hasMessage("the world has no model 'huge'");
    assertThatThrownBy(() -> new Scoreboard(world, 0)).hasMessageContaining("at least 1: 0");
  }

  @Test
  void aFreeWorldSavesNothing() {
    world.with("prompt 1", "cheap", 1, "0").with("prompt 1", "dear", 1, "0");
    serve(1, "cheap");
    assertThat(overall().saving()).isZero();
  }

  @Test
  void roundsThatLeaveTheWindowLeaveNoTrace() {
    var simulated = new SimulatedWorld(1);
    var running = new Scoreboard(simulated, 30);
    var fresh = new Scoreboard(simulated, 1_000);
    Iterator<Task> tasks = simulated.tasks();
    for (int i = 0; i < 300; i++) {
      Task task = tasks.next();
      FleetModel model = simulated.models().get(i % 7);
      Outcome outcome = simulated.outcome(task.prompt(), model.name()).orElseThrow();
      Round round = Round.served(i, task, model.name(), outcome.score(), model.cost(outcome), Duration.ZERO, false);
      running.add(round);
      if (i >= 270) {
        fresh.add(round);
      }
    }
    Standing windowed = running.recent().orElseThrow();
    Standing exact = fresh.overall().orElseThrow();
    isAverage(windowed.router(), exact.router().quality(), exact.router().costUsd());
    isAverage(windowed.oracle(), exact.oracle().quality(), exact.oracle().costUsd());
    assertThat(windowed.mixQuality()).isCloseTo(exact.mixQuality(), TINY);
    assertThat(windowed.bestSingle().model()).isEqualTo(exact.bestSingle().model());
  }

  @Test
  void aMixIsTheUpperHullOfTheModels() {
    List<Average> models = List.of(new Average(0.4, 1), new Average(0.45, 4), new Average(0.9, 9),
        new Average(0.8, 12));
    assertThat(Mix.quality(models, 1)).isCloseTo(0.4, TINY);
    assertThat(Mix.quality(models, 5)).isCloseTo(0.65, TINY);
    assertThat(Mix.quality(models, 9)).isCloseTo(0.9, TINY);
    assertThat(Mix.quality(models, 50)).isCloseTo(0.9, TINY);
    assertThat(Mix.quality(models, 0.5)).isCloseTo(0.4, TINY);
  }
}

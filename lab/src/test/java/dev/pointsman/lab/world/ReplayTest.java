package dev.pointsman.lab.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.lab.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a world shows, and what a scenario makes of it.
class ReplayTest {
  private static final Dataset DATA = Tables.data(200, 1);

  @TempDir
  private Path folder;

  private static Replay replay(Scenario scenario) {
    return Replay.deployment(DATA, scenario, new SplittableRandom(1));
  }

  @Test
  void onlyTheOutcomeOfTheChosenModelIsEverShown() {
    Replay.Round round = replay(Scenario.CALM).round(0);
    int called = round.models().getFirst();
    assertThat(round.call(called)).isEqualTo(round.call(called));
    assertThatIllegalStateException().isThrownBy(() -> round.call(round.models().getLast()))
        .withMessageContaining("is not shown: small was chosen");
  }

  @Test
  void aModelThatWasNotRunIsNoCandidate() {
    Replay replay = replay(Scenario.CALM);
    Replay.Round without = IntStream.range(0, replay.size()).mapToObj(replay::round)
        .filter(round -> round.models().size() == 2).findFirst().orElseThrow();
    assertThat(without.models()).containsExactly(0, 1);
    assertThat(without.candidates()).hasSize(2);
    assertThatIllegalStateException().isThrownBy(() -> without.call(2)).withMessageContaining("large is no candidate");
  }

  @Test
  void someOfTheModelsKeepTheirOutcomesAndThePromptsThatTheyWereRunOn() {
    Dataset large = DATA.only(List.of("large"));
    assertThat(large.models()).containsExactly("large");
    assertThat(large.size()).isEqualTo(180);
    assertThat(DATA.only(List.of("large", "small")).quality(0, 1)).isEqualTo(DATA.quality(0, 0));
  }

  @Test
  void theSameSeedMakesTheSameWorldAndEveryPromptComesOnce() {
    Replay one = replay(new Scenario(List.of(), 0, 0.5, 0.3));
    Replay other = replay(new Scenario(List.of(), 0, 0.5, 0.3));
    IntStream.range(0, one.size()).forEach(t -> {
      assertThat(one.row(t)).isEqualTo(other.row(t));
      assertThat(one.round(t).call(0)).isEqualTo(other.round(t).call(0));
    });
    assertThat(IntStream.range(0, one.size()).map(one::row).distinct().count()).isEqualTo(200);
  }

  @Test
  void judgementsGetLostAndTurnedAsOftenAsTheScenarioSays() {
    Replay replay = replay(new Scenario(List.of(), 0, 0.5, 0.2));
    long heard = 0;
    long turned = 0;
    for (int t = 0; t < replay.size(); t++) {
      Replay.Round.Outcome outcome = replay.round(t).call(0);
      heard += outcome.judgement().isPresent() ? 1 : 0;
      turned += outcome.judgement().orElse(outcome.quality()) == outcome.quality() ? 0 : 1;
    }
    assertThat(heard).isBetween(80L, 120L);
    assertThat(turned).isBetween(8L, 35L);
  }

  @Test
  void pricesQualitiesAndModelsChangeWhenTheScenarioSaysAndAreRestored() {
    Replay calm = replay(Scenario.CALM);
    Replay replay = replay(new Scenario(List.of(new Scenario.Price(0.25, "small", 3),
        new Scenario.Quality(0.25, "medium", OptionalDouble.of(0.75)),
        new Scenario.Quality(0.5, "medium", OptionalDouble.empty()), new Scenario.Price(0.5, "small", 1),
        new Scenario.Leave(0.75, "small"), new Scenario.Join(0.75, "large")), 0, 0, 0));
    assertThat(List.of(replay.phase(0), replay.phase(49), replay.phase(50), replay.phase(199)))
        .containsExactly(0, 0, 1, 3);
    assertThat(replay.cost(50, 0)).isCloseTo(3 * calm.cost(50, 0), within(1e-15));
    assertThat(replay.cost(100, 0)).isEqualTo(calm.cost(100, 0));
    assertThat(replay.quality(50, 1)).isEqualTo(0.75);
    assertThat(replay.quality(100, 1)).isEqualTo(calm.quality(100, 1));
    assertThat(replay.round(149).models()).containsExactly(0, 1);
    assertThat(replay.round(150).models()).doesNotContain(0);
    assertThat(IntStream.range(150, 200).filter(t -> replay.isCandidate(t, 2)).count()).isGreaterThan(40);
  }

  @Test
  void aModelThatHasLeftMayJoinAgainAndOneThatJoinedMayLeave() {
    Scenario moves = new Scenario(List.of(new Scenario.Join(0.6, "small"), new Scenario.Leave(0.3, "small"),
        new Scenario.Join(0.3, "medium"), new Scenario.Leave(0.6, "medium")), 0, 0, 0);
    Replay replay = replay(moves);
    assertThat(IntStream.of(0, 59, 60, 119, 120, 199).mapToObj(t -> replay.isCandidate(t, 0)))
        .containsExactly(true, true, false, false, true, true);
    assertThat(IntStream.of(0, 59, 60, 119, 120, 199).mapToObj(t -> replay.isCandidate(t, 1)))
        .containsExactly(false, false, true, true, false, false);
    Replay learning = Replay.learning(DATA, moves, 1, new SplittableRandom(1));
    assertThat(List.of(learning.isCandidate(0, 0), learning.isCandidate(0, 1))).containsExactly(true, false);
  }

  @Test
  void aModelThatJoinsIsLeftOutOfTheLearning() {
    var joins = new Scenario(List.of(new Scenario.Join(0.5, "medium")), 3, 0, 0);
    Replay learning = Replay.learning(DATA, joins, 50, new SplittableRandom(1));
    assertThat(learning.size()).isEqualTo(50);
    assertThat(learning.feedbackDelay()).isEqualTo(3);
    assertThat(IntStream.range(0, 50).noneMatch(t -> learning.isCandidate(t, 1))).isTrue();
  }

  @Test
  void theTypicalCostIsAQuantileOfAllThatAreRecorded() {
    Dataset data = Tables.pair(new double[] {1, 0.1, 1, 0.2}, new double[] {1, 0.3, Double.NaN, 0.4});
    assertThat(data.costQuantile(0.5)).isEqualTo(0.2);
    assertThat(data.costQuantile(0.75)).isCloseTo(0.25, within(1e-15));
    assertThat(data.tau()).isEqualTo(data.costQuantile(0.95));
    assertThat(Tables.pair(new double[] {1, 0, 1, 0}).tau()).as("of free calls").isEqualTo(1e-9);
  }

  @Test
  void scenariosAreReadAsTheyAreWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), """
        - {at: 0.33, model: small, price_factor: 0.5}
        - {at: 0.33, model: medium, quality: 0.75}
        - {at: 0.66, model: medium, quality: recorded}
        - {at: 0.5, join: large}
        - {at: 0.9, leave: small}
        - {feedback_delay: 50}
        - {feedback_missing: 0.5}
        - {label_noise: 0.1}
        """);
    Scenario scenario = ScenarioReader.read(file, Tables.MODELS);
    assertThat(scenario.changes()).containsExactly(new Scenario.Price(0.33, "small", 0.5),
        new Scenario.Quality(0.33, "medium", OptionalDouble.of(0.75)),
        new Scenario.Quality(0.66, "medium", OptionalDouble.empty()), new Scenario.Join(0.5, "large"),
        new Scenario.Leave(0.9, "small"));
    assertThat(scenario.phases()).containsExactly(0.0, 0.33, 0.5, 0.66, 0.9);
    assertThat(List.of(scenario.feedbackDelay(), scenario.feedbackMissing(), scenario.labelNoise()))
        .isEqualTo(List.of(50, 0.5, 0.1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: 1", "- {at: 0.5, model: huge, quality: 1}", "- {at: 2, leave: small}",
      "- {at: 0.5, model: small}", "- {label_noise: yes}", "- [", "- {feedback_missing: 1.5}",
      "- {feedback_delay: 1.5}", "- {speed: 1}"})
  void aBrokenScenarioIsRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), text);
    assertThatThrownBy(() -> ScenarioReader.read(file, Tables.MODELS)).isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ":").hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "- [ | :1: invalid YAML: expected the node content, but found '<stream end>'",
      "- a: b: c | :1: invalid YAML: mapping values are not allowed here",
      "--- [] --- [] | :1: invalid YAML: expected '<document start>', but found '<scalar>'"})
  void aScenarioThatIsNoYamlIsToldByWhatIsWrongNotByWhatTheParserDid(String text, String complaint)
      throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), text);
    assertThatThrownBy(() -> ScenarioReader.read(file, Tables.MODELS)).isInstanceOf(DataException.class)
        .hasMessage(file + complaint);
  }
}

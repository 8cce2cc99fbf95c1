package dev.pointsman.fleet;

import static java.util.Comparator.comparingDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.fleet.prompt.PromptSource;
import dev.pointsman.routing.Money;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The simulated world is one in which routing by topic pays, whatever the seed, and nothing but the seed decides it.
class SimulatedWorldTest {
  private static final PromptSource PROMPTS = PromptSource.shipped();
  private static final int PROMPT_COUNT = 2_000;

  private static final List<String> CHEAP = List.of("sim-wren", "sim-finch", "sim-robin", "sim-magpie");

  private static final Map<Long, Survey> SURVEYS = new ConcurrentHashMap<>();

  private static Survey survey(long seed) {
    return SURVEYS.computeIfAbsent(seed, _ -> new Survey(new SimulatedWorld(seed, PROMPTS), PROMPT_COUNT));
  }

  private static Stream<String> models() {
    return Breed.FLEET.stream().map(breed -> breed.model().name());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theDearestIsBestOverallAndNotEverywhere(long seed) {
    Survey survey = survey(seed);
    assertThat(survey.at("sim-eagle", "").quality()).isBetween(0.9, 0.95);
    assertThat(models().filter(model -> !model.equals("sim-eagle")).toList())
        .allSatisfy(model -> assertThat(survey.at(model, "").quality()).isLessThan(0.85));
    assertThat(PROMPTS.topics()).anySatisfy(topic -> assertThat(models().toList()).anySatisfy(model -> assertThat(
        survey.at(model, topic).quality()).isGreaterThan(survey.at("sim-eagle", topic).quality() + 0.05)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aCheapSpecialistIsGoodAtTwoOrThreeTopicsAndMiddlingElsewhere(long seed) {
    Survey survey = survey(seed);
    for (String cheap : CHEAP) {
      List<Double> qualities = PROMPTS.topics().stream().map(topic -> survey.at(cheap, topic).quality()).toList();
      assertThat(qualities.stream().filter(quality -> quality > 0.8)).as(cheap).hasSizeBetween(2, 3);
      assertThat(survey.at(cheap, "").quality()).as(cheap).isBetween(0.4, 0.7);
      assertThat(survey.at(cheap, "").cost()).as(cheap).isLessThan(0.0005);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void routingByTopicPays(long seed) {
    Survey survey = survey(seed);
    var routed = new Survey.Sum();
    for (String topic : PROMPTS.topics()) {
      routed
          .add(models().map(model -> survey.at(model, topic)).max(comparingDouble(sum -> sum.worth(20))).orElseThrow());
    }
    assertThat(routed.quality()).isGreaterThan(0.88);
    assertThat(routed.cost()).isLessThan(0.2 * survey.at("sim-eagle", "").cost());
  }

  @Test
  void pricesSpanTwoOrdersOfMagnitude() {
    List<Money> prices = new SimulatedWorld(1, PROMPTS).models().stream()
        .map(model -> model.pricing().orElseThrow().output()).toList();
    assertThat(prices).isSorted().hasSize(7);
    assertThat(prices.getLast().usd() / prices.getFirst().usd()).isGreaterThanOrEqualTo(100);
  }

  @Test
  void everyModelIsCalledSimulated() {
    assertThat(new SimulatedWorld(1, PROMPTS).models())
        .allSatisfy(model -> assertThat(model.name()).startsWith("sim-"));
  }

  @Test
  void whichSpecialistIsGoodAtWhatDependsOnTheSeed() {
    List<String> first = specialists(1);
    assertThat(specialists(2)).isNotEqualTo(first);
  }

  /// The cheap model that is best at each topic.
  private static List<String> specialists(long seed) {
    Survey survey = survey(seed);
    return PROMPTS.topics().stream().map(topic -> CHEAP.stream()
        .max(comparingDouble(model -> survey.at(model, topic).quality())).orElseThrow()).toList();
  }

  @Test
  void harderPromptsAreAnsweredWorse() {
    var world = new SimulatedWorld(1, PROMPTS);
    String easy = "Factor x^2 - 5x + 6 as far as possible over the integers.";
    String harder = easy + " Treat the degenerate cases separately. Generalize the result to n variables.";
    assertThat(world.chance(harder, "sim-robin")).isLessThan(world.chance(easy, "sim-robin"));
  }

  @Test
  void theSameSeedIsTheSameWorld() {
    List<Object> first = glimpse(7);
    assertThat(glimpse(7)).isEqualTo(first);
    assertThat(glimpse(8)).isNotEqualTo(first);
  }

  private static List<Object> glimpse(long seed) {
    var world = new SimulatedWorld(seed, PROMPTS);
    List<Object> seen = new ArrayList<>();
    Iterator<Task> tasks = world.tasks();
    for (int i = 0; i < 50; i++) {
      Task task = tasks.next();
      seen.add(task);
      world.models().forEach(model -> seen.add(world.outcome(task.prompt(), model.name())));
    }
    return seen;
  }

  @Test
  void tasksStartAnewEachTime() {
    var world = new SimulatedWorld(1, PROMPTS);
    assertThat(world.tasks().next()).isEqualTo(world.tasks().next());
  }

  @Test
  void typedPromptsHaveOutcomesToo() {
    var world = new SimulatedWorld(1, PROMPTS);
    for (String prompt : List.of("", "hi", "xyzzy", "fix my python function", "日本語で")) {
      assertThat(world.models()).allSatisfy(model -> {
        assertThat(world.outcome(prompt, model.name())).isPresent();
        assertThat(world.chance(prompt, model.name())).isBetween(0.2, 0.99);
      });
    }
  }

  @Test
  void anUnknownModelHasNoOutcome() {
    var world = new SimulatedWorld(1, PROMPTS);
    assertThat(world.outcome("p", "gpt")).isEmpty();
    assertThat(world.model("gpt")).isEmpty();
    assertThatThrownBy(() -> world.chance("p", "gpt")).hasMessageContaining("no model 'gpt'");
  }
}

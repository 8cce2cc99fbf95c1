package dev.pointsman.fleet.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The shipped prompts are many, varied, and readable from their text alone.
class PromptSourceTest {
  private static final PromptSource SOURCE = PromptSource.shipped();

  private static List<Prompt> draws(long seed, int count) {
    var random = new SplittableRandom(seed);
    return Stream.generate(() -> SOURCE.draw(random)).limit(count).toList();
  }

  @Test
  void thereAreSixteenTopicsWithAtLeastTwelveTemplatesEach() {
    assertThat(SOURCE.topics()).hasSize(16).doesNotHaveDuplicates();
    assertThat(PromptFiles.topics()).allSatisfy(topic -> assertThat(topic.templates()).hasSizeGreaterThanOrEqualTo(12));
  }

  @Test
  void tenThousandDrawsAreNearlyAllDifferent() {
    Set<String> distinct = new HashSet<>();
    draws(1, 10_000).forEach(prompt -> distinct.add(prompt.text()));
    assertThat(distinct).hasSizeGreaterThan(9_000);
  }

  @Test
  void everyTopicIsDrawnAboutEquallyOften() {
    List<Prompt> draws = draws(2, 8_000);
    for (String topic : SOURCE.topics()) {
      assertThat(draws.stream().filter(prompt -> prompt.topic().equals(topic)).count()).as(topic).isBetween(380L, 620L);
    }
  }

  @Test
  void theTopicOfEveryDrawIsReadBackFromItsText() {
    assertThat(draws(3, 20_000)).allSatisfy(prompt -> {
      Reading reading = SOURCE.read(prompt.text());
      assertThat(reading.ours()).isTrue();
      assertThat(reading.topic()).isEqualTo(prompt.topic());
    });
  }

  @Test
  void difficultiesSpreadOverTheirRange() {
    DoubleSummaryStatistics difficulties = draws(4, 5_000).stream()
        .mapToDouble(prompt -> SOURCE.read(prompt.text()).difficulty()).summaryStatistics();
    assertThat(difficulties.getMin()).isEqualTo(0.1);
    assertThat(difficulties.getMax()).isEqualTo(1);
    assertThat(difficulties.getAverage()).isBetween(0.45, 0.6);
  }

  @Test
  void lengthsRunFromALineToSomeParagraphs() {
    List<Integer> words = draws(5, 5_000).stream().map(prompt -> prompt.text().split("\\s+").length).sorted().toList();
    assertThat(words.getFirst()).isLessThanOrEqualTo(8);
    assertThat(words.get(words.size() / 2)).isBetween(20, 80);
    assertThat(words.getLast()).isGreaterThan(250);
  }

  @Test
  void noPlaceIsLeftUnfilled() {
    assertThat(draws(6, 20_000)).allSatisfy(prompt -> assertThat(prompt.text())
        .doesNotContainPattern("\\{\\^?[a-z]+(:\\d)?}|\\{\\d+\\.\\.\\d+}").doesNotContain(" \n")
        .isEqualTo(prompt.text().strip()));
  }

  @Test
  void theSameSeedDrawsTheSame() {
    assertThat(draws(7, 100)).isEqualTo(draws(7, 100)).isNotEqualTo(draws(8, 100));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "My python function throws an exception in the unit test, what is the bug? | code",
      "select name from users join two tables in postgres | sql",
      "What dose of ibuprofen may a patient with kidney disease take? | medicine",
      "bake a chocolate cake without butter | cooking",
      "Is my landlord liable if the lease has no clause about repairs? | law",
      "Please translate 'good morning' into Spanish | translation",
      "write me a poem about my cat | fiction",
      "What is the capital of Portugal? | geography"})
  void aTypedPromptIsOfTheTopicWhoseWordsItShares(String prompt, String topic) {
    assertThat(SOURCE.read(prompt)).isEqualTo(new Reading(topic, 0.5, false));
  }

  @Test
  void aPromptWithoutAnyKnownWordStillHasATopic() {
    Reading reading = SOURCE.read("xyzzy");
    assertThat(SOURCE.topics()).contains(reading.topic());
    assertThat(SOURCE.read("xyzzy")).isEqualTo(reading);
    assertThat(SOURCE.topics()).contains(SOURCE.read("").topic());
  }

  @Test
  void anUnknownTopicIsRefusedByName() {
    assertThat(SOURCE.answerTokens("code")).isGreaterThan(100);
    assertThatThrownBy(() -> SOURCE.answerTokens("botany")).hasMessageContaining("no topic 'botany'")
        .hasMessageContaining("algebra");
  }
}

package dev.pointsman.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pointsman.gateway.Grader.Ungraded;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.routing.Money;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A judge's marks.
class JudgeGraderTest {
  private static final Model JUDGE = TestGateway.model("judge", URI.create("http://127.0.0.1:9/v1"), 2,
      OptionalLong.empty(), Set.of());
  private static final Grader.Item ITEM = new Grader.Item("What is 6 times 7?", Optional.of("42"));

  /// A purse that pays for one answer to everything.
  private record Saying(String text) implements Grader.Purse {
    @Override
    public String ask(Model model, String prompt, long mostTokens) {
      assertThat(model).isEqualTo(JUDGE);
      return text;
    }

    @Override
    public Money most(Model model, String prompt, long mostTokens) {
      return Questions.most(model, prompt, mostTokens);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"7|0.7", "From 0 to 10 I give it 7.5|0.75",
      "It looked like 3, but I say 8.|0.8"})
  void theLastNumberFromNoughtToTenIsTheMark(String said, double mark) throws Ungraded {
    assertThat(new JudgeGrader(JUDGE).grade(ITEM, "41", new Saying(said))).isEqualTo(mark);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"7/10|0.7", "7 / 10.|0.7", "8.5/10.0|0.85", "3 out of 10|0.3",
      "3 Out of 10!|0.3",
      "**0/10**|0", "10/10|1", "10 out of 10|1", "7 (on a scale of 0-10)|0.7", "6 on a scale from 0 to 10|0.6",
      "4 on a scale of 10|0.4"})
  void theScaleBehindAMarkIsNoMark(String said, double mark) throws Ungraded {
    assertThat(new JudgeGrader(JUDGE).grade(ITEM, "41", new Saying(said))).isEqualTo(mark);
  }

  @Test
  void aJudgeThatGivesNoMarkGradesNothing() {
    assertThatExceptionOfType(Ungraded.class)
        .isThrownBy(() -> new JudgeGrader(JUDGE).grade(ITEM, "42", new Saying("I can't say")))
        .withMessage("the judge judge gave no number from 0 to 10");
  }

  @Test
  void whatJudgingCostsAtMostGrowsWithTheAnswerThatIsAllowed() {
    var judge = new JudgeGrader(JUDGE);
    var purse = new Saying("5");
    assertThat(judge.most(ITEM, 2000, purse)).isGreaterThan(judge.most(ITEM, 1000, purse));
    assertThat(judge.most(ITEM, 1 << 20, purse)).isEqualTo(judge.most(ITEM, 4000, purse));
  }
}

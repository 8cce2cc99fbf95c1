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

  @Test
  void theLastNumberFromNoughtToTenIsTheMark() throws Ungraded {
    assertThat(new JudgeGrader(JUDGE).grade(ITEM, "41", new Saying("From 0 to 10 I give it 7.5"))).isEqualTo(0.75);
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

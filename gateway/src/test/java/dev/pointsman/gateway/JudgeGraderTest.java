package dev.pointsman.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pointsman.gateway.Grader.Grade;
import dev.pointsman.gateway.Grader.Ungraded;
import dev.pointsman.gateway.openai.ChatSpeaker;
import dev.pointsman.gateway.provider.Answer;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.routing.Money;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A judge's marks, and its money.
class JudgeGraderTest {
  private static final Model JUDGE = TestGateway.model("judge", URI.create("http://127.0.0.1:9/v1"), 2,
      OptionalLong.empty(), Set.of());
  private static final Grader.Item ITEM = new Grader.Item("What is 6 times 7?", Optional.of("42"));

  private static JudgeGrader saying(String text) {
    byte[] body = ("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"" + text
        + "\"}}],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}").getBytes(StandardCharsets.UTF_8);
    return new JudgeGrader(new Questions((_, _, _, _, _) -> new Answer.Whole(200, new LinkedHashMap<>(), body),
        new ChatSpeaker()), JUDGE);
  }

  @Test
  void theLastNumberFromNoughtToTenIsTheMark() throws Ungraded {
    Grade grade = saying("From 0 to 10 I give it 7.5").grade(ITEM, "41");
    assertThat(grade.quality()).isEqualTo(0.75);
    assertThat(grade.cost()).isGreaterThan(Money.ZERO);
  }

  @Test
  void aJudgeThatGivesNoMarkWasPaidAllTheSame() throws Ungraded {
    Money paid = saying("5").grade(ITEM, "42").cost();
    assertThatExceptionOfType(Ungraded.class).isThrownBy(() -> saying("I can't say").grade(ITEM, "42"))
        .satisfies(ungraded -> assertThat(ungraded.cost()).isEqualTo(paid));
  }

  @Test
  void whatJudgingCostsAtMostGrowsWithTheAnswerThatIsAllowed() {
    JudgeGrader judge = saying("5");
    assertThat(judge.most(ITEM, 2000)).isGreaterThan(judge.most(ITEM, 1000));
    assertThat(judge.most(ITEM, 1 << 20)).isEqualTo(judge.most(ITEM, 4000));
  }
}

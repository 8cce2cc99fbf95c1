package dev.pointsman.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pointsman.gateway.Exchange.BadAnswer;
import dev.pointsman.gateway.Speaker.Said;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read of answers to questions of the gateway's own.
class ChatSpeakerTest {
  private static Said answer(String content) throws BadAnswer {
    return new ChatSpeaker()
        .answer(("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":" + content + "}}]}")
            .getBytes(StandardCharsets.UTF_8), 10);
  }

  @Test
  void anAnswerInPartsIsTheTextOfThemAll() throws BadAnswer {
    Said said = answer("[{\"type\":\"text\",\"text\":\"forty\"},{\"type\":\"image_url\",\"image_url\":{}},"
        + "{\"type\":\"text\",\"text\":\"-two\"}]");
    assertThat(said.text()).isEqualTo("forty-two");
    assertThat(said.bill().usage()).isEqualTo(answer("\"forty-two\"").bill().usage());
  }

  @Test
  void anEmptyTextIsAnAnswer() throws BadAnswer {
    assertThat(answer("\"\"").text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "[{\"type\":\"image_url\",\"image_url\":{}}]", "{\"text\":\"42\"}", "42"})
  void anAnswerWithoutAnyTextIsNone(String content) {
    assertThatExceptionOfType(BadAnswer.class).isThrownBy(() -> answer(content))
        .satisfies(e -> assertThat(e.reason()).isEqualTo("the answer has no text"));
  }
}

package dev.pointsman.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Which words of a chat make the feature.
class TurnTest {
  private static final String LONG = "How do I reverse a linked list in place without recursion, and what is the cost in "
      + "time and in space if it is very long?";

  @Test
  void theLastUserTurnStandsForTheChat() {
    assertThat(Turn.representative(List.of(new Turn("system", "You help."), new Turn("user", "earlier"),
        new Turn("assistant", "answer"), new Turn("user", LONG)))).isEqualTo(LONG);
  }

  @Test
  void aShortLastTurnBringsTheTurnsBeforeIt() {
    assertThat(Turn.representative(
        List.of(new Turn("user", "the very first"), new Turn("user", LONG), new Turn("user", "and in Python?"))))
        .isEqualTo(LONG + "\nand in Python?");
  }

  @Test
  void systemPromptsAndAnswersDoNotCount() {
    assertThat(Turn.representative(List.of(new Turn("developer", "x".repeat(500)), new Turn("user", "hi"),
        new Turn("assistant", "hello"), new Turn("tool", "{}")))).isEqualTo("hi");
  }

  @Test
  void aChatWithoutUserTurnsIsItsLastTurnWithText() {
    assertThat(Turn.representative(List.of(new Turn("system", "Write a haiku."), new Turn("assistant", " "))))
        .isEqualTo("Write a haiku.");
    assertThat(Turn.representative(List.of())).isEmpty();
  }
}

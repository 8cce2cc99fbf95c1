package dev.pointsman.gateway;

import dev.pointsman.gateway.provider.Model;
import dev.pointsman.routing.Money;
import java.util.Locale;
import java.util.Optional;

/// Judges answers to a quiz.
public interface Grader {
  /// A prompt of a quiz.
  ///
  /// @param expected the right answer, where there is one
  record Item(String prompt, Optional<String> expected) {}

  /// No judgement; the message says why in one line.
  final class Ungraded extends Exception {
    private static final long serialVersionUID = 1;

    public Ungraded(String reason) {
      super(reason, null, false, false);
    }
  }

  /// Pays for what is asked on a quiz's behalf, as far as its limit goes.
  interface Purse {
    /// A model's answer.
    ///
    /// @throws Ungraded if there is none, or it may cost more than is left
    String ask(Model model, String prompt, long mostTokens) throws Ungraded;

    /// The most that a question can cost.
    Money most(Model model, String prompt, long mostTokens);
  }

  /// Judges an answer.
  ///
  /// @param purse pays for models that are asked
  /// @return its quality, in `[0, 1]`
  double grade(Item item, String answer, Purse purse) throws Ungraded;

  /// What judging an answer to a prompt may cost.
  ///
  /// @param mostTokens of the answer
  default Money most(Item item, long mostTokens, Purse purse) {
    return Money.ZERO;
  }

  /// 1 for the expected answer, else 0; case and white space at the ends or repeated do not matter.
  static Grader exact() {
    return (item, answer, _) -> item.expected().map(Grader::plain).filter(plain(answer)::equals).isPresent() ? 1 : 0;
  }

  private static String plain(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}

package dev.pointsman.gateway;

import dev.pointsman.routing.Money;
import java.util.Locale;
import java.util.Optional;

/// Judges answers to a quiz.
public interface Grader {
  /// A prompt of a quiz.
  ///
  /// @param expected the right answer, where there is one
  record Item(String prompt, Optional<String> expected) {}

  /// A judgement.
  ///
  /// @param quality in `[0, 1]`
  /// @param cost of judging
  record Grade(double quality, Money cost) {}

  /// No judgement; the message says why in one line.
  final class Ungraded extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Money cost;

    public Ungraded(String reason) {
      this(reason, Money.ZERO);
    }

    /// @param cost what was paid for it all the same
    public Ungraded(String reason, Money cost) {
      super(reason, null, false, false);
      this.cost = cost;
    }

    public Money cost() {
      return cost;
    }
  }

  /// Judges an answer.
  Grade grade(Item item, String answer) throws Ungraded;

  /// The most that judging an answer to a prompt can cost.
  ///
  /// @param mostTokens of the answer
  default Money most(Item item, long mostTokens) {
    return Money.ZERO;
  }

  /// 1 for the expected answer, else 0; case and white space at the ends or repeated do not matter.
  static Grader exact() {
    return (item, answer) -> new Grade(
        item.expected().map(Grader::plain).filter(plain(answer)::equals).isPresent() ? 1 : 0, Money.ZERO);
  }

  private static String plain(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}

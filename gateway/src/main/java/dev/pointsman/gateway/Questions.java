package dev.pointsman.gateway;

import dev.pointsman.gateway.Exchange.BadAnswer;
import dev.pointsman.gateway.provider.Answer;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Patience;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Provider;
import dev.pointsman.gateway.provider.ProviderException;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;

/// Asks models questions of the gateway's own, and says what each may cost at most and did cost.
///
/// @param provider how models are called
/// @param speaker how questions are spelled
record Questions(Provider provider, Speaker speaker) {
  /// An answer, and what it cost.
  record Answered(Speaker.Said said, Money cost, Duration latency) {}

  /// No answer; the message says why in one line.
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1;

    Unanswered(String reason) {
      super(reason, null, false, false);
    }
  }

  /// Tokens of a prompt, by its bytes.
  static long tokens(String prompt) {
    return (prompt.getBytes(StandardCharsets.UTF_8).length + 3L) / 4 + 8;
  }

  /// The most that a question can cost; zero where the price is only told afterwards.
  static Money most(Model model, String prompt, long mostTokens) {
    return switch (model.price()) {
      case Price.Listed(var pricing) -> pricing.cost(Usage.of(2 * tokens(prompt), mostTokens));
      case Price.Reported() -> Money.ZERO;
    };
  }

  /// Asks on the current thread.
  Answered ask(Model model, String prompt, long mostTokens) throws Unanswered {
    long start = System.nanoTime();
    try (Patience patience = Patience.ofThisThread()) {
      Answer answer = provider.call(model, speaker.question(model, prompt, mostTokens), new LinkedHashMap<>(), false,
          patience);
      if (!(answer instanceof Answer.Whole whole)) {
        throw new Unanswered(model.name() + " answered with a stream that nobody asked for");
      }
      if (whole.status() >= 300) {
        throw new Unanswered(model.name() + " answered " + whole.status());
      }
      Speaker.Said said = speaker.answer(whole.body(), tokens(prompt));
      Money cost = switch (model.price()) {
        case Price.Listed(var pricing) -> pricing.cost(said.usage());
        case Price.Reported() -> said.reportedCost().orElse(Money.ZERO);
      };
      return new Answered(said, cost, Duration.ofNanos(System.nanoTime() - start));
    } catch (ProviderException e) {
      throw new Unanswered(model.name() + ": " + model.withoutKey(e.reason()));
    } catch (BadAnswer e) {
      throw new Unanswered(model.name() + ": " + model.withoutKey(e.reason()));
    }
  }
}

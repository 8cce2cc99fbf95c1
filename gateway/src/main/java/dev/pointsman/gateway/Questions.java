package dev.pointsman.gateway;

import dev.pointsman.gateway.Exchange.BadAnswer;
import dev.pointsman.gateway.provider.Answer;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Patience;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Provider;
import dev.pointsman.gateway.provider.ProviderException;
import dev.pointsman.gateway.provider.ProviderException.Kind;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Asks models questions of the gateway's own, and says what each may cost at most and did cost.
///
/// @param provider how models are called
/// @param speaker how questions are spelled
record Questions(Provider provider, Speaker speaker) {
  /// What an upstream may put around a prompt, in tokens.
  private static final long FRAME = 128;
  private static final int MOST_COMPLAINT = 300;
  private static final Speaker.Bill NOTHING = new Speaker.Bill(Usage.of(0, 0), Optional.of(Money.ZERO));

  /// What a question came to.
  ///
  /// @param status [CallEnd#OK], or what went wrong, in the words of attempts
  /// @param untold the most that was billed beyond `cost`: above zero where nobody said what the upstream billed
  record Outcome(String status, Usage usage, Money cost, Money untold, Duration latency) {}

  /// An answer, and what came of asking.
  record Answered(String text, Outcome outcome) {}

  /// No answer; the message says why in one line.
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Outcome outcome;

    Unanswered(String reason, Outcome outcome) {
      super(reason, null, false, false);
      this.outcome = outcome;
    }

    Outcome outcome() {
      return outcome;
    }
  }

  /// Tokens of a prompt, by its bytes.
  static long tokens(String prompt) {
    return (bytes(prompt) + 3) / 4 + 8;
  }

  private static long bytes(String prompt) {
    return prompt.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The most that a question can cost, a token being a byte at least; zero where the price is only told afterwards.
  static Money most(Model model, String prompt, long mostTokens) {
    return switch (model.price()) {
      case Price.Listed(var pricing) -> pricing.cost(Usage.of(bytes(prompt) + FRAME, mostTokens));
      case Price.Reported() -> Money.ZERO;
    };
  }

  private static String shortened(String complaint) {
    String line = complaint.replaceAll("\\s+", " ").strip();
    return line.length() <= MOST_COMPLAINT ? line : line.substring(0, MOST_COMPLAINT) + " ...";
  }

  /// Asks on the current thread.
  Answered ask(Model model, String prompt, long mostTokens) throws Unanswered {
    return new Asking(model, prompt, mostTokens).answer();
  }

  /// One question on its way.
  private final class Asking {
    private final Model model;
    private final String prompt;
    private final long mostTokens;
    private final long start = System.nanoTime();

    Asking(Model model, String prompt, long mostTokens) {
      this.model = model;
      this.prompt = prompt;
      this.mostTokens = mostTokens;
    }

    Answered answer() throws Unanswered {
      try (Patience patience = Patience.ofThisThread()) {
        return read(provider.call(model, speaker.question(model, prompt, mostTokens), new LinkedHashMap<>(), false,
            patience));
      } catch (ProviderException e) {
        String reason = model.name() + ": " + model.withoutKey(e.reason());
        throw e.kind() == Kind.CONNECTION
            ? new Unanswered(reason, outcome(e.label(), NOTHING))
            : new Unanswered(reason, untold(e.label()));
      }
    }

    private Answered read(Answer answer) throws Unanswered {
      if (!(answer instanceof Answer.Whole whole)) {
        throw new Unanswered(model.name() + " answered with a stream that nobody asked for", untold("garbage"));
      }
      Optional<Speaker.Bill> bill = speaker.bill(whole.body());
      if (whole.status() >= 300) { // which is not billed, unless the upstream says that it is
        String complaint = speaker.complaint(whole.body()).map(said -> ": " + shortened(model.withoutKey(said)))
            .orElse("");
        throw new Unanswered(model.name() + " answered " + whole.status() + complaint,
            outcome("http_" + whole.status(), bill.orElse(NOTHING)));
      }
      try {
        Speaker.Said said = speaker.answer(whole.body(), tokens(prompt));
        return new Answered(said.text(), answered(said.bill()));
      } catch (BadAnswer e) {
        throw new Unanswered(model.name() + ": " + model.withoutKey(e.reason()),
            bill.map(told -> outcome("garbage", told)).orElseGet(() -> untold("garbage")));
      }
    }

    /// What an answer came to; where its usage is only estimated, any of what it could cost at most may have been billed.
    private Outcome answered(Speaker.Bill bill) {
      Outcome outcome = outcome(CallEnd.OK, bill);
      Money beyond = most(model, prompt, mostTokens).minus(outcome.cost);
      return bill.usage().estimated() && beyond.isAbove(Money.ZERO)
          ? new Outcome(outcome.status, outcome.usage, outcome.cost, beyond, outcome.latency)
          : outcome;
    }

    private Outcome outcome(String status, Speaker.Bill bill) {
      Money cost = switch (model.price()) {
        case Price.Listed(var pricing) -> pricing.cost(bill.usage());
        case Price.Reported() -> bill.reportedCost().orElse(Catalog.NOMINAL);
      };
      return new Outcome(status, bill.usage(), cost, Money.ZERO, latency());
    }

    private Outcome untold(String status) {
      return new Outcome(status, NOTHING.usage(), Money.ZERO, most(model, prompt, mostTokens), latency());
    }

    private Duration latency() {
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }
}

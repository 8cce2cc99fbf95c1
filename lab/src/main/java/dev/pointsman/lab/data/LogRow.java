package dev.pointsman.lab.data;

import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.util.Optional;
import java.util.OptionalDouble;

/// A decision of a log with what came of it, as far as it says anything of answers.
public sealed interface LogRow {
  /// The decision's place in the sequence, rising from row to row.
  long number();

  /// The router that decided, or empty for a model asked for by name.
  Optional<String> router();

  /// A router's decision whose request was answered to its end.
  ///
  /// @param context what was decided on
  /// @param decision what was chosen, with the true propensities; appraisals say neither quality nor score
  /// @param served the candidate that answered, which is not the chosen one where an earlier attempt failed
  /// @param encoder the fingerprint of what made the features
  /// @param quality the mean of the quality feedback in `[0, 1]`, or empty where there is none
  /// @param usage of the call that answered
  /// @param cost of all calls for the request
  record Answered(long number, Optional<String> router, Context context, Decision decision, String encoder,
      Arm served, OptionalDouble quality, Usage usage, Money cost) implements LogRow {
    /// Whether the chosen arm answered, so that the decision's propensity is that of the outcome.
    public boolean hasPropensity() {
      return served.equals(decision.chosen().arm());
    }
  }

  /// An answer to a quiz of a model that joined: no policy chose it, but what it says of the model is learned.
  record Quizzed(Answered answer) implements LogRow {
    @Override
    public long number() {
      return answer.number;
    }

    @Override
    public Optional<String> router() {
      return answer.router;
    }
  }

  /// A request that says nothing of an arm that a policy chose.
  ///
  /// @param reason why
  record Other(long number, Optional<String> router, Reason reason) implements LogRow {}

  /// Why a row has no answer to a policy's choice.
  enum Reason {
    /// A model asked for by name.
    DIRECT,
    /// Not ended when the log was written.
    OPEN,
    /// No candidate answered, or the answer broke off.
    FAILED,
    /// The client went away.
    CLIENT_GONE,
    /// Turned away by the gateway.
    REFUSED
  }
}

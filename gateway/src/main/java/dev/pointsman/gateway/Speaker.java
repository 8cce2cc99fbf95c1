package dev.pointsman.gateway;

import dev.pointsman.gateway.Exchange.BadAnswer;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.util.Optional;

/// Spells questions of the gateway's own in a wire format, and reads what is answered.
public interface Speaker {
  /// The bytes that ask a model a prompt.
  ///
  /// @param mostTokens of the answer
  byte[] question(Model model, String prompt, long mostTokens);

  /// Reads an answer.
  ///
  /// @param inputTokens of the question, estimated
  /// @throws BadAnswer if it is none
  Said answer(byte[] body, long inputTokens) throws BadAnswer;

  /// What was answered.
  ///
  /// @param usage estimated from the texts where the upstream does not say
  /// @param reportedCost what the upstream says that it cost
  record Said(String text, Usage usage, Optional<Money> reportedCost) {}
}

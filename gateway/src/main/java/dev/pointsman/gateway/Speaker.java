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

  /// What an upstream says that a call used, whatever else is wrong with its answer; empty if it says nothing.
  Optional<Bill> bill(byte[] body);

  /// What an upstream complains of, where it gives an error; empty if it says nothing.
  Optional<String> complaint(byte[] body);

  /// What was answered.
  ///
  /// @param bill its usage estimated from the texts where the upstream does not say
  record Said(String text, Bill bill) {}

  /// What a call used.
  ///
  /// @param reportedCost what the upstream says that it cost
  record Bill(Usage usage, Optional<Money> reportedCost) {}
}

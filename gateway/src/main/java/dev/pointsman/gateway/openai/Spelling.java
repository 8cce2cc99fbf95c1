package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Rejection;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.StoredDecision;
import java.util.List;
import java.util.Optional;

/// Decisions and rejections as the API spells them, for those who print them.
public final class Spelling {
  private Spelling() {}

  /// A decision that was not acted on, as `GET /v1/decisions/{id}` would give it. It is not on record, so instead of an id
  /// that nobody could ask for, it says so.
  public static String decision(LoggedDecision decision) {
    return DecisionHandler.json(new StoredDecision(decision, Optional.empty(), List.of())).put("id", "not-on-record")
        .toPrettyString();
  }

  /// A decision of the log as one line of JSON: as `GET /v1/decisions/{id}` gives it, with all that is needed to value
  /// another policy on it.
  public static String logged(StoredDecision stored) {
    return DecisionHandler.logged(stored).toString();
  }

  /// Why there is no answer, in one line.
  public static String rejection(Rejection rejection) {
    return OpenAiError.of(rejection).message();
  }
}

package dev.pointsman.gateway.http;

import java.util.Optional;
import java.util.SequencedMap;

/// One request.
///
/// @param method in capitals
/// @param path decoded, without query
/// @param headers by name in lower case; of a repeated header the first value
/// @param body reads the body when asked
/// @param client the connection it came on
public record Request(String method, String path, SequencedMap<String, String> headers, Body body, Client client) {
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// A body that is read when it is wanted.
  @FunctionalInterface
  public interface Body {
    /// All bytes.
    ///
    /// @throws HttpProblem 413 over the limit, 408 when it comes too slowly
    byte[] read();
  }

  /// Who waits for the answer.
  @FunctionalInterface
  public interface Client {
    /// Runs something once when the client closes the connection before the answer is complete.
    void onGone(Runnable action);
  }
}

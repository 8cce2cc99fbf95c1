package dev.pointsman.gateway.provider;

import java.util.SequencedMap;

/// A way to call models of one dialect. Thread-safe.
public interface Provider {
  /// Sends a request, and returns when the whole answer is there, or of a stream the first event.
  ///
  /// @param body the request as the upstream wants it
  /// @param headers to send besides the provider's own, names in lower case
  /// @param stream whether an event stream was asked for
  /// @param patience of the calling thread; an event stream goes on using it
  /// @throws ProviderException if there is no answer
  Answer call(Model model, byte[] body, SequencedMap<String, String> headers, boolean stream, Patience patience)
      throws ProviderException;
}

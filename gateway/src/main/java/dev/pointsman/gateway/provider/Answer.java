package dev.pointsman.gateway.provider;

import java.util.SequencedMap;

/// What an upstream answered.
public sealed interface Answer {
  /// The answer's headers, names in lower case, those of the connection left out.
  SequencedMap<String, String> headers();

  /// An answer in one piece, whatever its status.
  ///
  /// @param body its bytes, not to be changed
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Whole(int status, SequencedMap<String, String> headers, byte[] body) implements Answer {}

  /// A successful answer that comes event by event, of which the first has arrived, or the end if there are none.
  record Streaming(SequencedMap<String, String> headers, EventStream events) implements Answer {}
}

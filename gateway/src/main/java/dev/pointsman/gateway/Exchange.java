package dev.pointsman.gateway;

import dev.pointsman.gateway.provider.Model;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.util.Optional;
import java.util.SequencedMap;

/// One request in some wire format: what is asked, and how it and its answer are spelled. What is routed is the prompt
/// with its needs; the format stays here.
public interface Exchange {
  /// The router's or the model's name that was asked for.
  String target();

  /// The text that stands for the prompt.
  String prompt();

  Needs needs();

  Options options();

  /// Whether the answer is to come as events.
  boolean stream();

  /// Headers of the caller that go on to the upstream, names in lower case.
  SequencedMap<String, String> headers();

  /// The request's bytes for a model.
  byte[] request(Model model);

  /// A whole answer for the client.
  ///
  /// @param id the decision's id
  /// @throws BadAnswer if it is none
  Rewritten answer(byte[] body, String id, Model model) throws BadAnswer;

  /// Reads and rewrites the events of one stream.
  Events events(String id, Model model);

  /// An answer's bytes for the client, and what they say of its cost.
  ///
  /// @param usage what was used; estimated from the texts where the upstream does not say
  /// @param reportedCost what the upstream says that it cost
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Rewritten(byte[] bytes, Usage usage, Optional<Money> reportedCost) {}

  /// The events of one stream, in order.
  interface Events {
    /// An event for the client, or empty if the client is not to see it.
    ///
    /// @throws BadAnswer if it is none, or says that the upstream failed
    Optional<byte[]> rewrite(byte[] event) throws BadAnswer;

    /// Whether the last event said that the stream is complete.
    boolean complete();

    /// Whether the answer itself has come to its end, although more may follow.
    boolean finished();

    /// What was used so far; estimated from the texts where the upstream has not said.
    Usage usage();

    /// What the upstream says that it cost, if it has.
    Optional<Money> reportedCost();

    /// The event that tells the client of a failure.
    byte[] failure(String message, String code);
  }

  /// Bytes from an upstream that are no answer; the message says why in one line.
  final class BadAnswer extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    public BadAnswer(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    /// What is wrong, in one line.
    public String reason() {
      return reason;
    }
  }
}

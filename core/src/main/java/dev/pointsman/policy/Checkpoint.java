package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32;

/// Learned state at rest, with what must be known to use it again. As bytes: a mark, the format's version, the parts, and a
/// checksum of all before it.
///
/// @param spec the policy's spec in words; state is of use to a policy of the very same spec
/// @param features length `d` of the feature vectors it was learned on
/// @param encoder fingerprint of what made those features
/// @param provenance where it comes from, in the maker's words
/// @param state [LearnedState#toBytes]
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement
public record Checkpoint(String spec, int features, String encoder, SequencedMap<String, String> provenance,
    byte[] state) {
  private static final long MARK = 0x706f696e74736d6eL; // "pointsmn"
  /// The format's version; other versions are refused.
  public static final long VERSION = 9;

  /// Bytes that are no usable checkpoint; the message is one line that says why.
  public static class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    public Unusable(String reason) {
      super(reason);
    }
  }

  /// Bytes that another version of this program wrote.
  public static final class OtherVersion extends Unusable {
    private static final long serialVersionUID = 1;

    OtherVersion(long version) {
      super("it has the format of version " + version + ", and this Pointsman reads version " + VERSION);
    }
  }

  /// A checkpoint of learned state.
  public static Checkpoint of(PolicySpec spec, int features, String encoder, SequencedMap<String, String> provenance,
      LearnedState state) {
    return new Checkpoint(spec.toString(), features, encoder, new LinkedHashMap<>(provenance), state.toBytes());
  }

  /// The bytes of the file, with a checksum.
  public byte[] toBytes() {
    var out = new StateWriter().put(MARK).put(VERSION).put(spec).put((long) features).put(encoder)
        .put((long) provenance.size());
    provenance.forEach((name, value) -> out.put(name).put(value));
    byte[] body = out.put(state).toBytes();
    return new StateWriter().put(body).put(checksum(body)).toBytes();
  }

  /// The checkpoint that bytes hold.
  ///
  /// @throws Unusable if they hold none
  public static Checkpoint parse(byte[] bytes) throws Unusable {
    try {
      var frame = new StateReader(bytes);
      byte[] body = frame.bytes();
      long checksum = frame.whole();
      frame.end();
      if (checksum != checksum(body)) {
        throw new Unusable("it is damaged: the checksum does not match");
      }
      return body(new StateReader(body));
    } catch (IllegalArgumentException e) {
      throw new Unusable("it is no checkpoint, or a part of one: " + e.getMessage());
    }
  }

  private static Checkpoint body(StateReader in) throws Unusable {
    if (in.whole() != MARK) {
      throw new Unusable("it is no checkpoint");
    }
    long version = in.whole();
    if (version != VERSION) {
      throw new OtherVersion(version);
    }
    String spec = in.text();
    int features = in.length();
    String encoder = in.text();
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      provenance.put(in.text(), in.text());
    }
    var checkpoint = new Checkpoint(spec, features, encoder, provenance, in.bytes());
    in.end();
    return checkpoint;
  }

  /// The state, for a policy of the same spec on the same features.
  ///
  /// @throws Unusable if it is another policy's or of other features, saying which
  public LearnedState restored(PolicySpec wanted, int length) throws Unusable {
    if (!spec.equals(wanted.toString())) {
      throw new Unusable("it was learned by " + spec + ", not by " + wanted);
    }
    if (features != length) {
      throw new Unusable("it was learned on " + features + " features, not on " + length);
    }
    try {
      return LearnedState.untrained(wanted, length).restored(state);
    } catch (IllegalArgumentException e) {
      throw new Unusable("its state can't be read: " + e.getMessage());
    }
  }

  private static long checksum(byte[] body) {
    var crc = new CRC32();
    crc.update(body);
    return crc.getValue();
  }
}

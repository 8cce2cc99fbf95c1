package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pointsman.linear.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  private static final PolicySpec SPEC = PolicySpec.named("linucb").orElseThrow();
  private static final LearnedState STATE = LearnedState.untrained(SPEC, 2);
  private static final Checkpoint CHECKPOINT = Checkpoint.of(SPEC, 2, "words-1", provenance(), STATE);

  private static SequencedMap<String, String> provenance() {
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    provenance.put("made by", "a test");
    return provenance;
  }

  @Test
  void bytesHoldAllOfIt() throws Checkpoint.Unusable {
    Checkpoint read = Checkpoint.parse(CHECKPOINT.toBytes());
    assertThat(read.spec()).isEqualTo(SPEC.toString());
    assertThat(read.features()).isEqualTo(2);
    assertThat(read.encoder()).isEqualTo("words-1");
    assertThat(read.provenance()).containsExactlyEntriesOf(provenance());
    assertThat(read.restored(SPEC, 2).toBytes()).isEqualTo(STATE.toBytes());
  }

  @Test
  void anyPartOfItIsRefused() {
    byte[] bytes = CHECKPOINT.toBytes();
    for (int length = 0; length < bytes.length; length += length < 200 ? 1 : 97) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(Checkpoint.Unusable.class).isThrownBy(() -> Checkpoint.parse(part))
          .withMessageContaining("it is no checkpoint, or a part of one");
    }
  }

  @Test
  void anyFlippedByteIsRefused() {
    byte[] bytes = CHECKPOINT.toBytes();
    for (int i = 0; i < bytes.length; i += i < 200 ? 1 : 97) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 0x10;
      assertThatExceptionOfType(Checkpoint.Unusable.class).isThrownBy(() -> Checkpoint.parse(flipped));
    }
  }

  @Test
  void anotherFormatAnotherPolicyAndOtherFeaturesAreRefusedByName() {
    unusable(() -> Checkpoint.parse(framed(new StateWriter().put(0x706f696e74736d6eL).put(Checkpoint.VERSION + 1))),
        "it has the format of version " + (Checkpoint.VERSION + 1) + ", and this Pointsman reads version "
            + Checkpoint.VERSION);
    unusable(() -> Checkpoint.parse(framed(new StateWriter().put(1L).put(1L))), "it is no checkpoint");
    PolicySpec other = PolicySpec.named("thompson").orElseThrow();
    unusable(() -> CHECKPOINT.restored(other, 2), "it was learned by " + SPEC + ", not by " + other);
    unusable(() -> CHECKPOINT.restored(SPEC, 3), "it was learned on 2 features, not on 3");
    var broken = new Checkpoint(SPEC.toString(), 2, "words-1", provenance(), new byte[12]);
    unusable(() -> broken.restored(SPEC, 2), "its state can't be read: truncated at byte 8");
  }

  private static byte[] framed(StateWriter content) {
    byte[] body = content.toBytes();
    var crc = new CRC32();
    crc.update(body);
    return new StateWriter().put(body).put(crc.getValue()).toBytes();
  }

  private interface Attempt {
    void run() throws Checkpoint.Unusable;
  }

  private static void unusable(Attempt attempt, String message) {
    assertThatExceptionOfType(Checkpoint.Unusable.class).isThrownBy(attempt::run).withMessage(message);
  }
}

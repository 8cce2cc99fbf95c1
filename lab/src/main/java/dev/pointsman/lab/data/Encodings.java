package dev.pointsman.lab.data;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.routing.FeatureVector;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/// What an encoder made of texts, kept on disk so that no text is encoded twice: one file for each fingerprint of an
/// encoder, keyed by the hash of the text, replaced as a whole. A file that is damaged, or not this encoder's, is built
/// anew.
public final class Encodings {
  private static final int MAGIC = 0x504d4531;
  private static final int SAVE_EVERY = 2048;
  private static final int BATCH = 256;
  private static final int MOST = 1 << 26;

  private final Path file;
  private final Encoder encoder;

  /// The hash of a text, 128 bits of SHA-256.
  private record Key(long high, long low) {
    static Key of(String text) {
      ByteBuffer hash = ByteBuffer.wrap(PromptHash.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
      return new Key(hash.getLong(), hash.getLong());
    }
  }

  /// @param folder where the files are kept; made if it is not there
  public Encodings(Path folder, Encoder encoder) {
    this.encoder = encoder;
    Key fingerprint = Key.of(encoder.fingerprint());
    this.file = folder.resolve(String.format("%016x.encodings", fingerprint.high));
  }

  /// How many of the texts would have to be encoded.
  public long missing(List<String> texts) {
    Map<Key, float[]> known = load();
    return texts.stream().map(Key::of).distinct().filter(key -> !known.containsKey(key)).count();
  }

  /// The features of every text, in their order.
  ///
  /// @param encoded told after each text that had to be encoded; from several threads
  public List<FeatureVector> of(List<String> texts, Runnable encoded) {
    if (encoder.length() == 0) {
      return texts.stream().map(encoder::encode).toList();
    }
    SequencedMap<Key, float[]> known = load();
    SequencedMap<Key, String> wanted = new LinkedHashMap<>();
    texts.forEach(text -> wanted.putIfAbsent(Key.of(text), text));
    List<Map.Entry<Key, String>> missing = wanted.entrySet().stream()
        .filter(entry -> !known.containsKey(entry.getKey())).map(Map.Entry::copyOf).toList();
    int unsaved = 0;
    for (int from = 0; from < missing.size(); from += BATCH) {
      List<Map.Entry<Key, String>> batch = missing.subList(from, Math.min(missing.size(), from + BATCH));
      float[][] vectors = encode(batch, encoded);
      IntStream.range(0, vectors.length).forEach(i -> known.put(batch.get(i).getKey(), vectors[i]));
      unsaved += batch.size();
      if (unsaved >= SAVE_EVERY || from + BATCH >= missing.size()) {
        save(known);
        unsaved = 0;
      }
    }
    List<FeatureVector> features = new ArrayList<>();
    for (String text : texts) {
      features.add(FeatureVector.of(known.getOrDefault(Key.of(text), new float[0])));
    }
    return features;
  }

  private float[][] encode(List<Map.Entry<Key, String>> batch, Runnable encoded) {
    return batch.parallelStream().map(entry -> {
      float[] vector = encoder.encode(entry.getValue()).toArray();
      encoded.run();
      return vector;
    }).toArray(float[][]::new);
  }

  /// What the file holds; nothing if it is missing, damaged or another encoder's.
  private SequencedMap<Key, float[]> load() {
    var crc = new CRC32();
    try (var in = new DataInputStream(
        new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), crc))) {
      int count = in.readInt() == MAGIC && in.readUTF().equals(encoder.fingerprint())
          && in.readInt() == encoder.length() ? in.readInt() : -1;
      if (count < 0 || count > MOST) {
        return new LinkedHashMap<>();
      }
      SequencedMap<Key, float[]> known = new LinkedHashMap<>();
      byte[] bytes = new byte[4 * encoder.length()];
      for (int i = 0; i < count; i++) {
        Key key = new Key(in.readLong(), in.readLong());
        in.readFully(bytes);
        float[] vector = new float[encoder.length()];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
        known.put(key, vector);
      }
      long expected = crc.getValue();
      return in.readLong() == expected ? known : new LinkedHashMap<>();
    } catch (IOException e) {
      return new LinkedHashMap<>();
    }
  }

  private void save(Map<Key, float[]> known) {
    Map<Key, float[]> all = load();
    all.putAll(known);
    var crc = new CRC32();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "encodings", ".draft");
      try (var out = new DataOutputStream(
          new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(draft), 1 << 16), crc))) {
        out.writeInt(MAGIC);
        out.writeUTF(encoder.fingerprint());
        out.writeInt(encoder.length());
        out.writeInt(all.size());
        byte[] bytes = new byte[4 * encoder.length()];
        for (Map.Entry<Key, float[]> entry : all.entrySet()) {
          out.writeLong(entry.getKey().high);
          out.writeLong(entry.getKey().low);
          ByteBuffer.wrap(bytes).asFloatBuffer().put(entry.getValue());
          out.write(bytes);
        }
        out.writeLong(crc.getValue());
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException(file + ": encodings cannot be kept: " + e.getMessage(), e);
    }
  }
}

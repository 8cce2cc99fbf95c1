package dev.pointsman.identity;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Public models that start known: what each makes of prompts, by its identity, and how much it writes. Immutable. As bytes: a
/// mark, the format's version, the parts, and a checksum of all before it.
///
/// @param encoder fingerprint of what made the features that `responses` reads
/// @param provenance where it comes from, in the maker's words
/// @param responses that identities were fitted with
/// @param models with distinct names
public record KnownModels(String encoder, SequencedMap<String, String> provenance, ResponseModel responses,
    List<KnownModel> models) {
  private static final long MARK = 0x6b6e6f776e6d6f64L; // "knownmod"
  /// The format's version; other versions are refused.
  public static final long VERSION = 1;

  public KnownModels {
    provenance = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(provenance));
    models = List.copyOf(models);
  }

  /// The model of a name, in any case, as any upstream spells it, with or without what stands before its last slash.
  public Optional<KnownModel> find(String name) {
    String folded = folded(name);
    Map<String, KnownModel> names = names();
    return Optional.ofNullable(names.get(folded))
        .or(() -> Optional.ofNullable(names.get(folded.substring(folded.lastIndexOf('/') + 1))));
  }

  private Map<String, KnownModel> names() {
    Map<String, KnownModel> names = new LinkedHashMap<>();
    models.forEach(model -> names.put(folded(model.name()), model));
    models.forEach(model -> model.spellings().forEach(spelling -> names.putIfAbsent(folded(spelling), model)));
    return names;
  }

  private static String folded(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /// The names that are most like another: that begin alike, and take few changed letters to become it.
  ///
  /// @param most how many
  public List<String> nearest(String name, int most) {
    String folded = folded(name);
    String last = folded.substring(folded.lastIndexOf('/') + 1);
    return models.stream().sorted(Comparator.comparingInt(model -> Stream
        .concat(Stream.of(model.name()), model.spellings().stream())
        .mapToInt(spelling -> distance(last, folded(spelling)) - 2 * common(last, folded(spelling))).min().orElse(0)))
        .limit(most).map(KnownModel::name)
        .toList();
  }

  /// How many letters two names begin with alike.
  private static int common(String a, String b) {
    int common = 0;
    while (common < Math.min(a.length(), b.length()) && a.charAt(common) == b.charAt(common)) {
      common++;
    }
    return common;
  }

  /// Levenshtein's distance.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  /// The bytes of the file, with a checksum.
  public byte[] toBytes() {
    var out = new StateWriter().put(MARK).put(VERSION).put(encoder).put((long) provenance.size());
    provenance.forEach((name, value) -> out.put(name).put(value));
    responses.save(out);
    out.put((long) models.size());
    models.forEach(model -> model.save(out));
    byte[] body = out.toBytes();
    return new StateWriter().put(body).put(checksum(body)).toBytes();
  }

  /// The models that bytes hold.
  ///
  /// @throws IllegalArgumentException with one line on what is wrong, if they hold none that this version reads
  public static KnownModels parse(byte[] bytes) {
    var frame = new StateReader(bytes);
    byte[] body = frame.bytes();
    long checksum = frame.whole();
    frame.end();
    if (checksum != checksum(body)) {
      throw new IllegalArgumentException("known models are damaged: the checksum does not match");
    }
    var in = new StateReader(body);
    if (in.whole() != MARK) {
      throw new IllegalArgumentException("these are no known models");
    }
    long version = in.whole();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "known models have the format of version " + version + ", and this Pointsman reads version " + VERSION);
    }
    String encoder = in.text();
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      provenance.put(in.text(), in.text());
    }
    ResponseModel responses = ResponseModel.read(in);
    List<KnownModel> models = new ArrayList<>();
    for (long left = in.whole(); left > 0; left--) {
      models.add(KnownModel.read(in));
    }
    in.end();
    return new KnownModels(encoder, provenance, responses, models);
  }

  private static long checksum(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}

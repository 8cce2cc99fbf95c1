package dev.pointsman.lab.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Reads decision logs: JSON lines of UTF-8 as `pointsman log --format jsonl` writes them, one decision a line, plain or
/// gzip'd, whatever the file is called. Fields that are not needed are skipped.
public final class DecisionLog {
  private static final int BUFFER = 1 << 16;
  private static final int MAGIC = 0x1f8b;

  private DecisionLog() {}

  /// Opens a log to go through its rows one at a time, with no more than one in memory. The caller closes the reader.
  ///
  /// @throws DataException if the file cannot be read or holds no row
  public static LogReader open(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a folder; expected a file");
    }
    if (!Files.exists(file)) {
      throw new DataException(file + ": there is no such file");
    }
    try {
      return LogReader.of(Lines.of(file.toString(), unpacked(file)));
    } catch (IOException e) {
      throw new DataException(file + ": " + TableFile.problem(e), e);
    }
  }

  private static InputStream unpacked(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      in.mark(2);
      boolean gzip = (in.read() << 8 | in.read()) == MAGIC;
      in.reset();
      if (!gzip && file.toString().endsWith(".gz")) {
        throw new DataException(file + ": is named .gz but is not gzip; expected gzip'd JSON lines");
      }
      return gzip ? new GZIPInputStream(in, BUFFER) : in;
    } catch (IOException | DataException e) {
      in.close();
      throw e;
    }
  }
}

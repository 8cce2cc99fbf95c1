package dev.pointsman.lab.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Opens a data file as its name says: gzip'd if it ends in `.gz`, plain otherwise.
final class TableFile {
  private static final int BUFFER = 1 << 16;
  private static final byte[] MAGIC = {0x1f, (byte) 0x8b};

  private TableFile() {}

  static InputStream open(Path path) {
    if (!Files.exists(path)) {
      throw new DataException(path + ": there is no such file");
    }
    if (Files.isDirectory(path)) {
      throw new DataException(path + ": is a folder; expected a file");
    }
    try {
      return unpacked(path, new BufferedInputStream(Files.newInputStream(path), BUFFER));
    } catch (IOException e) {
      throw new DataException(path + ": " + problem(e), e);
    }
  }

  /// What went wrong when a file could not be read, in words for the person who gave it.
  static String problem(IOException e) {
    return switch (e) {
      case EOFException _ -> "the gzip stream is cut off; expected a complete file";
      case ZipException _ -> "the gzip stream is damaged (" + e.getMessage() + "); expected a complete file";
      default -> "cannot be read: " + e;
    };
  }

  private static InputStream unpacked(Path path, BufferedInputStream in) throws IOException {
    try {
      boolean gzip = startsAsGzip(path, in);
      if (gzip != path.toString().endsWith(".gz")) {
        throw new DataException(path + (gzip
            ? ": is gzip'd; expected a name that ends in .gz, or plain text"
            : ": is named .gz but is not gzip; expected gzip'd JSON lines"));
      }
      return gzip ? new GZIPInputStream(in, BUFFER) : in;
    } catch (IOException | DataException e) {
      in.close();
      throw e;
    }
  }

  private static boolean startsAsGzip(Path path, BufferedInputStream in) throws IOException {
    in.mark(2);
    byte[] start = in.readNBytes(2);
    in.reset();
    if (start.length == 0) {
      throw new DataException(path + ": is empty; expected a header line");
    }
    return Arrays.equals(start, MAGIC);
  }

  static void close(String file, InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      throw new DataException(file + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}

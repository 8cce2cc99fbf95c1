package dev.pointsman.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Where `--out` points: found to be of use before the work that is to be written there.
final class Outputs {
  private Outputs() {}

  /// A folder to write into; made if it is not there.
  ///
  /// @throws UserError if it can't be written into
  static void folder(Path out) {
    try {
      Files.createDirectories(out);
    } catch (FileAlreadyExistsException _) {
      throw new UserError("--out " + out + " is a file; name a folder");
    } catch (IOException e) {
      throw unwritable(out, e);
    }
    if (!Files.isWritable(out)) {
      throw unwritable(out, new AccessDeniedException(out.toString()));
    }
  }

  /// A file to write; the folder that it stands in is made if it is not there.
  ///
  /// @throws UserError if it can't be written
  static void file(Path out) {
    if (Files.isDirectory(out)) {
      throw new UserError("--out " + out + " is a folder; name a file");
    }
    Path folder = Optional.ofNullable(out.toAbsolutePath().getParent()).orElse(out);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(out, e);
    }
    if (!Files.isWritable(Files.exists(out) ? out : folder)) {
      throw unwritable(out, new AccessDeniedException(out.toString()));
    }
  }

  /// What to tell of something that turned out not to be writable.
  static UserError unwritable(Path out, IOException e) {
    return new UserError("--out " + out + " can't be written: " + reason(e) + "; name another");
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "there is no such folder";
      case FileAlreadyExistsException file -> file.getFile() + " is a file, not a folder";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> e.getClass().getSimpleName();
    };
  }
}

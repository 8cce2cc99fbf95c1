package dev.pointsman.routing.breach;

import java.nio.file.Files;
import java.nio.file.Path;

/// A core that reads files.
final class ReadsAFile {
  boolean there(Path path) {
    return Files.exists(path);
  }
}

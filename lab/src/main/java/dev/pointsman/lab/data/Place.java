package dev.pointsman.lab.data;

import org.jspecify.annotations.Nullable;

/// A line of a file, so that every complaint says where.
///
/// @param file the file as the caller named it
/// @param line counted from 1
record Place(String file, long line) {
  DataException broken(String problem) {
    return broken(problem, null);
  }

  DataException broken(String problem, @Nullable Throwable cause) {
    String message = file + ":" + line + ": " + problem;
    return cause == null ? new DataException(message) : new DataException(message, cause);
  }
}

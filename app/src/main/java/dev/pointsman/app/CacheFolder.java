package dev.pointsman.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where things are kept that can be made again.
final class CacheFolder {
  private CacheFolder() {}

  /// The folder asked for, else `POINTSMAN_CACHE`, else `pointsman` in the user's own folder for caches.
  static Path of(@Nullable Path asked) {
    if (asked != null) {
      return asked;
    }
    String own = System.getenv("POINTSMAN_CACHE");
    if (own != null && !own.isBlank()) {
      return Path.of(own);
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    Path base = caches == null || caches.isBlank()
        ? Path.of(System.getProperty("user.home", "."), ".cache")
        : Path.of(caches);
    return base.resolve("pointsman");
  }
}

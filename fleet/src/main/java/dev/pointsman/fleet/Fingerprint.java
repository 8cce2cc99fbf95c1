package dev.pointsman.fleet;

/// A 64-bit hash of a seed and some texts, well mixed, the same on every machine.
final class Fingerprint {
  private static final long PRIME = 0x100000001b3L;

  private Fingerprint() {}

  static long of(long seed, String... texts) {
    long hash = mixed(seed);
    for (String text : texts) {
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * PRIME;
      }
      hash = mixed(hash);
    }
    return hash;
  }

  /// The finalizer of SplitMix64.
  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}

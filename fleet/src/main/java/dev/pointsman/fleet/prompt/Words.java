package dev.pointsman.fleet.prompt;

import java.util.Arrays;

/// Words of a text, runs of letters and digits, as 64-bit hashes that do not depend on case.
final class Words {
  private static final long PRIME = 0x100000001b3L;
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final int RUN = 3;

  private Words() {}

  /// The words in their order.
  static long[] of(String text) {
    long[] words = new long[text.length() / 2 + 1];
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      int end = wordEnd(text, at);
      if (end > at) {
        words[count++] = hash(text, at, end);
      }
      at = end + 1;
    }
    return Arrays.copyOf(words, count);
  }

  /// Every run of three words, in order of their hashes and each of them once.
  static long[] runs(String text) {
    long[] words = of(text);
    long[] runs = new long[Math.max(0, words.length - RUN + 1)];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = (words[i] * PRIME + words[i + 1]) * PRIME + words[i + 2];
    }
    return Arrays.stream(runs).sorted().distinct().toArray();
  }

  /// A text without the word that touches its start or its end, if other letters may join it there.
  static String whole(String text, boolean openStart, boolean openEnd) {
    int start = openStart ? wordEnd(text, 0) : 0;
    int end = text.length();
    while (openEnd && end > start && Character.isLetterOrDigit(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static int wordEnd(String text, int start) {
    int end = start;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static long hash(String text, int start, int end) {
    long hash = BASIS;
    for (int i = start; i < end; i++) {
      hash = (hash ^ Character.toLowerCase(text.charAt(i))) * PRIME;
    }
    return hash ^ hash >>> 32;
  }
}

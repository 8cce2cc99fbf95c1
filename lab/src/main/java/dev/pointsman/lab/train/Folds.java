package dev.pointsman.lab.train;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Rows dealt by chance into parts of nearly the same size.
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
record Folds(int[][] parts) {
  /// So many parts of `size` rows.
  static Folds of(int size, int parts, long seed) {
    int[] order = shuffled(IntStream.range(0, size).toArray(), new SplittableRandom(seed));
    return new Folds(IntStream.range(0, parts)
        .mapToObj(part -> Arrays.copyOfRange(order, (int) ((long) size * part / parts),
            (int) ((long) size * (part + 1) / parts)))
        .toArray(int[][]::new));
  }

  /// A new array in an order drawn by chance.
  static int[] shuffled(int[] rows, RandomGenerator random) {
    int[] order = rows.clone();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /// The rows of all parts but one.
  int[] without(int part) {
    return IntStream.range(0, parts.length).filter(other -> other != part)
        .flatMap(other -> Arrays.stream(parts[other])).toArray();
  }
}

package dev.pointsman.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Sums over rounds, which rounds join and leave in time proportional to the number of models.
final class Tally {
  /// A sum of qualities and one of costs.
  private static final class Sum {
    private double quality;
    private double costUsd;

    private void add(int sign, double moreQuality, double moreCostUsd) {
      quality += sign * moreQuality;
      costUsd += sign * moreCostUsd;
    }

    private Average mean(long rounds) {
      return new Average(quality / rounds, costUsd / rounds);
    }
  }

  private final List<String> models;
  private final List<Sum> singles;
  private final long[] served;
  private final Sum router = new Sum();
  private final Sum random = new Sum();
  private final Sum oracle = new Sum();
  private long rounds;
  private long explored;

  Tally(List<String> models) {
    this.models = models;
    this.singles = models.stream().map(_ -> new Sum()).toList();
    this.served = new long[models.size()];
  }

  void join(Hindsight hindsight) {
    count(1, hindsight);
  }

  void leave(Hindsight hindsight) {
    count(-1, hindsight);
  }

  private void count(int sign, Hindsight hindsight) {
    Round round = hindsight.round();
    rounds += sign;
    explored += round.explored() ? sign : 0;
    served[hindsight.served()] += sign;
    router.add(sign, round.score(), round.cost().usd());
    Average anyone = hindsight.random();
    random.add(sign, anyone.quality(), anyone.costUsd());
    Average best = hindsight.oracle();
    oracle.add(sign, best.quality(), best.costUsd());
    for (int i = 0; i < models.size(); i++) {
      singles.get(i).add(sign, hindsight.score(i), hindsight.cost(i));
    }
  }

  long rounds() {
    return rounds;
  }

  /// The standing; there must be at least one round.
  Standing standing() {
    List<Single> all = IntStream.range(0, models.size()).mapToObj(this::single).toList();
    Single best = all.stream().max(Comparator.comparingDouble((Single single) -> single.average().quality())
        .thenComparing(single -> single.average().costUsd(), Comparator.reverseOrder())).orElseThrow();
    Average mean = router.mean(rounds);
    double mix = Mix.quality(all.stream().map(Single::average).toList(), mean.costUsd());
    return new Standing(rounds, explored, mean, all, best, random.mean(rounds), oracle.mean(rounds), mix);
  }

  private Single single(int model) {
    return new Single(models.get(model), singles.get(model).mean(rounds), (double) served[model] / rounds);
  }
}

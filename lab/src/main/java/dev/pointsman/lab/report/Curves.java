package dev.pointsman.lab.report;

import dev.pointsman.lab.report.Summary.Curve;
import dev.pointsman.lab.report.Summary.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes curves of points.
///
/// SA-BEP is SaveRouter's pay-back (arXiv 2609.37402): `ceil(C_0 / (C_b - c_r))` queries, with the price `C_0` of all
/// training calls, the best single model's mean cost `C_b`, and the least mean cost `c_r` at which its quality is reached.
public final class Curves {
  static final List<String> COSTS = List.of("0.05", "0.10", "0.25", "0.50", "1.00");
  static final List<String> QUALITIES = List.of("0.95", "0.99", "1.00");

  private final Model best;

  /// @param best the best single model of the test table in hindsight
  public Curves(Model best) {
    this.best = best;
  }

  /// The hulls of a policy's points, by seed.
  public static List<Hull> hulls(List<Point> points) {
    SequencedMap<Long, List<Hull.Corner>> bySeed = new LinkedHashMap<>();
    for (Point point : points) {
      bySeed.computeIfAbsent(point.seed(), _ -> new ArrayList<>()).add(new Hull.Corner(point.cost(), point.quality()));
    }
    return bySeed.values().stream().map(Hull::of).toList();
  }

  /// The curve of one policy.
  ///
  /// @param points of that policy, all seeds
  /// @param calls training calls, mean over seeds
  /// @param costUsd their price, mean over seeds
  public Curve curve(List<Point> points, double calls, double costUsd) {
    List<Hull> hulls = hulls(points);
    SequencedMap<String, OptionalDouble> quality = new LinkedHashMap<>();
    SequencedMap<String, OptionalDouble> error = new LinkedHashMap<>();
    for (String share : COSTS) {
      double cost = Double.parseDouble(share) * best.cost();
      Spread spread = Spread.of(hulls, hull -> scaled(hull.quality(cost), best.quality()));
      quality.put(share, spread.mean());
      error.put(share, spread.standardError());
    }
    SequencedMap<String, OptionalDouble> costs = new LinkedHashMap<>();
    for (String share : QUALITIES) {
      double wanted = Double.parseDouble(share) * best.quality();
      costs.put(share, Spread.of(hulls, hull -> scaled(hull.cost(wanted), best.cost())).mean());
    }
    OptionalDouble peak = scaled(hulls.stream().mapToDouble(Hull::peak).average(), best.quality());
    return new Curve(points.getFirst().policy(), points.getFirst().feedback(), hulls.size(), calls, costUsd, quality,
        error, costs, peak, payBack(Summary.at(costs, "1.00"), costUsd),
        points.stream().mapToDouble(Point::regret).average().orElse(0));
  }

  private OptionalDouble payBack(OptionalDouble costAtBest, double costUsd) {
    if (costAtBest.isEmpty() || costAtBest.getAsDouble() >= 1) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.ceil(costUsd / (best.cost() * (1 - costAtBest.getAsDouble()))));
  }

  private static OptionalDouble scaled(OptionalDouble value, double by) {
    return value.isPresent() && by > 0 ? OptionalDouble.of(value.getAsDouble() / by) : OptionalDouble.empty();
  }

  /// A mean over seeds with its standard error; empty if a seed has no value.
  ///
  /// @param standardError empty of less than two seeds
  /// @param freedom of the standard error: seeds less one
  public record Spread(OptionalDouble mean, OptionalDouble standardError, int freedom) {
    static Spread of(List<Hull> hulls, Function<Hull, OptionalDouble> value) {
      List<OptionalDouble> values = hulls.stream().map(value).collect(Collectors.toList());
      if (values.stream().anyMatch(OptionalDouble::isEmpty)) {
        return new Spread(OptionalDouble.empty(), OptionalDouble.empty(), 0);
      }
      double[] numbers = values.stream().mapToDouble(OptionalDouble::getAsDouble).toArray();
      return of(numbers);
    }

    /// Of numbers, at least one.
    public static Spread of(double[] numbers) {
      double mean = 0;
      for (double number : numbers) {
        mean += number / numbers.length;
      }
      double squares = 0;
      for (double number : numbers) {
        squares += (number - mean) * (number - mean);
      }
      int n = numbers.length;
      return new Spread(OptionalDouble.of(mean),
          n < 2 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(squares / (n - 1) / n)), n - 1);
    }

    /// How far the 95 % interval of the mean reaches to either side, by Student's t; 0 of less than two numbers.
    public double reach() {
      return standardError.isEmpty() ? 0 : Student.quantile(freedom) * standardError.getAsDouble();
    }
  }
}

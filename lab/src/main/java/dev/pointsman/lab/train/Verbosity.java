package dev.pointsman.lab.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How much models write: the tokens of an answer are taken for what the prompt asks for times what the model is given to,
/// `n = a_prompt b_model` in the mean, over all prompts of all tables, so that models that were never run on the same prompts are
/// compared by way of others.
///
/// Source: Deming and Stephan, Ann. Math. Stat. 11 (1940), for the fit: rows and columns in turn are brought to their sums.
final class Verbosity {
  private static final int SWEEPS = 100;

  private final List<String> models = new ArrayList<>();
  private final List<int[]> columns = new ArrayList<>();
  private final List<double[]> tokens = new ArrayList<>();

  /// Takes in a prompt.
  ///
  /// @param names of the models that answered, at least one
  /// @param counts of tokens of their answers, in the same order, at least 0
  void add(List<String> names, double... counts) {
    columns.add(names.stream().mapToInt(this::column).toArray());
    tokens.add(counts.clone());
  }

  private int column(String name) {
    if (!models.contains(name)) {
      models.add(name);
    }
    return models.indexOf(name);
  }

  /// By model, how many times as much as a typical model it writes: `b_model`, whose geometric mean is 1.
  Map<String, Double> factors() {
    double[] b = new double[models.size()];
    Arrays.fill(b, 1);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      b = swept(b);
    }
    double mean = Arrays.stream(b).map(Math::log).average().orElse(0);
    Map<String, Double> factors = new LinkedHashMap<>();
    for (int m = 0; m < b.length; m++) {
      factors.put(models.get(m), b[m] / Math.exp(mean));
    }
    return factors;
  }

  private double[] swept(double[] b) {
    double[] written = new double[b.length];
    double[] asked = new double[b.length];
    for (int r = 0; r < tokens.size(); r++) {
      int[] own = columns.get(r);
      double a = Arrays.stream(tokens.get(r)).sum() / Arrays.stream(own).mapToDouble(m -> b[m]).sum();
      for (int i = 0; i < own.length; i++) {
        written[own[i]] += tokens.get(r)[i];
        asked[own[i]] += a;
      }
    }
    double[] next = new double[b.length];
    for (int m = 0; m < next.length; m++) {
      next[m] = Math.max(1e-3, written[m] / Math.max(1e-9, asked[m]));
    }
    return next;
  }
}

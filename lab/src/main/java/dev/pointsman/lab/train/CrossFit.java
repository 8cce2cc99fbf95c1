package dev.pointsman.lab.train;

import dev.pointsman.identity.Calibration;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.lab.train.ResponseTrainer.Trained;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tables in folds, each of which is foretold by a fit to all others. Prompts of the same features fall into the same fold;
/// where features name the table, as those of known models do, in each table by itself.
final class CrossFit {
  private final List<Responses> tables;
  private final int folds;
  private final List<double[][]> logits = new ArrayList<>();

  CrossFit(List<Responses> tables, int folds) {
    this.tables = tables;
    this.folds = folds;
    for (Responses table : tables) {
      double[][] none = new double[table.size()][table.models().size()];
      Arrays.stream(none).forEach(row -> Arrays.fill(row, Double.NaN));
      logits.add(none);
    }
  }

  private int fold(FeatureVector features) {
    int hash = Arrays.hashCode(features.toArray()) * 0x9E3779B9; // the high bits of a product depend on all bits
    return Math.floorMod(hash >>> 16, folds);
  }

  /// All tables without a fold.
  List<Responses> kept(int fold) {
    return tables.stream().map(table -> table.rows(row -> fold(table.features().get(row)) != fold)).toList();
  }

  /// Foretells a fold.
  ///
  /// @param trained on what was kept
  void foretold(int fold, Trained trained) {
    ResponseModel model = trained.model();
    for (int t = 0; t < tables.size(); t++) {
      Responses table = tables.get(t);
      List<double[]> projected = table.models().stream()
          .map(name -> model.project(trained.identity(name).mean())).toList();
      for (int row = 0; row < table.size(); row++) {
        if (fold(table.features().get(row)) == fold) {
          double[] read = model.read(table.features().get(row));
          for (int m = 0; m < projected.size(); m++) {
            logits.get(t)[row][m] = model.logit(read, projected.get(m));
          }
        }
      }
    }
  }

  /// A logit of a prompt that the fit did not see, and what came out.
  record Observation(double logit, double score) {}

  /// All that was foretold and came out.
  List<Observation> observations() {
    List<Observation> observations = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      double[][] scores = tables.get(t).scores();
      for (int row = 0; row < scores.length; row++) {
        for (int m = 0; m < scores[row].length; m++) {
          if (!Double.isNaN(scores[row][m]) && !Double.isNaN(logits.get(t)[row][m])) {
            observations.add(new Observation(logits.get(t)[row][m], scores[row][m]));
          }
        }
      }
    }
    return observations;
  }

  /// What was foretold, as probabilities, by table.
  List<double[][]> foretold(Calibration calibration) {
    return logits.stream().map(table -> Arrays.stream(table)
        .map(row -> Arrays.stream(row).map(z -> Double.isNaN(z) ? z : calibration.probability(z)).toArray())
        .toArray(double[][]::new)).toList();
  }
}

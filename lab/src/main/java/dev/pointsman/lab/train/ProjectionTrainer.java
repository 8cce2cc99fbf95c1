package dev.pointsman.lab.train;

import dev.pointsman.encoder.Projection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// Fits the projection that reduces sentence vectors: their leading principal components, all scaled by one factor so
/// that the mean squared length of a projected vector is 1.
///
/// One factor for all components keeps directions in which prompts hardly differ small, so that a ridge regression
/// trusts them less.
public final class ProjectionTrainer {
  private final int outputs;

  /// A trainer.
  ///
  /// @param outputs components to keep, `d`
  public ProjectionTrainer(int outputs) {
    this.outputs = outputs;
  }

  /// Fits a projection.
  ///
  /// @param vectors at least `d + 1`, each of length `n`
  /// @param provenance what to say of their origin
  public Projection train(List<float[]> vectors, Map<String, String> provenance) {
    if (vectors.size() <= outputs) {
      throw new IllegalArgumentException(
          "a projection to " + outputs + " components needs more than " + vectors.size() + " vectors");
    }
    double[] mean = mean(vectors);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(mean.length, true, true);
    if (!eigen.decompose(covariance(vectors, mean))) {
      throw new ArithmeticException("the covariance has no eigen decomposition");
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, mean.length).boxed().toList());
    order.sort(Comparator.comparingDouble((Integer i) -> eigen.getEigenvalue(i).getReal()).reversed());
    double kept = 0;
    double all = 0;
    for (int i = 0; i < mean.length; i++) {
      double variance = eigen.getEigenvalue(order.get(i)).getReal();
      all += variance;
      kept += i < outputs ? variance : 0;
    }
    float[][] rows = new float[outputs][];
    for (int i = 0; i < outputs; i++) {
      rows[i] = row(eigen.getEigenVector(order.get(i)), 1 / Math.sqrt(kept));
    }
    Map<String, String> facts = new LinkedHashMap<>(provenance);
    facts.put("method", "principal components, one scale");
    facts.put("vectors", Integer.toString(vectors.size()));
    facts.put("variance_kept", String.format(Locale.ROOT, "%.4f", kept / all));
    return Projection.of(floats(mean, 1), rows, facts);
  }

  /// The eigenvector, its sign fixed by its largest entry, so that training twice gives the same bytes.
  private static float[] row(DMatrixRMaj vector, double scale) {
    double[] entries = vector.getData();
    int largest = 0;
    for (int i = 0; i < entries.length; i++) {
      largest = Math.abs(entries[i]) > Math.abs(entries[largest]) ? i : largest;
    }
    return floats(entries, Math.signum(entries[largest]) * scale);
  }

  private static double[] mean(List<float[]> vectors) {
    double[] mean = new double[vectors.getFirst().length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / vectors.size();
      }
    }
    return mean;
  }

  private static DMatrixRMaj covariance(List<float[]> vectors, double[] mean) {
    int n = mean.length;
    double[] sums = new double[n * n];
    double[] centred = new double[n];
    for (float[] vector : vectors) {
      for (int i = 0; i < n; i++) {
        centred[i] = vector[i] - mean[i];
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          sums[i * n + j] += centred[i] * centred[j] / vectors.size();
        }
      }
    }
    return new DMatrixRMaj(n, n, true, sums);
  }

  private static float[] floats(double[] values, double scale) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) (values[i] * scale);
    }
    return floats;
  }
}

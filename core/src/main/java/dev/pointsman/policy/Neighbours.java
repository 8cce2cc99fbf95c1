package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// Remembers every judged prompt, and takes an arm's quality for its mean over the `k` nearest prompts (by Euclidean
/// distance of the features) for which that arm was judged; one round at one half is added, for arms that were judged
/// less than `k` times.
///
/// Source: Li, "Rethinking Predictive Modeling for LLM Routing: When Simple kNN Beats Complex Learned Routers",
/// arXiv 2505.12601.
final class Neighbours implements Knowledge {
  private static final double PRIOR_MEAN = 0.5;
  private static final double NOISE = 0.17;
  private static final int CHUNK = 64;

  private final int k;
  private final int d;
  private final long rounds;
  private final List<Arm> arms;
  private final List<List<Sample>> full;
  private final List<Sample> tail;

  /// A prompt and what became of it.
  ///
  /// @param quality by the index of the arm; NaN, or beyond its end, where an arm was not judged
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sample(FeatureVector features, double[] quality) {
    double of(int arm) {
      return arm < quality.length ? quality[arm] : Double.NaN;
    }

    Sample with(int arm, double judged) {
      double[] updated = Arrays.copyOf(quality, Math.max(quality.length, arm + 1));
      Arrays.fill(updated, quality.length, updated.length, Double.NaN);
      updated[arm] = judged;
      return new Sample(features, updated);
    }

    void save(StateWriter out, int arms) {
      for (float feature : features.toArray()) {
        out.put((double) feature);
      }
      for (int arm = 0; arm < arms; arm++) {
        out.put(of(arm));
      }
    }

    static Sample restored(StateReader in, int d, int arms) {
      float[] features = new float[d];
      for (int i = 0; i < d; i++) {
        features[i] = (float) in.number();
      }
      double[] quality = new double[arms];
      for (int arm = 0; arm < arms; arm++) {
        quality[arm] = in.number();
      }
      return new Sample(FeatureVector.of(features), quality);
    }
  }

  private Neighbours(int k, int d, long rounds, List<Arm> arms, List<List<Sample>> full, List<Sample> tail) {
    this.k = k;
    this.d = d;
    this.rounds = rounds;
    this.arms = arms;
    this.full = full;
    this.tail = tail;
  }

  /// Remembers nothing yet.
  ///
  /// @param k how many neighbours count, at least 1
  /// @param d length of the feature vectors it will see
  static Neighbours nearest(int k, int d) {
    return new Neighbours(k, d, 0, List.of(), List.of(), List.of());
  }

  @Override
  public List<Estimate> estimates(Context context, List<Candidate> candidates) {
    context.features().checkLength(d);
    List<Sample> samples = samples();
    int[] order = byDistance(context.features(), samples);
    return candidates.stream().map(candidate -> estimate(arms.indexOf(candidate.arm()), samples, order)).toList();
  }

  private Estimate estimate(int arm, List<Sample> samples, int[] order) {
    double sum = PRIOR_MEAN;
    int count = 1;
    for (int i = 0; arm >= 0 && i < order.length && count <= k; i++) {
      double quality = samples.get(order[i]).of(arm);
      if (!Double.isNaN(quality)) {
        sum += quality;
        count++;
      }
    }
    return new Estimate(sum / count, Math.sqrt(NOISE / count));
  }

  private List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(full.size() * CHUNK + tail.size());
    full.forEach(samples::addAll);
    samples.addAll(tail);
    return samples;
  }

  /// The samples' indices, the nearest first; of equals the earlier.
  private static int[] byDistance(FeatureVector x, List<Sample> samples) {
    float[] at = x.toArray();
    long[] keys = new long[samples.size()];
    for (int i = 0; i < keys.length; i++) {
      FeatureVector y = samples.get(i).features;
      float sum = 0;
      for (int j = 0; j < at.length; j++) {
        float difference = at[j] - y.at(j);
        sum += difference * difference;
      }
      keys[i] = (long) Float.floatToIntBits(sum) << 32 | i; // a float that is not negative sorts like its bits
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  @Override
  public double rounds() {
    return rounds;
  }

  @Override
  public Neighbours rated(Context context, Arm arm, double quality) {
    context.features().checkLength(d);
    List<Arm> known = arms.contains(arm) ? arms : appended(arms, arm);
    int index = known.indexOf(arm);
    List<Sample> last = new ArrayList<>(tail);
    if (!last.isEmpty() && last.getLast().features.equals(context.features())
        && Double.isNaN(last.getLast().of(index))) {
      last.set(last.size() - 1, last.getLast().with(index, quality));
    } else {
      last.add(new Sample(context.features(), new double[0]).with(index, quality));
    }
    return last.size() <= CHUNK
        ? new Neighbours(k, d, rounds + 1, known, full, last)
        : new Neighbours(k, d, rounds + 1, known, appended(full, last.subList(0, CHUNK)), List.of(last.getLast()));
  }

  @Override
  public Neighbours revised(Context context, Arm arm, double before, double quality) {
    int index = arms.indexOf(arm);
    for (int chunk = full.size(); index >= 0 && chunk >= 0; chunk--) {
      List<Sample> samples = chunk == full.size() ? tail : full.get(chunk);
      for (int i = samples.size() - 1; i >= 0; i--) {
        Sample sample = samples.get(i);
        if (sample.of(index) == before && sample.features.equals(context.features())) {
          return replaced(chunk, i, sample.with(index, quality));
        }
      }
    }
    return rated(context, arm, quality);
  }

  @Override
  public Neighbours renamed(UnaryOperator<Arm> names) {
    return new Neighbours(k, d, rounds, arms.stream().map(names).toList(), full, tail);
  }

  @Override
  public void save(StateWriter out) {
    out.put(rounds).put((long) arms.size());
    arms.forEach(arm -> out.put(arm.id()));
    List<Sample> samples = samples();
    out.put((long) samples.size());
    samples.forEach(sample -> sample.save(out, arms.size()));
  }

  @Override
  public Neighbours restored(StateReader in) {
    long judgements = in.whole();
    List<Arm> known = new ArrayList<>();
    for (long left = in.whole(); left > 0; left--) {
      known.add(new Arm(in.text()));
    }
    List<List<Sample>> chunks = new ArrayList<>();
    List<Sample> last = new ArrayList<>();
    for (long left = in.whole(); left > 0; left--) {
      if (last.size() == CHUNK) {
        chunks.add(last);
        last = new ArrayList<>();
      }
      last.add(Sample.restored(in, d, known.size()));
    }
    return new Neighbours(k, d, judgements, known, chunks, last);
  }

  private Neighbours replaced(int chunk, int position, Sample sample) {
    List<Sample> samples = new ArrayList<>(chunk == full.size() ? tail : full.get(chunk));
    samples.set(position, sample);
    if (chunk == full.size()) {
      return new Neighbours(k, d, rounds, arms, full, samples);
    }
    List<List<Sample>> chunks = new ArrayList<>(full);
    chunks.set(chunk, samples);
    return new Neighbours(k, d, rounds, arms, chunks, tail);
  }

  private static <T> List<T> appended(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(last);
    return longer;
  }
}

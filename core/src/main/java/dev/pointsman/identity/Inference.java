package dev.pointsman.identity;

import dev.pointsman.linear.SymmetricMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Infers a model's identity from answers that were scored, with the response model frozen: the mode of
/// `p(I) prod p(y_n | e_n, I)` by damped Newton steps, and around it the normal distribution of the same curvature
/// (Laplace). Without chance, so that the same answers give the same identity.
///
/// Source: what LLM Bandit, arXiv 2502.02743, section 2.6, does by gradient steps on the variational bound; MacKay, Neural
/// Computation 4 (1992), for the curvature.
public final class Inference {
  private static final int MOST_STEPS = 25;
  private static final double CLOSE = 1e-10;
  private static final int MOST_HALVINGS = 12;
  /// Where there are more answers than these, steps also start from what these say: many answers make steep valleys.
  private static final int FEW = 64;

  private final ResponseModel model;
  private final Population population;
  private final Ease ease;
  private final SymmetricMatrix precision;

  /// Of prompts that nobody answered before.
  ///
  /// @param population what is believed of a model before its first answer
  public Inference(ResponseModel model, Population population) {
    this(model, population, Ease.UNKNOWN);
  }

  /// @param population what is believed of a model before its first answer
  /// @param ease of prompts that known models answered
  public Inference(ResponseModel model, Population population, Ease ease) {
    this.model = model;
    this.population = population;
    this.ease = ease;
    this.precision = population.covariance().inverse();
  }

  /// A belief about an identity with the covariance of its components.
  ///
  /// @param mean length `D`
  @SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
  public record Posterior(double[] mean, SymmetricMatrix covariance) {
    /// The same without what components have to do with each other.
    public Identity identity() {
      return new Population(mean, covariance).typical();
    }
  }

  /// What nothing was answered yet.
  public Posterior prior() {
    return new Posterior(population.mean(), population.covariance());
  }

  /// The belief after some answers, in any order.
  public Posterior posterior(List<Answered> answers) {
    if (answers.isEmpty()) {
      return prior();
    }
    List<Read> reads = new ArrayList<>();
    answers.forEach(
        answer -> reads.add(new Read(model.read(answer.features()), ease.of(answer.features()), answer.score())));
    Mode mode = mode(population.mean(), reads);
    if (answers.size() > FEW) {
      List<Answered> some = IntStream.range(0, FEW).mapToObj(i -> answers.get(i * answers.size() / FEW)).toList();
      Mode other = mode(posterior(some).mean, reads);
      mode = other.loss < mode.loss ? other : mode;
    }
    return new Posterior(mode.at, newton(mode.at, reads).covariance);
  }

  /// An answer, with what the prompt brings.
  ///
  /// @param units of the response model's first layer
  /// @param ease in logits
  @SuppressWarnings("ArrayRecordComponent") // lives for one inference and is never compared
  private record Read(double[] units, double ease, double score) {}

  /// A place that no step improves, and the loss there.
  @SuppressWarnings("ArrayRecordComponent") // lives for one inference and is never compared
  private record Mode(double[] at, double loss) {}

  private Mode mode(double[] start, List<Read> reads) {
    double[] at = start.clone();
    double loss = loss(at, reads);
    for (int step = 0; step < MOST_STEPS; step++) {
      Newton newton = newton(at, reads);
      double scale = 1;
      double[] next = plus(at, scale, newton.step);
      double reached = loss(next, reads);
      for (int half = 0; half < MOST_HALVINGS && reached > loss; half++) {
        scale /= 2;
        next = plus(at, scale, newton.step);
        reached = loss(next, reads);
      }
      if (!(reached < loss - CLOSE)) {
        break;
      }
      at = next;
      loss = reached;
    }
    return new Mode(at, loss);
  }

  /// A step to the minimum of the quadratic that touches the loss, and the inverse of its curvature.
  @SuppressWarnings("ArrayRecordComponent") // lives for one step and is never compared
  private record Newton(double[] step, SymmetricMatrix covariance) {}

  private Newton newton(double[] at, List<Read> reads) {
    double[] projected = model.project(at);
    double[] downhill = precision.times(plus(population.mean(), -1, at));
    SymmetricMatrix curvature = precision;
    Calibration calibration = model.calibration();
    for (Read read : reads) {
      ResponseModel.Slope slope = model.slope(read.units, projected);
      double p = calibration.probability(slope.logit(), read.ease);
      downhill = plus(downhill, calibration.slope() * (read.score - p), slope.gradient());
      curvature = curvature.plusOuter(1, calibration.slope() * calibration.slope() * p * (1 - p), slope.gradient());
    }
    SymmetricMatrix covariance = curvature.inverse();
    return new Newton(covariance.times(downhill), covariance);
  }

  private double loss(double[] at, List<Read> reads) {
    double[] projected = model.project(at);
    double[] off = plus(at, -1, population.mean());
    double loss = SymmetricMatrix.dot(off, precision.times(off)) / 2;
    for (Read read : reads) {
      double z = model.calibration().calibrated(model.logit(read.units, projected)) + read.ease;
      loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - read.score * z;
    }
    return loss;
  }

  private static double[] plus(double[] a, double scale, double[] b) {
    double[] sums = a.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += scale * b[i];
    }
    return sums;
  }
}

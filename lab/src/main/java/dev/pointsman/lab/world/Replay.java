package dev.pointsman.lab.world;

import dev.pointsman.budget.Ledger;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A data set as a stream of rounds, in an order drawn by chance, with what a scenario makes happen. Two policies under one
/// seed meet the same prompts, the same changes and the same fate of judgements, whatever they choose.
public final class Replay {
  private final Dataset data;
  private final Scenario scenario;
  private final int[] order;
  private final boolean[] lost;
  private final boolean[] flipped;

  private Replay(Dataset data, Scenario scenario, int[] order, RandomGenerator chance) {
    this.data = data;
    this.scenario = scenario;
    this.order = order;
    this.lost = new boolean[order.length];
    this.flipped = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      lost[i] = chance.nextDouble() < scenario.feedbackMissing();
      flipped[i] = chance.nextDouble() < scenario.labelNoise();
    }
  }

  /// The deployment on a data set.
  public static Replay deployment(Dataset data, Scenario scenario, RandomGenerator chance) {
    return new Replay(data, scenario, shuffled(data.size(), chance), chance);
  }

  /// The learning on a data set: the first prompts of the order, without the models that join later and before anything
  /// changes.
  ///
  /// @param prompts how many at most, at least 1
  public static Replay learning(Dataset data, Scenario scenario, int prompts, RandomGenerator chance) {
    List<Integer> later = IntStream.range(0, data.models().size())
        .filter(model -> !scenario.isThereAtFirst(data.models().get(model))).boxed().toList();
    Dataset known = later.isEmpty() ? data : data.without(later);
    int[] order = shuffled(known.size(), chance);
    return new Replay(known, scenario.feedbackOnly(), java.util.Arrays.copyOf(order, Math.min(prompts, order.length)),
        chance);
  }

  private static int[] shuffled(int size, RandomGenerator chance) {
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = chance.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  public Dataset data() {
    return data;
  }

  /// How many rounds there are.
  public int size() {
    return order.length;
  }

  /// How many rounds lie between an answer and its judgement.
  public int feedbackDelay() {
    return scenario.feedbackDelay();
  }

  /// The policy's side of a round.
  public Round round(int position) {
    return new Round(this, position);
  }

  /// Which row of the data a round is about.
  public int row(int position) {
    return order[position];
  }

  /// In which phase a round lies, counted from 0; phases begin where something changes.
  public int phase(int position) {
    List<Double> starts = scenario.phases();
    int phase = 0;
    while (phase + 1 < starts.size() && isAt(starts.get(phase + 1), position)) {
      phase++;
    }
    return phase;
  }

  private boolean isAt(double share, int position) {
    return position >= Math.ceil(share * order.length);
  }

  /// The truth about a model in a round, which no policy sees but where it calls.
  public boolean isCandidate(int position, int model) {
    return data.isCandidate(order[position], model)
        && scenario.isThere(data.models().get(model), at -> isAt(at, position));
  }

  /// The quality of a model's answer in a round; NaN where the model was never run.
  public double quality(int position, int model) {
    double quality = data.quality(order[position], model);
    double latest = -1;
    for (Scenario.Change change : scenario.changes()) {
      if (change instanceof Scenario.Quality(double at, String name, OptionalDouble value) && at > latest
          && isAt(at, position) && name.equals(data.models().get(model))) {
        latest = at;
        quality = value.orElse(data.quality(order[position], model));
      }
    }
    return quality;
  }

  /// What a model's answer costs in a round, in US dollars; NaN where the model was never run.
  public double cost(int position, int model) {
    double factor = 1;
    double latest = -1;
    for (Scenario.Change change : scenario.changes()) {
      if (change instanceof Scenario.Price(double at, String name, double times) && at > latest && isAt(at, position)
          && name.equals(data.models().get(model))) {
        latest = at;
        factor = times;
      }
    }
    return factor * data.cost(order[position], model);
  }

  /// How a judgement reaches the policy; empty if it never does.
  OptionalDouble heard(int position, double quality) {
    return lost[position] ? OptionalDouble.empty() : OptionalDouble.of(flipped[position] ? 1 - quality : quality);
  }

  /// What a policy sees and does in a round: the prompt, its candidates, and one call.
  public static final class Round {
    private final Replay replay;
    private final int position;
    private int called = -1;

    private Round(Replay replay, int position) {
      this.replay = replay;
      this.position = position;
    }

    public int position() {
      return position;
    }

    public int row() {
      return replay.order[position];
    }

    public FeatureVector features() {
      return replay.data.features(row());
    }

    public String task() {
      return replay.data.task(row());
    }

    /// The models that can serve, by index, rising.
    public List<Integer> models() {
      List<Integer> models = new ArrayList<>();
      for (int m = 0; m < replay.data.models().size(); m++) {
        if (replay.isCandidate(position, m)) {
          models.add(m);
        }
      }
      return models;
    }

    /// The candidates at their listed prices, in the order of [#models].
    public List<Candidate> candidates() {
      return models().stream().map(m -> replay.data.listed(row(), m)).toList();
    }

    /// What came of a call.
    ///
    /// @param quality in `[0, 1]`
    /// @param cost US dollars
    /// @param judgement the quality as it will be heard; empty if it never is
    public record Outcome(double quality, double cost, OptionalDouble judgement) {}

    /// Calls a model. A round has one call: no other outcome is ever shown.
    ///
    /// @throws IllegalStateException if another model was called, or the model is no candidate
    public Outcome call(int model) {
      if (called >= 0 && called != model) {
        throw new IllegalStateException("the outcome of " + replay.data.models().get(model) + " is not shown: "
            + replay.data.models().get(called) + " was chosen");
      }
      if (!replay.isCandidate(position, model)) {
        throw new IllegalStateException(replay.data.models().get(model) + " is no candidate in this round");
      }
      called = model;
      double quality = replay.quality(position, model);
      return new Outcome(quality, replay.cost(position, model), replay.heard(position, quality));
    }

    /// Whether a call would cost at most so much, as a ledger finds when it refuses to be overdrawn.
    public boolean isWithin(int model, double usd) {
      return Ledger.bears(usd, replay.cost(position, model));
    }
  }
}

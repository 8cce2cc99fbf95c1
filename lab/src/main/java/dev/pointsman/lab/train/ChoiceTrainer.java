package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.lab.train.IdentityTrainer.Known;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.CostModel;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Trains a choice net by proximal policy optimisation with a critic for quality and cost apart, on random sets of candidates at
/// random prices of money. Rewards are recorded: a score, and a cost over the dearest's. It starts as the best guess by what is
/// predicted; as published it first imitates the better of pairs, scores are taken over the best of the set, and prompts are
/// moved towards their nearest neighbours.
///
/// Source: LLM Bandit, arXiv 2502.02743, algorithm 1, appendices B.2, B.3, E.4 and E.5; Schulman et al., arXiv 1707.06347.
public final class ChoiceTrainer {
  private static final int IMITATED = 512;
  private static final int PUBLISHED_IMITATED = 1024;
  private static final int BATCH = 256;
  private static final int EPOCHS = 4;
  private static final double CLIP = 0.2;
  private static final double CRITIC = 0.5;
  private static final double MIXUP = 0.2;

  /// How it is trained.
  ///
  /// @param imitation steps on pairs; 0 leaves them out
  /// @param steps of policy optimisation
  /// @param least outcomes that a net takes, at least 0: of fewer it learns by heart what was chance, and the best guess takes its place
  /// @param entropy weight of the policy's entropy, above 0
  /// @param mixup whether prompts are moved towards their neighbours
  /// @param context whether tokens tell costs and predictions
  /// @param published whether it is as the paper has it: the net's direction meets identities alone, models cost the same on every
  ///     prompt, scores count over the best of the set, prices are drawn evenly, and the rate of learning stays
  public record Settings(int imitation, int steps, long least, double entropy, boolean mixup, boolean context,
      boolean published) {
    /// What was found on splits inside train parts.
    public static final Settings DEFAULT = new Settings(0, 300, 10_000, 0.002, false, true, false);
    /// Appendices E.4 and E.5; the weight of entropy is a common one, the paper's being unknown.
    public static final Settings PUBLISHED = new Settings(500, 500, 0, 0.01, true, true, true);

    /// How many steps a training takes.
    public int all() {
      return imitation + steps;
    }
  }

  private final Settings settings;
  private final ChoiceData data;
  private final SplittableRandom random;

  private ChoiceTrainer(Settings settings, ChoiceData data, long seed) {
    this.settings = settings;
    this.data = data;
    this.random = new SplittableRandom(seed);
  }

  /// Trains.
  ///
  /// @param known of all models of the data
  /// @param costs what calls are expected to cost
  /// @param stepped told after each of [Settings#all]
  public static ChoiceNet train(Settings settings, Dataset data, Known known, CostModel costs, long seed,
      Runnable stepped) {
    return new ChoiceTrainer(settings, ChoiceData.of(data, known, costs, settings.published, settings.mixup), seed)
        .trained(stepped);
  }

  private ChoiceNet trained(Runnable stepped) {
    try (NDManager manager = Torch.engine().newBaseManager()) {
      var net = new TorchChoice(manager, data.features().getFirst().length(), data.identities()[0].length,
          settings.published, random);
      for (int step = 0; step < settings.imitation; step++) {
        Torch.alone(() -> imitate(manager, net));
        stepped.run();
      }
      for (int step = 0; step < settings.steps; step++) {
        if (!settings.published) {
          net.slow(1 - step / (double) settings.steps);
        }
        improve(manager, net);
        stepped.run();
      }
      return net.net();
    }
  }

  private int[] prompts(int size) {
    return random.ints(size, 0, data.prompts()).toArray();
  }

  private void imitate(NDManager manager, TorchChoice net) {
    int[] prompts = prompts(settings.published ? PUBLISHED_IMITATED : IMITATED);
    ChoiceBatch batch = ChoiceBatch.drawn(data, prompts, 2, settings.published ? 2 : data.models(), settings.context,
        settings.published, random);
    float[][] targets = new float[batch.size()][batch.mask()[0].length];
    for (int i = 0; i < batch.size(); i++) {
      targets[i][better(batch, i, prompts[i])] = 1;
    }
    try (NDManager pass = manager.newSubManager()) {
      net.attach(pass);
      NDArray wanted = Torch.aligned(pass.create(targets));
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray chances = net.apply(pass, batch).logits().logSoftmax(1);
        collector.backward(chances.mul(wanted).sum(new int[] {1}).mean().neg());
      }
      net.update(false);
    }
  }

  /// The best candidate by what is predicted, as published normalised within the set.
  private int better(ChoiceBatch batch, int i, int prompt) {
    double[] predicted = data.calibrated()[prompt];
    int[] members = batch.members()[i];
    double most = settings.published ? Arrays.stream(members).mapToDouble(m -> predicted[m]).max().orElse(1) : 1;
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < members.length; k++) {
      double reward = predicted[members[k]] / most - batch.weights()[i][0] * batch.rewards()[i][k][1];
      if (reward > highest) {
        best = k;
        highest = reward;
      }
    }
    return best;
  }

  /// Transitions of one batch.
  ///
  /// @param chosen by prompt, the index of the candidate
  /// @param logChances of what was chosen
  /// @param advantages `w . (r - V)`, over the sum of the weights `w` but as published
  /// @param targets of the critic, `[B, 2]`
  @SuppressWarnings("ArrayRecordComponent") // lives for one step and is never compared
  private record Rollout(ChoiceBatch batch, int[] chosen, double[] logChances, double[] advantages,
      float[][] targets) {}

  private Rollout rollout(NDManager manager, TorchChoice net, int[] prompts) {
    ChoiceBatch batch = ChoiceBatch.drawn(data, prompts, 2, data.models(), settings.context, settings.published,
        random);
    try (NDManager pass = manager.newSubManager()) {
      net.attach(pass);
      TorchChoice.Outputs outputs = net.apply(pass, batch);
      float[] chances = outputs.logits().softmax(1).toFloatArray();
      float[] values = outputs.values().toFloatArray();
      int columns = batch.mask()[0].length;
      int[] chosen = new int[batch.size()];
      double[] logs = new double[batch.size()];
      double[] advantages = new double[batch.size()];
      float[][] targets = new float[batch.size()][2];
      for (int i = 0; i < batch.size(); i++) {
        double left = random.nextDouble();
        int k = 0;
        while (k < batch.members()[i].length - 1 && left >= chances[i * columns + k]) {
          left -= chances[i * columns + k];
          k++;
        }
        chosen[i] = k;
        logs[i] = Math.log(Math.max(1e-12, chances[i * columns + k]));
        double[] reward = batch.rewards()[i][k];
        targets[i][0] = (float) reward[0];
        targets[i][1] = (float) -reward[1];
        double price = batch.weights()[i][0];
        advantages[i] = (reward[0] - values[2 * i] + price * (-reward[1] - values[2 * i + 1]))
            / (settings.published ? 1 : 1 + price);
      }
      return new Rollout(batch, chosen, logs, advantages, targets);
    }
  }

  private void improve(NDManager manager, TorchChoice net) {
    int[] prompts = prompts(BATCH);
    Rollout rollout = rollout(manager, net, prompts);
    if (settings.mixup) {
      int[] near = new int[prompts.length];
      for (int i = 0; i < near.length; i++) {
        near[i] = data.neighbours()[prompts[i]];
      }
      rollout = mixed(rollout, rollout(manager, net, near));
    }
    Rollout learned = rollout;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Torch.alone(() -> optimise(manager, net, learned));
    }
  }

  private Rollout mixed(Rollout one, Rollout other) {
    int size = one.batch.size();
    double[] shares = new double[size];
    int[] chosen = new int[size];
    double[] logs = new double[size];
    double[] advantages = new double[size];
    float[][] targets = new float[size][2];
    for (int i = 0; i < size; i++) {
      double share = beta();
      shares[i] = share;
      chosen[i] = share > 0.5 ? one.chosen[i] : other.chosen[i];
      logs[i] = Math.log(share * Math.exp(one.logChances[i]) + (1 - share) * Math.exp(other.logChances[i]));
      advantages[i] = share * one.advantages[i] + (1 - share) * other.advantages[i];
      for (int o = 0; o < 2; o++) {
        targets[i][o] = (float) (share * one.targets[i][o] + (1 - share) * other.targets[i][o]);
      }
    }
    return new Rollout(one.batch.mixed(other.batch, shares), chosen, logs, advantages, targets);
  }

  /// A draw from `Beta(0.2, 0.2)`, by Joehnk's method.
  private double beta() {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / MIXUP);
      double y = Math.pow(random.nextDouble(), 1 / MIXUP);
      if (x + y > 0 && x + y <= 1) {
        return x / (x + y);
      }
    }
  }

  private void optimise(NDManager manager, TorchChoice net, Rollout rollout) {
    int size = rollout.batch.size();
    float[][] taken = new float[size][rollout.batch.mask()[0].length];
    float[] before = new float[size];
    float[] gains = new float[size];
    double scale = deviation(rollout.advantages);
    for (int i = 0; i < size; i++) {
      taken[i][rollout.chosen[i]] = 1;
      before[i] = (float) rollout.logChances[i];
      gains[i] = (float) (rollout.advantages[i] / scale);
    }
    try (NDManager pass = manager.newSubManager()) {
      net.attach(pass);
      NDArray chosen = Torch.aligned(pass.create(taken));
      NDArray old = Torch.aligned(pass.create(before));
      NDArray advantages = Torch.aligned(pass.create(gains));
      NDArray targets = Torch.aligned(pass.create(rollout.targets));
      NDArray low = Torch.constant(pass, 1 - CLIP);
      NDArray high = Torch.constant(pass, 1 + CLIP);
      NDArray critic = Torch.constant(pass, CRITIC);
      NDArray entropy = Torch.constant(pass, settings.entropy / scale);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        TorchChoice.Outputs outputs = net.apply(pass, rollout.batch);
        NDArray logs = outputs.logits().logSoftmax(1);
        NDArray ratio = logs.mul(chosen).sum(new int[] {1}).sub(old).exp();
        NDArray clipped = ratio.maximum(low).minimum(high);
        NDArray surrogate = ratio.mul(advantages).minimum(clipped.mul(advantages)).mean();
        NDArray chaos = logs.mul(logs.exp()).sum(new int[] {1}).mean().neg();
        NDArray misses = outputs.values().sub(targets).square().sum(new int[] {1}).mean();
        collector.backward(misses.mul(critic).sub(surrogate).sub(chaos.mul(entropy)));
      }
      net.update(true);
    }
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(1) + 1e-8);
  }
}

package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.train.IdentityTrainer.Settings;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Tables;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A net that chooses among three models, of which the dearer are the better, most of all on hard prompts.
class ChoiceTrainerTest {
  private static final FeatureVector HARD = FeatureVector.of(1);

  private static final CostModel COSTS = new TableTrainer(Tables.data(300, 1)).costs();

  /// With a fifth of the steps, and a net however few the outcomes.
  private static Policy trained(String name, Dataset data) {
    ChoiceTrainer.Settings full = full(name);
    return trained(name, data, new ChoiceTrainer.Settings(full.imitation(), full.steps() / 5, 0, full.entropy(),
        full.mixup(), true, full.published()));
  }

  private static ChoiceTrainer.Settings full(String name) {
    return Settings.of(spec(name)).choice().orElseThrow();
  }

  private static LlmBanditSpec spec(String name) {
    return (LlmBanditSpec) PolicySpec.named(name).orElseThrow();
  }

  private static Policy trained(String name, Dataset data, ChoiceTrainer.Settings choice) {
    var responses = new ResponseTrainer.Settings(4, 16, 8, 0, 16, 5e-3, 0.9, 1e-5, !choice.published(), 2);
    return IdentityTrainer.train(spec(name), new Settings(responses, Optional.of(choice)), data,
        new TableTrainer(data).costs(), List.of(), 1, () -> {});
  }

  private static double chance(Policy policy, double costWeight, String model) {
    return chance(policy, costWeight, model, 3);
  }

  private static double chance(Policy policy, double costWeight, String model, int models) {
    return chance(policy, HARD, costWeight, model, models);
  }

  private static double chance(Policy policy, FeatureVector features, double costWeight, String model, int models) {
    Dataset data = Tables.data(1, 1);
    List<Candidate> candidates = COSTS.price(HARD,
        IntStream.range(0, models).mapToObj(m -> data.listed(0, m)).toList());
    var context = new Context(features, new Preference(costWeight, new Money(20_000_000)), 1);
    return policy.decide(context, candidates, new SplittableRandom(1)).appraisals().stream()
        .filter(a -> a.candidate().arm().id().equals(model)).mapToDouble(Appraisal::propensity).sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llm-bandit", "llm-bandit-paper"})
  void theDialTakesHardPromptsFromTheBestModelToTheCheapest(String name) {
    Policy policy = trained(name, Tables.data(300, 1));
    assertThat(chance(policy, 0, "large")).isGreaterThan(0.8);
    assertThat(chance(policy, 0.95, "large")).isLessThan(0.3);
    assertThat(chance(policy, 1, "small")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llm-bandit", "llm-bandit-paper"})
  void theOnlyModelThereIsIsChosen(String name) {
    assertThat(chance(trained(name, Tables.data(60, 1).first(1)), 0.3, "small", 1)).isEqualTo(1);
  }

  /// Features that tell nothing, so that the best model is the best for every prompt, whatever came of those it was trained on.
  @Test
  void fewPromptsAreNotLearnedByHeart() {
    var random = new SplittableRandom(1);
    ScoreTable table = Tables.table(100, 1);
    Policy policy = trained("llm-bandit",
        Dataset.of(table, Tables.MODELS, Stream.generate(() -> noise(random)).limit(table.rows().size()).toList()),
        full("llm-bandit"));
    assertThat(Stream.generate(() -> noise(random)).limit(200)
        .mapToDouble(prompt -> chance(policy, prompt, 0, "large", 3)).average().orElseThrow()).isGreaterThan(0.95);
  }

  private static FeatureVector noise(SplittableRandom random) {
    float[] features = new float[32];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextFloat(-1, 1);
    }
    return FeatureVector.of(features);
  }
}

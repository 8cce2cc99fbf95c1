package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A net that chooses among three models, of which the dearer are the better, most of all on hard prompts.
class ChoiceTrainerTest {
  private static final FeatureVector HARD = FeatureVector.of(1);

  private static Policy trained(String name, Dataset data) {
    LlmBanditSpec spec = (LlmBanditSpec) PolicySpec.named(name).orElseThrow();
    CostModel costs = new TableTrainer(data).costs();
    var responses = new ResponseTrainer.Settings(4, 16, 8, 0, 16, 5e-3, 0.9, 1e-5, !spec.published(), 2);
    ChoiceTrainer.Settings full = Settings.of(spec).choice().orElseThrow();
    var few = new ChoiceTrainer.Settings(full.imitation(), full.steps() / 5, full.entropy(), full.mixup(), true,
        full.published());
    return IdentityTrainer.train(spec, new Settings(responses, Optional.of(few)), data, costs, List.of(), 1, () -> {});
  }

  private static double chance(Policy policy, double costWeight, String model) {
    return chance(policy, costWeight, model, 3);
  }

  private static double chance(Policy policy, double costWeight, String model, int models) {
    Dataset data = Tables.data(1, 1);
    List<Candidate> candidates = IntStream.range(0, models).mapToObj(m -> data.listed(0, m)).toList();
    var context = new Context(HARD, new Preference(costWeight, new Money(20_000_000)), 1);
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
}

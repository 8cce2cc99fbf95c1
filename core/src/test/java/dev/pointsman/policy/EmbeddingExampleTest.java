package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Pricing;
import dev.pointsman.routing.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The guide's example of embedding, as it stands there.
class EmbeddingExampleTest {
  private static final Path HERE = Path.of("src/test/java/dev/pointsman/policy/EmbeddingExampleTest.java");
  private static final Path GUIDE = Path.of("../docs/guide.md");

  private static LearnedState learnedFromOneRequest() {
    // the example begins
    PolicySpec spec = PolicySpec.named("frontier").orElseThrow();
    LearnedState state = LearnedState.untrained(spec, 3); // 3: the length of your features
    Pricing cheap = Pricing.perMillion("0.10", "0.40");
    Pricing dear = Pricing.perMillion("2.00", "8.00");
    RandomGenerator random = new SplittableRandom(1);

    FeatureVector prompt = FeatureVector.of(0.2f, -0.1f, 0.4f);
    List<Candidate> listed = List.of(Candidate.listed(new Arm("small"), cheap.cost(Usage.of(200, 300))),
        Candidate.listed(new Arm("large"), dear.cost(Usage.of(200, 300)))); // at typical lengths
    List<Candidate> priced = state.price(prompt, listed);
    Preference preference = new Preference(0.3, state.costs().scale(priced));
    Context context = new Context(prompt, preference, spec.maxExploration());
    Decision decision = state.policy().decide(context, priced, random);
    Arm chosen = decision.chosen().arm(); // call this model, and keep the decision

    Usage usage = Usage.of(180, 420);
    Pricing price = chosen.id().equals("small") ? cheap : dear;
    state = state.learn(new Observation.Served(context, decision, chosen, usage, price.cost(usage)));
    state = state.learn(new Observation.Rated(context, decision, chosen, 0.9)); // whenever it is judged
    byte[] saved = state.toBytes(); // LearnedState.untrained(spec, 3).restored(saved) goes on from here
    // the example ends
    assertThat(LearnedState.untrained(spec, 3).restored(saved).toBytes()).isEqualTo(saved);
    return state;
  }

  @Test
  void itRunsAndWasLearnedFrom() {
    LearnedState learned = learnedFromOneRequest();
    assertThat(learned.toBytes())
        .isNotEqualTo(LearnedState.untrained(PolicySpec.named("frontier").orElseThrow(), 3).toBytes());
  }

  @Test
  void itIsWhatTheGuideShows() throws IOException {
    List<String> source = Files.readAllLines(HERE);
    List<String> example = source.subList(source.indexOf("    // the example begins") + 1,
        source.indexOf("    // the example ends"));
    assertThat(Files.readString(GUIDE)).contains(String.join("\n", example).stripIndent());
  }
}

package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrevailingTest {
  private static final int D = 4;
  private static final Arm ARM = new Arm("one");
  private static final Arm OTHER = new Arm("other");
  private static final Candidate CANDIDATE = Candidate.listed(ARM, new Money(1));
  private static final Learning WIDE = new Learning(1, 17, 1);
  private static final Learning NARROW = new Learning(300, 17, 1);

  private static Context context(FeatureVector features, String group) {
    return new Context(features, new Preference(0, new Money(1)), 0, group);
  }

  private static FeatureVector features(SplittableRandom random) {
    float[] x = new float[D];
    for (int i = 0; i < D; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    return FeatureVector.of(x);
  }

  /// After judgements that depend on the first feature by `slope`.
  private static Knowledge taught(List<Learning> priors, double slope) {
    var random = new SplittableRandom(5);
    Knowledge knowledge = Prevailing.among(priors, D);
    for (int i = 0; i < 400; i++) {
      FeatureVector x = features(random);
      double mean = 0.5 + slope * x.at(0);
      knowledge = knowledge.rated(context(x, ""), ARM, random.nextDouble() < mean ? 1 : 0);
    }
    return knowledge;
  }

  private static Estimate asked(Knowledge knowledge, String group) {
    return knowledge.estimates(context(FeatureVector.of(0.8f, 0, 0, 0), group), List.of(CANDIDATE)).getFirst();
  }

  @Test
  void aBeliefIsATenthWiderThanTheRegressionBecauseOfWhatThatLeavesOut() {
    LinearArms regression = WIDE.untrained(D + Groups.MOST);
    Knowledge knowledge = Prevailing.among(List.of(WIDE), D);
    Context context = context(FeatureVector.of(0.8f, 0, 0, 0), "");
    FeatureVector features = Groups.NONE.features(context);
    for (double quality : new double[] {0, 1, 1}) {
      regression = regression.observe(ARM, features, quality);
      knowledge = knowledge.rated(context, ARM, quality);
    }
    Estimate narrower = regression.estimate(ARM, features.withIntercept());
    assertThat(asked(knowledge, "").mean()).isCloseTo(narrower.mean(), within(1e-12));
    assertThat(asked(knowledge, "").deviation()).isCloseTo(1.1 * narrower.deviation(), within(1e-12));
  }

  @Test
  void thePriorThatForetellsBestAnswers() {
    for (double slope : new double[] {0, 0.5}) {
      Learning fitting = slope == 0 ? NARROW : WIDE;
      Estimate alone = asked(taught(List.of(fitting), slope), "");
      assertThat(asked(taught(List.of(WIDE, NARROW), slope), "")).isEqualTo(alone);
      assertThat(asked(taught(List.of(NARROW, WIDE), slope), "")).isEqualTo(alone);
    }
  }

  @Test
  void beforeAnyJudgementTheFirstPriorAnswers() {
    assertThat(asked(Prevailing.among(List.of(WIDE, NARROW), D), ""))
        .isEqualTo(asked(Prevailing.among(List.of(WIDE), D),
            ""));
  }

  @Test
  void aGroupIsLearnedByItsLabelAndUnknownOnesSayNothing() {
    Knowledge knowledge = Prevailing.among(List.of(WIDE), D);
    FeatureVector x = FeatureVector.of(0, 0, 0, 0);
    for (int i = 0; i < 50; i++) {
      knowledge = knowledge.rated(context(x, "law"), ARM, 1).rated(context(x, "maths"), ARM, 0);
    }
    double unlabelled = asked(knowledge, "").mean();
    assertThat(asked(knowledge, "law").mean()).isGreaterThan(unlabelled + 0.3);
    assertThat(asked(knowledge, "maths").mean()).isLessThan(unlabelled - 0.3);
    assertThat(asked(knowledge, "history").mean()).isCloseTo(unlabelled, within(1e-12));
  }

  @Test
  void labelsBeyondTheMostMeanNothing() {
    Groups groups = Groups.NONE;
    for (int i = 0; i < Groups.MOST + 3; i++) {
      groups = groups.meeting("group " + i).meeting("");
    }
    assertThat(groups.labels()).hasSize(Groups.MOST);
    FeatureVector x = FeatureVector.of(1, 2, 3, 4);
    assertThat(groups.features(context(x, "group " + Groups.MOST))).isEqualTo(groups.features(context(x, "")));
    assertThat(groups.features(context(x, "group 3")).at(D + 3)).isEqualTo(1);
  }

  /// After judgements of two arms, the second of which is the better by far, under a prior that says so, or the contrary.
  private static Knowledge preferring(boolean contrary, int judgements) {
    SequencedMap<Arm, PreferencePrior.Belief> beliefs = new LinkedHashMap<>();
    beliefs.put(ARM, new PreferencePrior.Belief(-2, new double[D + 1], 0.9));
    beliefs.put(OTHER, new PreferencePrior.Belief(2, new double[D + 1], 0.9));
    var prior = new PreferencePrior(QueryProjection.identity(D), PilotScore.LINEAR, beliefs);
    Knowledge knowledge = Prevailing.among(List.of(NARROW), contrary ? prior.inverted() : prior);
    var random = new SplittableRandom(3);
    for (int i = 0; i < judgements; i++) {
      Arm arm = i % 2 == 0 ? ARM : OTHER;
      double mean = arm.equals(ARM) ? 0.3 : 0.7;
      knowledge = knowledge.rated(context(features(random), ""), arm, random.nextDouble() < mean ? 1 : 0);
    }
    return knowledge;
  }

  /// How much better the second arm is thought.
  private static double lead(Knowledge knowledge) {
    List<Estimate> estimates = knowledge.estimates(context(FeatureVector.of(0, 0, 0, 0), ""),
        List.of(CANDIDATE, Candidate.listed(OTHER, new Money(1))));
    return estimates.get(1).mean() - estimates.get(0).mean();
  }

  @Test
  void preferencesAreBelievedAtFirst() {
    assertThat(lead(preferring(false, 0))).isCloseTo(0.4, within(1e-12));
    assertThat(lead(preferring(true, 0))).isCloseTo(-0.4, within(1e-12));
  }

  @Test
  void preferencesThatOutcomesContradictAreOutgrown() {
    assertThat(lead(preferring(true, 20))).isGreaterThan(0.1);
    assertThat(lead(preferring(true, 40))).as("from here on preferences don't count at all")
        .isEqualTo(lead(preferring(false, 40)));
  }

  @Test
  void preferencesAreRestoredWithTheRest() {
    Knowledge knowledge = preferring(false, 10);
    var out = new StateWriter();
    knowledge.save(out);
    for (Knowledge start : List.of(preferring(true, 0), Prevailing.among(List.of(NARROW), D))) {
      var in = new StateReader(out.toBytes());
      Knowledge restored = start.restored(in);
      in.end();
      assertThat(lead(restored)).isEqualTo(lead(knowledge));
      var again = new StateWriter();
      restored.save(again);
      assertThat(again.toBytes()).isEqualTo(out.toBytes());
    }
  }

  @Test
  void aCandidateIsNewIfOthersWereJudgedWhenItWasMetAndAnswersThatNobodyJudgesEndThatToo() {
    Knowledge knowledge = Prevailing.among(List.of(NARROW), D).served(List.of(ARM), ARM);
    List<Candidate> both = List.of(CANDIDATE, Candidate.listed(OTHER, new Money(1)));
    assertThat(knowledge.judged(both)).as("none is new where nothing was judged")
        .containsExactly(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    Context context = context(FeatureVector.of(0, 0, 0, 0), "");
    for (int i = 0; i < 50; i++) {
      knowledge = knowledge.served(List.of(ARM), ARM).rated(context, ARM, 1);
    }
    assertThat(knowledge.judged(both)).containsExactly(Double.POSITIVE_INFINITY, 0);
    knowledge = knowledge.served(List.of(ARM, OTHER), OTHER).rated(context, OTHER, 1);
    assertThat(knowledge.judged(both)).containsExactly(Double.POSITIVE_INFINITY, 1);
    for (int i = 0; i < 30; i++) {
      knowledge = knowledge.served(List.of(ARM, OTHER), OTHER);
    }
    assertThat(knowledge.judged(both)).containsExactly(Double.POSITIVE_INFINITY, 10);
  }

  @Test
  void groupsAndScoresAreRestored() {
    Knowledge knowledge = taught(Learning.RIVALS, 0.4).rated(context(FeatureVector.of(1, 0, 0, 0), "law"), ARM, 1);
    var out = new StateWriter();
    knowledge.save(out);
    var in = new StateReader(out.toBytes());
    Knowledge restored = Prevailing.among(Learning.RIVALS, D).restored(in);
    in.end();
    assertThat(asked(restored, "law")).isEqualTo(asked(knowledge, "law"));
    var again = new StateWriter();
    restored.save(again);
    assertThat(again.toBytes()).isEqualTo(out.toBytes());
  }
}

package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Usage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostModelTest {
  private static final FeatureVector SHORT = FeatureVector.of(1, 0);
  private static final FeatureVector LONG = FeatureVector.of(0, 1);
  private static final Candidate CHEAP = listed("cheap", 100_000);
  private static final Candidate DEAR = listed("dear", 5_000_000);
  private static final Candidate FREE = listed("free", 0);
  private static final List<Candidate> OFFERED = List.of(CHEAP, DEAR, FREE);

  @Test
  void aPriceChangeNeedsNoLearning() {
    CostModel model = trained(CHEAP, 3, 1, 0.3, 100);
    Candidate doubled = listed("cheap", 200_000);
    long before = expected(model, SHORT, CHEAP);
    assertThat(expected(model, SHORT, doubled)).isBetween(2 * before - 2, 2 * before); // each is rounded up once
  }

  @Test
  void whatWasFittedToATableAtOnceIsRestoredWhereCostsAreLearnedTogether() {
    SequencedMap<Arm, RidgeRegression> fits = new LinkedHashMap<>();
    RidgePrior prior = CostModel.prior(2);
    fits.put(CHEAP.arm(), RidgeRegression.fitted(prior, List.of(SHORT.withIntercept(), LONG.withIntercept()),
        new double[] {0.5, 1}));
    CostModel fitted = CostModel.fitted(LinearArms.fitted(prior, fits, 2));
    var out = new StateWriter();
    fitted.save(out);
    var in = new StateReader(out.toBytes());
    CostModel restored = CostModel.untrained(2).restored(in);
    in.end();
    assertThat(expected(restored, LONG, CHEAP)).isEqualTo(expected(fitted, LONG, CHEAP)).isGreaterThan(100_000);
    CostModel learned = restored.learn(served(restored, LONG, CHEAP, new Money(100_000)));
    assertThat(expected(learned, LONG, CHEAP)).isLessThan(expected(restored, LONG, CHEAP));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 7})
  void itLearnsByWhichFactorAnArmDiffersFromItsList(double factor) {
    CostModel model = trained(CHEAP, factor, factor, 0.2, 1000);
    assertThat(expected(model, SHORT, CHEAP) / 100_000.0).isCloseTo(factor, withinPercentage(7));
  }

  @Test
  void whatMakesOneArmDearerIsExpectedOfOthersTooButNotAsMuch() {
    CostModel model = trained(CHEAP, 1, 7, 0.2, 1000);
    double unmet = expected(model, LONG, DEAR) / (double) expected(model, SHORT, DEAR);
    double met = expected(model, LONG, CHEAP) / (double) expected(model, SHORT, CHEAP);
    assertThat(met).isGreaterThan(5);
    assertThat(unmet).isBetween(1.2, 0.8 * met);
  }

  @Test
  void itLearnsHowCostDependsOnThePrompt() {
    CostModel model = trained(DEAR, 0.5, 4, 0.2, 1000);
    assertThat(expected(model, SHORT, DEAR) / 5e6).isCloseTo(0.5, withinPercentage(10));
    assertThat(expected(model, LONG, DEAR) / 5e6).isCloseTo(4, withinPercentage(10));
  }

  @Test
  void itExpectsTheMeanOfSkewedCostsAndNotTheirMedian() {
    CostModel model = trained(CHEAP, 1, 1, 0.8, 3000);
    assertThat(expected(model, SHORT, CHEAP) / 100_000.0).isCloseTo(Math.exp(0.32), withinPercentage(10));
  }

  @Test
  void beforeTheFirstCallItExpectsTheListAndAnEighthForSurprises() {
    CostModel model = CostModel.untrained(2);
    assertThat(expected(model, LONG, CHEAP) / 100_000.0).isCloseTo(Math.exp(0.125), within(1e-4));
  }

  @Test
  void freeModelsStayFree() {
    CostModel model = trained(FREE, 1, 1, 0.3, 50);
    assertThat(expected(CostModel.untrained(2), SHORT, FREE)).isZero();
    assertThat(expected(model, SHORT, FREE)).isZero();
    CostModel billed = model.learn(served(model, SHORT, FREE, new Money(1_000_000)));
    assertThat(expected(billed, SHORT, FREE)).isZero();
  }

  @Test
  void aCallOfNothingOrOfAFortuneCorrectsByAThousandAtMost() {
    for (Money cost : new Money[] {Money.ZERO, new Money(Long.MAX_VALUE)}) {
      CostModel model = CostModel.untrained(2);
      for (int i = 0; i < 50; i++) {
        model = model.learn(served(model, SHORT, CHEAP, cost));
      }
      assertThat(expected(model, SHORT, CHEAP)).isBetween(100L, 100_000_000L);
    }
  }

  @Test
  void aFallbackTeachesTheArmThatServed() {
    CostModel model = CostModel.untrained(2);
    Observation.Served chosen = served(model, SHORT, CHEAP, new Money(1));
    CostModel learned = model.learn(new Observation.Served(chosen.context(), chosen.decision(), DEAR.arm(),
        Usage.of(1, 1), new Money(50_000_000)));
    double dear = expected(learned, SHORT, DEAR) / (double) expected(model, SHORT, DEAR);
    double cheap = expected(learned, SHORT, CHEAP) / (double) expected(model, SHORT, CHEAP);
    assertThat(dear).isGreaterThan(1.2 * cheap);
  }

  @Test
  void anArmThatWasNotOfferedIsNamed() {
    Observation.Served sound = served(CostModel.untrained(2), SHORT, CHEAP, new Money(1));
    var strange = new Observation.Served(sound.context(), sound.decision(), new Arm("strange"), Usage.of(1, 1),
        Money.ZERO);
    assertThatIllegalArgumentException().isThrownBy(() -> CostModel.untrained(2).learn(strange))
        .withMessage("strange was no candidate");
  }

  @Test
  void beforeTheFirstCallTheScaleIsTheDearestAtHand() {
    CostModel model = CostModel.untrained(2);
    assertThat(model.scale(OFFERED)).isEqualTo(DEAR.listedCost());
    assertThat(model.scale(List.of(FREE))).isEqualTo(new Money(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theScaleIsTheNinetyFifthPercentileOfWhatWasExpectedWithinABin(long seed) {
    var random = new SplittableRandom(seed);
    CostModel model = CostModel.untrained(2);
    double[] costs = new double[200];
    for (int i = 0; i < costs.length; i++) {
      Candidate offered = listed("cheap", random.nextLong(1000, 1_000_000));
      costs[i] = offered.expectedCost().nanoUsd();
      model = model.learn(served(List.of(offered), SHORT, offered, offered.listedCost()));
    }
    Arrays.sort(costs);
    double bin = Math.pow(2, 1.0 / 8);
    assertThat((double) model.scale(OFFERED).nanoUsd()).isBetween(costs[187] / bin, costs[193] * bin);
  }

  @Test
  void theScaleCountsEveryCandidateAndNotOnlyTheOneThatServed() {
    CostModel model = CostModel.untrained(2);
    for (int i = 0; i < 20; i++) {
      model = model.learn(served(OFFERED, SHORT, CHEAP, CHEAP.listedCost()));
    }
    assertThat(model.scale(List.of(CHEAP)).usd()).isCloseTo(0.005, withinPercentage(10));
  }

  @Test
  void learningLeavesTheOldModelAsItWas() {
    CostModel model = trained(CHEAP, 2, 2, 0.2, 20);
    List<Candidate> before = model.price(SHORT, OFFERED);
    Money scale = model.scale(OFFERED);
    model.learn(served(model, SHORT, CHEAP, new Money(99_000_000)));
    assertThat(model.price(SHORT, OFFERED)).isEqualTo(before);
    assertThat(model.scale(OFFERED)).isEqualTo(scale);
  }

  /// A model after calls of one arm, half of them short and half long, that cost these factors of its list, scattered
  /// log-normally.
  private static CostModel trained(Candidate candidate, double ifShort, double ifLong, double scatter, int calls) {
    var random = new SplittableRandom(42);
    CostModel model = CostModel.untrained(2);
    for (int i = 0; i < calls; i++) {
      double factor = (i % 2 == 0 ? ifShort : ifLong) * Math.exp(scatter * random.nextGaussian());
      Money cost = Money.roundedUp(candidate.listedCost().usd() * factor);
      model = model.learn(served(model, i % 2 == 0 ? SHORT : LONG, candidate, cost));
    }
    return model;
  }

  private static Observation.Served served(CostModel model, FeatureVector features, Candidate by, Money cost) {
    return served(model.price(features, OFFERED), features, by, cost);
  }

  private static Observation.Served served(List<Candidate> offered, FeatureVector features, Candidate by, Money cost) {
    Context context = Context.of(features, Outlooks.weight(0.5));
    Decision decision = Unlearned.CHEAPEST.decide(context, offered, new SplittableRandom(1));
    return new Observation.Served(context, decision, by.arm(), Usage.of(10, 10), cost);
  }

  private static long expected(CostModel model, FeatureVector features, Candidate candidate) {
    return model.price(features, List.of(candidate)).getFirst().expectedCost().nanoUsd();
  }

  private static Candidate listed(String arm, long nanoUsd) {
    return Candidate.listed(new Arm(arm), new Money(nanoUsd));
  }
}

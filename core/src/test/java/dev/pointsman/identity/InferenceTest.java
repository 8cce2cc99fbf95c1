package dev.pointsman.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InferenceTest {
  private static final ResponseModel RESPONSES = Worlds.responses(1);
  private static final Inference INFERENCE = new Inference(RESPONSES, Population.standard(Worlds.LENGTH));

  private static List<Answered> answers(double[] identity, int count, long seed) {
    var random = new SplittableRandom(seed);
    double[] projected = RESPONSES.project(identity);
    return IntStream.range(0, count).mapToObj(_ -> {
      FeatureVector prompt = Worlds.prompt(random);
      return new Answered(prompt, random.nextDouble() < RESPONSES.quality(RESPONSES.read(prompt), projected) ? 1 : 0);
    }).toList();
  }

  @Test
  void aScoreThatIsNoneIsRefused() {
    for (double none : new double[] {Double.NaN, -0.1, 7}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Answered(FeatureVector.of(), none))
          .withMessage("a score must lie in [0, 1]: " + none);
    }
  }

  @Test
  void whereAllWasAskedThereIsNothingToAskNext() {
    List<FeatureVector> pool = List.of(Worlds.prompt(new SplittableRandom(1)));
    var quiz = new Quiz(RESPONSES, List.of(Identity.standard(Worlds.LENGTH)), pool);
    assertThatIllegalArgumentException().isThrownBy(() -> quiz.next(INFERENCE.prior(), Set.of(0)))
        .withMessage("all 1 prompts of the quiz were asked");
  }

  @Test
  void theGradientIsThatOfSmallChanges() {
    var random = new SplittableRandom(2);
    double[] read = RESPONSES.read(Worlds.prompt(random));
    double[] identity = Worlds.vector(Worlds.LENGTH, random);
    ResponseModel.Slope slope = RESPONSES.slope(read, RESPONSES.project(identity));
    assertThat(slope.logit()).isCloseTo(RESPONSES.logit(read, RESPONSES.project(identity)), within(1e-12));
    for (int i = 0; i < identity.length; i++) {
      double[] above = identity.clone();
      above[i] += 1e-6;
      double[] below = identity.clone();
      below[i] -= 1e-6;
      double difference = (RESPONSES.logit(read, RESPONSES.project(above))
          - RESPONSES.logit(read, RESPONSES.project(below))) / 2e-6;
      assertThat(slope.gradient()[i]).isCloseTo(difference, within(1e-6));
    }
  }

  @Test
  void theMoreAnswersTheLessUncertainAndTheBetterForetold() {
    var random = new SplittableRandom(3);
    double few = 0;
    double many = 0;
    for (int model = 0; model < 20; model++) {
      double[] truth = Worlds.vector(Worlds.LENGTH, random);
      List<Answered> answers = answers(truth, 300, model);
      few += error(truth, INFERENCE.posterior(answers.subList(0, 5)));
      many += error(truth, INFERENCE.posterior(answers));
      double spread = INFERENCE.posterior(answers).identity().deviation()[0];
      assertThat(spread).isLessThan(INFERENCE.posterior(answers.subList(0, 5)).identity().deviation()[0]);
    }
    assertThat(many).isLessThan(few / 2);
  }

  private static double error(double[] truth, Inference.Posterior known) {
    var random = new SplittableRandom(9);
    double[] right = RESPONSES.project(truth);
    double[] thought = RESPONSES.project(known.mean());
    return IntStream.range(0, 200).mapToDouble(_ -> {
      double[] read = RESPONSES.read(Worlds.prompt(random));
      return Math.abs(RESPONSES.quality(read, right) - RESPONSES.quality(read, thought));
    }).average().orElseThrow();
  }

  @Test
  void theOrderOfAnswersDoesNotMatter() {
    List<Answered> answers = new ArrayList<>(answers(new double[] {1, -1, 0.5}, 30, 4));
    double[] before = INFERENCE.posterior(answers).mean();
    Collections.reverse(answers);
    double[] after = INFERENCE.posterior(answers).mean();
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isCloseTo(before[i], within(1e-4));
    }
  }

  @Test
  void withoutAnswersAModelIsOneOfItsKind() {
    var population = Population.of(List.of(new Identity(new double[] {2, 0, 0}, new double[] {0.1, 0.1, 0.1}),
        new Identity(new double[] {4, 0, 0}, new double[] {0.1, 0.1, 0.1})), 3);
    assertThat(new Inference(RESPONSES, population).prior().mean()[0]).isBetween(1.0, 3.0);
    assertThat(population.typical().deviation()[0]).isGreaterThan(population.typical().deviation()[1]);
  }

  @Test
  void anAdaptiveQuizNarrowsIdentitiesFasterThanChance() {
    var random = new SplittableRandom(5);
    List<FeatureVector> pool = IntStream.range(0, 300).mapToObj(_ -> Worlds.prompt(random)).toList();
    double adaptive = 0;
    double chance = 0;
    for (int model = 0; model < 10; model++) {
      double[] truth = RESPONSES.project(Worlds.vector(Worlds.LENGTH, random));
      List<Answered> chosen = new ArrayList<>();
      var asked = new HashSet<Integer>();
      var quiz = new Quiz(RESPONSES, List.of(Identity.standard(3)), pool);
      while (asked.size() < 10) {
        int next = quiz.next(INFERENCE.posterior(chosen), asked);
        assertThat(asked.add(next)).isTrue();
        chosen.add(new Answered(pool.get(next),
            random.nextDouble() < RESPONSES.quality(RESPONSES.read(pool.get(next)), truth) ? 1 : 0));
      }
      List<Answered> drawn = pool.subList(0, 10).stream().map(prompt -> new Answered(prompt,
          random.nextDouble() < RESPONSES.quality(RESPONSES.read(prompt), truth) ? 1 : 0)).toList();
      adaptive += spread(INFERENCE.posterior(chosen));
      chance += spread(INFERENCE.posterior(drawn));
    }
    assertThat(adaptive).isLessThan(chance);
  }

  @Test
  void answersToPromptsOfKnownEaseSayTheMoreOfAModelTheLessTheyWereToBeExpected() {
    var random = new SplittableRandom(8);
    List<FeatureVector> pool = IntStream.range(0, 60).mapToObj(_ -> Worlds.prompt(random)).toList();
    var hard = new Inference(RESPONSES, Population.standard(Worlds.LENGTH), _ -> -3);
    var easy = new Inference(RESPONSES, Population.standard(Worlds.LENGTH), _ -> 3);
    List<Answered> right = pool.stream().map(prompt -> new Answered(prompt, 1)).toList();
    assertThat(mean(pool, hard.posterior(right))).isGreaterThan(mean(pool, INFERENCE.posterior(right)));
    assertThat(mean(pool, INFERENCE.posterior(right))).isGreaterThan(mean(pool, easy.posterior(right)));
  }

  private static double mean(List<FeatureVector> pool, Inference.Posterior known) {
    double[] projected = RESPONSES.project(known.mean());
    return pool.stream().mapToDouble(prompt -> RESPONSES.quality(RESPONSES.read(prompt), projected)).average()
        .orElseThrow();
  }

  @Test
  void anAdaptiveQuizLeavesOutPromptsThatAllOrNoneGetRight() {
    var random = new SplittableRandom(8);
    List<FeatureVector> pool = IntStream.range(0, 40).mapToObj(_ -> Worlds.prompt(random)).toList();
    Ease ease = prompt -> pool.indexOf(prompt) < 20 ? 8 : pool.indexOf(prompt) < 39 ? -8 : 0;
    var examiner = new Examiner(RESPONSES, List.of(), Population.standard(Worlds.LENGTH), ease);
    assertThat(examiner.next(examiner.quiz(pool), List.of(), Set.of())).isEqualTo(39);
  }

  private static double spread(Inference.Posterior known) {
    double sum = 0;
    for (double deviation : known.identity().deviation()) {
      sum += Math.log(deviation);
    }
    return sum;
  }

  @Test
  void aStratifiedQuizTakesAsManyPromptsOfEachDifficulty() {
    var random = new SplittableRandom(6);
    List<FeatureVector> pool = IntStream.range(0, 200).mapToObj(_ -> Worlds.prompt(random)).toList();
    List<Identity> known = IntStream.range(0, 6)
        .mapToObj(_ -> new Identity(Worlds.vector(3, random), new double[] {0.1, 0.1, 0.1})).toList();
    List<Integer> chosen = new Quiz(RESPONSES, known, pool).stratified(20, prompt -> prompt != 7);
    assertThat(chosen).hasSize(20).doesNotHaveDuplicates().doesNotContain(7);
    double[] ease = chosen.stream().mapToDouble(prompt -> known.stream().mapToDouble(
        identity -> RESPONSES.quality(RESPONSES.read(pool.get(prompt)), RESPONSES.project(identity.mean())))
        .average().orElseThrow()).toArray();
    for (int turn = 0; turn < 20; turn += 5) {
      assertThat(ease[turn]).isGreaterThan(ease[turn + 4]);
    }
  }

  @Test
  void allIsRestoredBitForBit() {
    var population = Population.of(List.of(Identity.standard(3)), 3);
    var out = new StateWriter();
    RESPONSES.save(out);
    population.save(out);
    Worlds.choice(1, false).save(out);
    var in = new StateReader(out.toBytes());
    var again = new StateWriter();
    ResponseModel.read(in).save(again);
    Population.read(in).save(again);
    ChoiceNet.read(in).save(again);
    in.end();
    assertThat(again.toBytes()).isEqualTo(out.toBytes());
  }
}

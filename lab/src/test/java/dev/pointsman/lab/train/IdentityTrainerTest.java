package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.lab.data.Battles;
import dev.pointsman.lab.quiz.Foretold;
import dev.pointsman.lab.quiz.QuizStudy;
import dev.pointsman.lab.quiz.Selection;
import dev.pointsman.lab.train.ResponseTrainer.Preferences;
import dev.pointsman.lab.train.ResponseTrainer.Settings;
import dev.pointsman.lab.train.ResponseTrainer.Trained;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Identities trained on models of two abilities, of which each prompt needs one, and a choice among them.
class IdentityTrainerTest {
  private static final int MODELS = 12;
  private static final Settings SETTINGS = new Settings(4, 16, 8, 0, 16, 5e-3, 0.9, 1e-5, true, 2);
  private static final List<String> NAMES = IntStream.range(0, MODELS).mapToObj(m -> "m" + m).toList();
  private static final Responses LEARNED = world(1, 400);
  private static final Responses JUDGED = world(2, 400);
  private static final Trained TRAINED = ResponseTrainer.train(SETTINGS, List.of(LEARNED), List.of(), 1, () -> {});

  private static double chance(int model, FeatureVector prompt) {
    double ability = prompt.at(0) > 0 ? model % 4 - 1.5 : model / 4 - 1;
    return 1 / (1 + Math.exp(-2 * ability + prompt.at(1)));
  }

  private static Responses world(long seed, int prompts) {
    var random = new SplittableRandom(seed);
    List<FeatureVector> features = new ArrayList<>();
    double[][] scores = new double[prompts][MODELS];
    for (int row = 0; row < prompts; row++) {
      features.add(FeatureVector.of(random.nextBoolean() ? 1 : -1, (float) random.nextGaussian()));
      for (int m = 0; m < MODELS; m++) {
        scores[row][m] = random.nextInt(10) == 0
            ? Double.NaN
            : random.nextDouble() < chance(m, features.getLast()) ? 1 : 0;
      }
    }
    return new Responses(NAMES, features, scores);
  }

  @Test
  void whatModelsMakeOfNewPromptsIsForetold() {
    List<double[]> reads = QuizStudy.reads(TRAINED.model(), JUDGED.features());
    Foretold foretold = Foretold.mean(NAMES.stream().map(
        name -> QuizStudy.foretold(TRAINED.model(), TRAINED.identity(name).mean(), reads, JUDGED, name)).toList());
    assertThat(foretold.auc()).isGreaterThan(0.68);
    assertThat(foretold.calibrationError()).isLessThan(0.12);
  }

  @Test
  void allPromptsOfAHalfAreAskedHoweverManyTheyAreAndAPoolIsNoMoreThanSome() {
    Responses half = world(3, 1300);
    long run = Arrays.stream(half.scores()).filter(scores -> !Double.isNaN(scores[1])).count();
    var study = new QuizStudy(TRAINED, half, JUDGED, 1);
    assertThat(study.points("m1", List.of(10), Selection.ALL)).extracting(QuizStudy.Point::prompts)
        .containsExactly((int) run);
    assertThat(study.points("m1", List.of(10, 1300), Selection.RANDOM)).extracting(QuizStudy.Point::prompts)
        .containsExactly(10);
    assertThat(QuizStudy.pool(half, 1).size()).isEqualTo(1000);
  }

  @Test
  void everyPromptIsForetoldByAFitThatDidNotSeeIt() {
    double[][] unseen = TRAINED.unseen().getFirst();
    List<Foretold> foretold = IntStream.range(0, MODELS).mapToObj(m -> {
      int[] rows = IntStream.range(0, LEARNED.size()).filter(row -> !Double.isNaN(LEARNED.scores()[row][m])).toArray();
      return Foretold.of(IntStream.of(rows).mapToDouble(row -> unseen[row][m]).toArray(),
          IntStream.of(rows).mapToDouble(row -> LEARNED.scores()[row][m]).toArray());
    }).toList();
    assertThat(Foretold.mean(foretold).auc()).isGreaterThan(0.66);
    assertThat(Foretold.mean(foretold).calibrationError()).isLessThan(0.12);
  }

  @Test
  void trainingTwiceGivesTheSameBits() {
    Trained again = ResponseTrainer.train(SETTINGS, List.of(LEARNED), List.of(), 1, () -> {});
    assertThat(again.identity("m3").mean()).isEqualTo(TRAINED.identity("m3").mean());
  }

  @Test
  void preferencesTellOfModelsThatNoTableKnows() {
    var random = new SplittableRandom(3);
    List<Battles.Battle> battles = IntStream.range(0, 400)
        .mapToObj(
            prompt -> random.nextInt(10) > 0 ? new Battles.Battle(prompt, 0, 1) : new Battles.Battle(prompt, 1, 0))
        .toList();
    var preferences = new Preferences(
        new Battles(List.of("winner", "m0"), IntStream.range(0, 400).mapToObj(i -> "p" + i)
            .toList(), battles),
        LEARNED.features());
    Trained both = ResponseTrainer.train(SETTINGS, List.of(LEARNED), List.of(preferences), 1, () -> {});
    double[] read = both.model().read(FeatureVector.of(1, 0));
    ResponseModel model = both.model();
    assertThat(model.strength(read, model.project(both.identity("winner").mean())))
        .isGreaterThan(model.strength(read, model.project(both.identity("m0").mean())));
  }

  @Test
  void aModelThatWasNeverRunIsNotKnown() {
    List<String> names = Stream.concat(NAMES.stream(), Stream.of("unheard")).toList();
    Responses wider = new Responses(names, LEARNED.features(), Arrays.stream(LEARNED.scores())
        .map(row -> DoubleStream.concat(DoubleStream.of(row), DoubleStream.of(Double.NaN)).toArray())
        .toArray(double[][]::new));
    Trained trained = ResponseTrainer.train(SETTINGS, List.of(wider), List.of(), 1, () -> {});
    assertThat(trained.identities().keySet()).containsExactlyElementsOf(NAMES);
    assertThat(trained.identity("unheard").mean()).containsOnly(0);
  }

  @Test
  void gradedScoresAreBinarisedSoThatTheirMeanStays() {
    var graded = new Responses(List.of("a"), List.of(FeatureVector.of(1), FeatureVector.of(1), FeatureVector.of(1),
        FeatureVector.of(1)), new double[][] {{0.1}, {0.4}, {0.6}, {0.9}});
    assertThat(graded.binarised().scores()).isDeepEqualTo(new double[][] {{0}, {0}, {1}, {1}});
    assertThat(LEARNED.binarised()).isSameAs(LEARNED);
  }

  @Test
  void theNetThatChoosesGivesInPlainJavaWhatItGaveInTraining() {
    var random = new SplittableRandom(4);
    int prompts = 20;
    double[][] costs = new double[prompts][MODELS];
    double[][] predicted = new double[prompts][MODELS];
    for (int row = 0; row < prompts; row++) {
      for (int m = 0; m < MODELS; m++) {
        costs[row][m] = random.nextDouble();
        predicted[row][m] = random.nextDouble();
      }
    }
    double[][] identities = NAMES.stream().map(name -> TRAINED.identity(name).mean()).toArray(double[][]::new);
    var data = new ChoiceData(LEARNED.features().subList(0, prompts), identities, predicted, predicted, costs,
        Arrays.copyOf(LEARNED.scores(), prompts), new int[prompts]);
    for (boolean published : new boolean[] {true, false}) {
      ChoiceBatch batch = ChoiceBatch.drawn(data, IntStream.range(0, prompts).toArray(), 2, MODELS, true, published,
          random);
      try (NDManager manager = Torch.engine().newBaseManager(); NDManager pass = manager.newSubManager()) {
        var net = new TorchChoice(manager, 2, 4, published, random);
        net.attach(pass);
        float[] trained = net.apply(pass, batch).logits().toFloatArray();
        ChoiceNet plain = net.net();
        int columns = batch.mask()[0].length;
        for (int row = 0; row < prompts; row++) {
          double[][] tokens = tokens(batch, row);
          double[] logits = plain.logits(data.features().get(row), tokens, batch.weights()[row][0]);
          for (int k = 0; k < logits.length; k++) {
            assertThat(logits[k]).isCloseTo(trained[row * columns + k], within(1e-5));
          }
        }
      }
    }
  }

  private static double[][] tokens(ChoiceBatch batch, int row) {
    double[][] tokens = new double[batch.members()[row].length][];
    for (int k = 0; k < tokens.length; k++) {
      float[] token = batch.tokens()[row][k];
      tokens[k] = IntStream.range(0, token.length).mapToDouble(i -> token[i]).toArray();
    }
    return tokens;
  }
}

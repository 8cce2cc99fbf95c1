package dev.pointsman.gateway;

import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.Newcomer.Phase;
import dev.pointsman.gateway.Newcomer.Selection;
import dev.pointsman.gateway.Newcomer.Status;
import dev.pointsman.gateway.Newcomer.Trial;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.identity.Calibration;
import dev.pointsman.identity.Identity;
import dev.pointsman.identity.Kinds;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.neural.Dense;
import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.IdentityTraining;
import dev.pointsman.policy.KernelArms;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.LinearArms;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.policy.Standings;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A quiz reads the prompts that it asks, and ends in sight when it can't.
class QuizPromptsTest {
  private static final String UNREADABLE = "question 3";

  private final FakeUpstream old = FakeUpstream.start();
  private final FakeUpstream fresh = FakeUpstream.start();
  private final BlockingQueue<String> read = new LinkedBlockingQueue<>();
  private final Model small = model("small", old, 1);
  private final TestGateway gateway = TestGateway.encoding(new Reading(), List.of(small),
      List.of(TestGateway.auto("linucb", 0.3, small), knowing()));
  private volatile CountDownLatch readable = new CountDownLatch(0);

  /// A router that knows identities, by nets drawn by chance.
  private Router.Spec knowing() {
    var random = new SplittableRandom(1);
    int features = new WordEncoder().length();
    var responses = new ResponseModel(Dense.drawn(features, 4, 6, random), Dense.drawn(3, 4, 6, random),
        Dense.drawn(4, 4, 2, random), Dense.drawn(4, 1, 8, random), Dense.drawn(4, 1, 8, random), Calibration.NONE);
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    known.put(small.arm(), Identity.standard(3));
    LlmBanditSpec spec = (LlmBanditSpec) PolicySpec.named("llm-bandit").orElseThrow();
    var trained = spec.trained(new IdentityTraining(responses, known, KernelArms.NONE, Kinds.NONE, Optional.empty(),
        LinearArms.of(spec.corrections(features, Kinds.NONE), 1), Standings.NONE));
    Checkpoint start = Checkpoint.of(spec, features, new WordEncoder().fingerprint(), new LinkedHashMap<>(),
        new LearnedState(LearnedState.untrained(spec, features).costs(), trained));
    return new Router.Spec("knowing", "llm-bandit", List.of(small), 0.3, 1, Optional.of(start), Optional.empty(),
        Optional.empty());
  }

  /// An encoder that tells what it reads, and can't read one of the prompts.
  private final class Reading implements Encoder {
    private final WordEncoder within = new WordEncoder();

    @Override
    public FeatureVector encode(String text) {
      read.add(text);
      awaitReadable();
      if (text.equals(UNREADABLE)) {
        throw new IllegalStateException("the encoder is closed");
      }
      return within.encode(text);
    }

    @Override
    public int length() {
      return within.length();
    }

    @Override
    public String fingerprint() {
      return within.fingerprint();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void answer() {
    fresh.always((_, line) -> line.json(200, FakeUpstream.completion("42")));
  }

  @AfterEach
  void close() {
    gateway.close();
    old.close();
    fresh.close();
  }

  private void awaitReadable() {
    try {
      assertThat(readable.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Status quizzed(int ask) throws Newcomers.Conflict {
    join("auto", ask);
    return ended();
  }

  private void join(String router, int ask) throws Newcomers.Conflict {
    List<Grader.Item> items = IntStream.range(0, 5).mapToObj(i -> new Grader.Item("question " + i, Optional.of("42")))
        .toList();
    gateway.newcomers().join(new Newcomer(model("new", fresh, 1), List.of(router),
        Optional.of(new Trial(items, Grader.exact(), ask, Selection.ADAPTIVE, 100)), Optional.of(new Money(10_000_000)),
        false, "{}"));
  }

  private Status ended() {
    assertThat(Eventually.holds(() -> status().phase() != Phase.QUIZZED)).isTrue();
    return status();
  }

  private Status status() {
    return gateway.newcomers().find("new").orElseThrow().status();
  }

  @Test
  void onlyThePromptsThatAreAskedAreReadWhereNothingIsToBeChosenBy() throws Exception {
    assertThat(quizzed(2).phase()).isEqualTo(Phase.IN_SERVICE);
    assertThat(read).containsExactly("question 0", "question 1");
  }

  @Test
  void aQuizThatIsStoppedWhileItsPromptsAreReadReadsNoMoreAndAsksNothing() throws Exception {
    readable = new CountDownLatch(1);
    join("knowing", 5);
    assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("question 0");
    gateway.newcomers().stop();
    readable.countDown();
    assertThat(ended().phase()).isEqualTo(Phase.FAILED);
    assertThat(read).isEmpty();
    assertThat(fresh.received()).isEmpty();
  }

  @Test
  void whereARouterKnowsIdentitiesAllPromptsAreReadToChooseAmongThem() throws Exception {
    join("knowing", 1);
    assertThat(ended().phase()).isEqualTo(Phase.FAILED); // one of them can't be read
    assertThat(read).containsExactly("question 0", "question 1", "question 2", UNREADABLE);
  }

  @Test
  void aPromptThatCantBeReadFailsTheQuizAndWhatWasPaidIsTold() throws Exception {
    Status status = quizzed(5);
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    assertThat(status.graded()).isEqualTo(3);
    assertThat(status.spent().isAbove(Money.ZERO)).isTrue();
    assertThat(status.notes())
        .containsExactly("the quiz failed inside the gateway: java.lang.IllegalStateException: the encoder is closed");
  }
}

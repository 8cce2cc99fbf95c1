package dev.pointsman.gateway;

import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.Newcomer.Phase;
import dev.pointsman.gateway.Newcomer.Selection;
import dev.pointsman.gateway.Newcomer.Status;
import dev.pointsman.gateway.Newcomer.Trial;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
      List.of(TestGateway.auto("linucb", 0.3, small)));

  /// An encoder that tells what it reads, and can't read one of the prompts.
  private final class Reading implements Encoder {
    private final WordEncoder within = new WordEncoder();

    @Override
    public FeatureVector encode(String text) {
      read.add(text);
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

  private Status quizzed(int ask) throws Newcomers.Conflict {
    List<Grader.Item> items = IntStream.range(0, 5).mapToObj(i -> new Grader.Item("question " + i, Optional.of("42")))
        .toList();
    gateway.newcomers().join(new Newcomer(model("new", fresh, 1), List.of("auto"),
        Optional.of(new Trial(items, Grader.exact(), ask, Selection.ADAPTIVE, 100)), Optional.of(new Money(10_000_000)),
        false, "{}"));
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
  void aPromptThatCantBeReadFailsTheQuizAndWhatWasPaidIsTold() throws Exception {
    Status status = quizzed(5);
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    assertThat(status.graded()).isEqualTo(3);
    assertThat(status.spent().isAbove(Money.ZERO)).isTrue();
    assertThat(status.notes())
        .containsExactly("the quiz failed inside the gateway: java.lang.IllegalStateException: the encoder is closed");
  }
}

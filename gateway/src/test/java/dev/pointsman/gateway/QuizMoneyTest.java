package dev.pointsman.gateway;

import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.offset;

import dev.pointsman.gateway.Newcomer.Phase;
import dev.pointsman.gateway.Newcomer.Selection;
import dev.pointsman.gateway.Newcomer.Status;
import dev.pointsman.gateway.Newcomer.Trial;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.SqliteLog;
import dev.pointsman.gateway.store.SqliteStore;
import dev.pointsman.gateway.store.StoredDecision;
import dev.pointsman.routing.Money;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a quiz costs is on record once, and never more than its limit, whatever models answer.
class QuizMoneyTest {
  private static final long MOST_TOKENS = 100;
  /// What a model of a dollar per million tokens is paid for the answer of a fake upstream.
  private static final Money ANSWER = new Money(15_000);

  @TempDir
  private Path folder = Path.of("");
  private final FakeUpstream old = FakeUpstream.start();
  private final FakeUpstream fresh = FakeUpstream.start();
  private TestGateway gateway;

  private TestGateway gateway() {
    Model small = model("small", old, 1);
    Model large = model("large", old, 2);
    return TestGateway.on(SqliteStore.open(folder.resolve("log.db"), new WordEncoder().fingerprint(), _ -> {}),
        List.of(small, large), List.of(TestGateway.auto("linucb", 0.3, small, large),
            new Router.Spec("other", "thompson", List.of(small, large), 0.5, 1)));
  }

  @BeforeEach
  void open() {
    gateway = gateway();
    fresh.always((_, line) -> line.json(200, FakeUpstream.completion("42")));
  }

  @AfterEach
  void close() {
    gateway.close();
    old.close();
    fresh.close();
  }

  private Newcomer newcomer(Grader grader, Money limit) {
    return newcomer(model("new", fresh, 1), grader, limit);
  }

  private static Newcomer newcomer(Model model, Grader grader, Money limit) {
    List<Grader.Item> items = IntStream.range(0, 5)
        .mapToObj(i -> new Grader.Item("question number " + i, Optional.of("42"))).toList();
    return new Newcomer(model, List.of("auto", "other"),
        Optional.of(new Trial(items, grader, items.size(), Selection.IN_ORDER, MOST_TOKENS)), Optional.of(limit), false,
        "{}");
  }

  private Status quizzed(Grader grader, Money limit) {
    return quizzed(newcomer(grader, limit));
  }

  private Status quizzed(Newcomer newcomer) {
    join(newcomer);
    assertThat(Eventually.holds(() -> status().phase() != Phase.QUIZZED)).isTrue();
    assertThat(logged().stream().map(row -> row.end().orElseThrow().cost()).reduce(Money.ZERO, Money::plus))
        .isEqualTo(status().spent());
    assertThat(counted()).isEqualTo(status().spent().usd(), offset(1e-12));
    assertThat(status().spent()).isLessThanOrEqualTo(newcomer.limit().orElseThrow());
    return status();
  }

  private void join(Newcomer newcomer) {
    try {
      gateway.newcomers().join(newcomer);
    } catch (Newcomers.Conflict e) {
      throw new AssertionError(e);
    }
  }

  private Status status() {
    return gateway.newcomers().find("new").orElseThrow().status();
  }

  private Grader judge() {
    return gateway.newcomers().judge("small").orElseThrow();
  }

  private List<StoredDecision> logged() {
    List<StoredDecision> rows = new ArrayList<>();
    try (SqliteLog log = SqliteLog.open(folder.resolve("log.db"))) {
      log.each(new SqliteLog.Filter(Optional.empty(), Optional.empty(), Optional.empty()), rows::add);
    }
    return rows;
  }

  private double counted() {
    return gateway.get("/metrics").body().lines().filter(line -> line.startsWith("pointsman_cost_usd_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
  }

  @Test
  void anAnswerIsOnRecordOnceAndEveryRouterLearnsFromIt() {
    Status status = quizzed(Grader.exact(), new Money(10_000_000));
    assertThat(status.phase()).isEqualTo(Phase.IN_SERVICE);
    assertThat(status.spent()).isEqualTo(new Money(5 * ANSWER.nanoUsd()));
    assertThat(logged()).hasSize(5).allMatch(row -> row.decision().learners().equals(List.of("auto", "other")));
    for (String router : List.of("auto", "other")) {
      JsonNode decision = gateway.decision(json(gateway.chat(ask(router, "hi")).body()).get("id").asString());
      JsonNode joined = decision.get("candidates").get(2);
      assertThat(joined.get("model").asString()).isEqualTo("new");
      assertThat(joined.at("/parts/judgements").asDouble()).isEqualTo(5, offset(0.01)); // steady forgetting
    }
  }

  @Test
  void anAnswerThatIsNoneCountsWhereItWasBilled() {
    fresh.always((_, line) -> line.json(200,
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}"));
    Status status = quizzed(Grader.exact(), new Money(10_000_000));
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    assertThat(status.asked()).isEqualTo(3);
    assertThat(status.graded()).isZero();
    assertThat(status.spent()).isEqualTo(new Money(3 * ANSWER.nanoUsd()));
    assertThat(logged()).extracting(row -> row.end().orElseThrow().status()).containsOnly("failed");
  }

  @Test
  void aJudgeThatFailsCountsWhereItWasBilled() {
    old.always((_, line) -> line.json(500, "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}"));
    Status status = quizzed(judge(), new Money(10_000_000));
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    assertThat(status.spent()).isEqualTo(new Money(6 * ANSWER.nanoUsd()));
    assertThat(status.notes().getFirst()).isEqualTo("the judge small answered 500");
  }

  @Test
  void aJudgesAnswersAreOnRecordBesideTheNewcomers() {
    old.always((_, line) -> line.json(200, FakeUpstream.completion("9")));
    Status status = quizzed(judge(), new Money(10_000_000));
    assertThat(status.quality()).isEqualTo(0.9);
    assertThat(status.spent()).isEqualTo(new Money(10 * ANSWER.nanoUsd()));
    assertThat(logged()).filteredOn(row -> "small".equals(row.decision().tags().get("judge"))).hasSize(5)
        .allMatch(row -> row.decision().learners().isEmpty() && "new".equals(row.decision().tags().get("quiz")));
  }

  @Test
  void aJudgeIsNotAskedAboutAnAnswerThatItsShareOfTheLimitDoesNotReachFor() {
    fresh.always((_, line) -> line.json(200, FakeUpstream.completion("x".repeat(16_000))));
    Status status = quizzed(judge(), new Money(3_000_000));
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    assertThat(old.received()).isEmpty();
    assertThat(status.notes().getFirst()).startsWith("judging an answer may cost $0.0")
        .contains("is left of the limit");
  }

  @Test
  void whatMayHaveBeenBilledWithoutAWordIsKeptBackFromTheLimit() {
    fresh.always((_, line) -> line.hangUp());
    Money most = Questions.most(model("new", fresh, 1), "question number 0", MOST_TOKENS);
    Status status = quizzed(Grader.exact(), new Money(2 * most.nanoUsd()));
    assertThat(status.asked()).isEqualTo(2);
    assertThat(status.spent()).isEqualTo(Money.ZERO);
    assertThat(status.notes()).anyMatch(note -> note.startsWith("stopped at its limit"))
        .anyMatch(note -> note.contains("nobody said what was billed: up to " + new Money(2 * most.nanoUsd())));
  }

  @Test
  void whatAnAnswerMayHaveCostWhoseUsageNobodyToldIsKeptBackFromTheLimit() {
    fresh.always((_, line) -> line.json(200, "{\"choices\":[{\"message\":{\"content\":\"42\"}}]}"));
    Money most = Questions.most(model("new", fresh, 1), "question number 0", MOST_TOKENS);
    Status status = quizzed(Grader.exact(), new Money(2 * most.nanoUsd()));
    assertThat(status.asked()).isEqualTo(2);
    assertThat(status.quality()).isEqualTo(1);
    assertThat(status.spent().isAbove(Money.ZERO)).isTrue();
    assertThat(status.notes()).anyMatch(note -> note.startsWith("stopped at its limit"))
        .anyMatch(note -> note.contains(
            "nobody said what was billed: up to " + new Money(2 * most.nanoUsd()).minus(status.spent())));
  }

  @Test
  void anUpstreamThatBillsMoreThanItWasAllowedIsAskedNoMoreAndThatIsTold() {
    fresh.always((_, line) -> line.json(200,
        FakeUpstream.completion("42").replace("\"completion_tokens\":5", "\"completion_tokens\":50000")));
    join(newcomer(Grader.exact(), new Money(1_000_000)));
    assertThat(Eventually.holds(() -> status().phase() != Phase.QUIZZED)).isTrue();
    assertThat(fresh.received()).hasSize(1);
    assertThat(status().notes()).anyMatch(note -> note.startsWith("went beyond its limit"))
        .anyMatch(note -> note.startsWith("stopped at its limit") && note.endsWith("and $0 is left"));
  }

  @Test
  void whatAnUpstreamComplainsOfIsToldOnceWithoutTheKey() {
    fresh.always((_, line) -> line.json(401,
        "{\"error\":{\"message\":\"no such key:\\n" + TestGateway.API_KEY + "\"}}"));
    assertThat(quizzed(Grader.exact(), new Money(10_000_000)).notes()).containsExactly(
        "new answered 401: no such key: ****", "stopped after 3 failures in a row", "no answer was graded");
  }

  @Test
  void noMoreTokensAreAskedForThanTheModelWrites() {
    Model plain = model("new", fresh, 1);
    var terse = new Model(plain.name(), plain.provider(), plain.baseUrl(), plain.apiKey(), plain.upstreamModel(),
        plain.price(), plain.contextWindow(), OptionalLong.of(7), plain.capabilities(), plain.timeouts());
    quizzed(newcomer(terse, Grader.exact(), new Money(10_000_000)));
    assertThat(fresh.received()).allMatch(request -> json(request.body()).get("max_tokens").asInt() == 7);
  }

  @Test
  void noMoreTokensAreAskedForThanTheContextWindowHasRoomForBesideThePrompt() {
    Model narrow = model("new", fresh.baseUrl(), 1, OptionalLong.of(50), Set.of());
    quizzed(newcomer(narrow, Grader.exact(), new Money(10_000_000)));
    assertThat(fresh.received()).hasSize(5).allMatch(request -> json(request.body()).get("max_tokens").asLong() == 50
        - Questions.tokens("question number 0"));
  }

  @Test
  void aStopLetsAQuizPutOnRecordWhatItIsAskingAndAskNoMore() throws Exception {
    var asked = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    fresh.always((_, line) -> {
      asked.countDown();
      released.await(20, TimeUnit.SECONDS);
      line.json(200, FakeUpstream.completion("42"));
    });
    join(newcomer(Grader.exact(), new Money(10_000_000)));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    gateway.newcomers().stop();
    var stopped = CompletableFuture.runAsync(gateway::close);
    released.countDown();
    stopped.get();
    assertThat(fresh.received()).hasSize(1);
    assertThat(logged()).extracting(row -> row.end().map(CallEnd::cost)).containsExactly(Optional.of(ANSWER));
    gateway = gateway();
    assertThat(gateway.newcomers().list()).isEmpty();
    assertThat(gateway.chat(ask("auto", "hi")).statusCode()).isEqualTo(200);
  }

  @Test
  void aStopWaitsForASlowAnswerToAQuizAsItDoesForRequests() throws Exception {
    var asked = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    fresh.always((_, line) -> {
      asked.countDown();
      released.await(30, TimeUnit.SECONDS);
      line.json(200, FakeUpstream.completion("42"));
    });
    join(newcomer(Grader.exact(), new Money(10_000_000)));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    var stopped = CompletableFuture.runAsync(gateway::close);
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> stopped.get(6, TimeUnit.SECONDS));
    released.countDown();
    stopped.get();
    assertThat(logged()).extracting(row -> row.end().map(CallEnd::cost)).containsExactly(Optional.of(ANSWER));
    gateway = gateway();
  }
}

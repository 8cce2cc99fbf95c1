package dev.pointsman.gateway.store;

import static dev.pointsman.gateway.store.Decisions.decision;
import static dev.pointsman.gateway.store.Decisions.direct;
import static dev.pointsman.gateway.store.Decisions.end;
import static dev.pointsman.gateway.store.Decisions.feedback;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.routing.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every store promises.
class StoreContractTest {
  @TempDir
  private Path folder = Path.of("");
  private final List<Fact> facts = Collections.synchronizedList(new ArrayList<>());

  enum Kind {
    MEMORY, SQLITE
  }

  private Store open(Kind kind) {
    Store store = switch (kind) {
      case MEMORY -> new MemoryStore(10_000);
      case SQLITE -> SqliteStore.open(folder.resolve("test.db"), Decisions.ENCODER, _ -> {});
    };
    store.follow(facts::add);
    return store;
  }

  @ParameterizedTest
  @EnumSource
  void whatWasEndedIsFoundAsItWas(Kind kind) {
    try (Store store = open(kind)) {
      store.end(decision(1), end("ok"));
      store.end(direct(2), end("cut"));
      assertThat(store.find("chatcmpl-1"))
          .contains(new StoredDecision(decision(1), Optional.of(end("ok")), List.of()));
      assertThat(store.find("chatcmpl-2"))
          .contains(new StoredDecision(direct(2), Optional.of(end("cut")), List.of()));
      assertThat(store.find("chatcmpl-3")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDecisionThatBeganIsThereAtOnceAndEndsOnce(Kind kind) {
    try (Store store = open(kind)) {
      store.begin(decision(1));
      assertThat(store.find("chatcmpl-1")).contains(new StoredDecision(decision(1), Optional.empty(), List.of()));
      assertThat(store.judge("chatcmpl-1", feedback("user", 1))).isPresent();
      store.end(decision(1), end("ok"));
      assertThat(store.find("chatcmpl-1"))
          .contains(new StoredDecision(decision(1), Optional.of(end("ok")), List.of(feedback("user", 1))));
      assertThat(facts).extracting(f -> f.observation().getClass().getSimpleName()).containsExactly("Rated", "Served");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameFeedbackIdCountsOnce(Kind kind) {
    try (Store store = open(kind)) {
      store.end(decision(1), end("ok"));
      Receipt first = store.judge("chatcmpl-1", feedback("quality", "user", "f1", 1)).orElseThrow();
      Receipt second = store.judge("chatcmpl-1", feedback("quality", "user", "f1", 0)).orElseThrow();
      Receipt other = store.judge("chatcmpl-1", feedback("quality", "user", "f2", 0)).orElseThrow();
      assertThat(first.duplicate()).isFalse();
      assertThat(second.duplicate()).isTrue();
      assertThat(other.duplicate()).isFalse();
      assertThat(other.replaced()).isFalse();
      assertThat(other.before()).hasValue(1);
      assertThat(other.after()).hasValue(0.5);
      assertThat(store.find("chatcmpl-1").orElseThrow().feedback()).extracting(Feedback::value).containsExactly(1.0,
          0.0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutAFeedbackIdTheSameSourceAndMetricReplaces(Kind kind) {
    try (Store store = open(kind)) {
      store.end(decision(1), end("ok"));
      assertThat(store.judge("chatcmpl-1", feedback("user", 1)).orElseThrow().replaced()).isFalse();
      assertThat(store.judge("chatcmpl-1", feedback("user", 0.25)).orElseThrow().replaced()).isTrue();
      assertThat(store.judge("chatcmpl-1", feedback("judge", 0.75)).orElseThrow().replaced()).isFalse();
      assertThat(store.judge("chatcmpl-1", feedback("quality", "user", "named", 1)).orElseThrow().replaced()).isFalse();
      assertThat(store.find("chatcmpl-1").orElseThrow().feedback()).extracting(Feedback::value)
          .containsExactly(0.25, 0.75, 1.0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFirstJudgementOfQualityIsANewRoundAndLaterOnesReviseIt(Kind kind) {
    try (Store store = open(kind)) {
      store.end(decision(1), end("ok"));
      store.judge("chatcmpl-1", feedback("speed", "user", "s", 0));
      store.judge("chatcmpl-1", feedback("user", 1));
      store.judge("chatcmpl-1", feedback("user", 1));
      store.judge("chatcmpl-1", feedback("judge", 0));
      assertThat(facts.stream().map(Fact::observation).map(StoreContractTest::inWords)).containsExactly("served",
          "rated 1.0", "revised 1.0 0.5");
      assertThat(facts).extracting(Fact::sequence).containsExactly(1L, 2L, 3L);
      assertThat(facts).extracting(Fact::routers).containsOnly(List.of("auto"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatSeveralRoutersLearnFromIsOnRecordOnceAndToldToEachOfThem(Kind kind) {
    try (Store store = open(kind)) {
      store.end(decision(3), end("ok"));
      assertThat(store.judge("chatcmpl-3", feedback("user", 1)).orElseThrow().teaches()).containsExactly("auto",
          "other");
      assertThat(facts).extracting(Fact::routers).containsExactly(List.of("auto", "other"), List.of("auto", "other"));
      assertThat(facts).extracting(Fact::sequence).containsExactly(1L, 2L);
      assertThat(store.find("chatcmpl-3").orElseThrow().decision()).isEqualTo(decision(3));
    }
  }

  private static String inWords(Observation observation) {
    return switch (observation) {
      case Observation.Served _ -> "served";
      case Observation.Rated rated -> "rated " + rated.quality();
      case Observation.Revised revised -> "revised " + revised.before() + " " + revised.quality();
    };
  }

  @ParameterizedTest
  @EnumSource
  void whatNoRouterDecidedNobodyServedOrBrokeOffTeachesNothing(Kind kind) {
    try (Store store = open(kind)) {
      store.end(direct(1), end("ok"));
      store.end(decision(2), end("cut"));
      store.end(decision(3).servedBy(Optional.empty()), end("failed"));
      assertThat(store.judge("chatcmpl-1", feedback("user", 1)).orElseThrow().teaches()).isEmpty();
      assertThat(store.judge("chatcmpl-3", feedback("user", 1)).orElseThrow().teaches()).isEmpty();
      assertThat(facts).isEmpty();
      assertThat(store.judge("chatcmpl-2", feedback("user", 1)).orElseThrow().teaches()).contains("auto");
      assertThat(facts).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyCanJudgeWhatIsUnknown(Kind kind) {
    try (Store store = open(kind)) {
      assertThat(store.judge("chatcmpl-1", feedback("user", 1))).isEmpty();
      assertThat(facts).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void thirtyTwoClientsThatPostTheSameAndDifferentIdsAreCountedOnceEach(Kind kind) throws Exception {
    try (Store store = open(kind); var clients = Executors.newFixedThreadPool(32)) {
      IntStream.rangeClosed(1, 20).forEach(n -> store.end(decision(n), end("ok")));
      List<Future<Long>> firsts = new ArrayList<>();
      for (int client = 0; client < 32; client++) {
        int own = client;
        firsts.add(clients.submit(() -> IntStream.rangeClosed(1, 20).filter(n -> {
          store.judge("chatcmpl-" + n, feedback("quality", "user", "own-" + own, 1));
          return !store.judge("chatcmpl-" + n, feedback("quality", "user", "common", own % 2)).orElseThrow()
              .duplicate();
        }).count()));
      }
      long counted = 0;
      for (Future<Long> first : firsts) {
        counted += first.get();
      }
      assertThat(counted).isEqualTo(20);
      for (int n = 1; n <= 20; n++) {
        assertThat(store.find("chatcmpl-" + n).orElseThrow().feedback()).hasSize(33)
            .extracting(Feedback::feedbackId).doesNotHaveDuplicates();
      }
      assertThat(facts.stream().filter(f -> f.observation() instanceof Observation.Rated)).hasSize(20);
      assertThat(facts).extracting(Fact::sequence).isSorted().doesNotHaveDuplicates();
    }
  }
}

package dev.pointsman.gateway.store;

import static dev.pointsman.gateway.store.Decisions.decision;
import static dev.pointsman.gateway.store.Decisions.end;
import static dev.pointsman.gateway.store.Decisions.feedback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pointsman.gateway.Eventually;
import dev.pointsman.gateway.store.History.SavedState;
import dev.pointsman.routing.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
  @TempDir
  private Path folder = Path.of("");

  private SqliteStore open() {
    return open(Decisions.ENCODER);
  }

  private SqliteStore open(String encoder) {
    return SqliteStore.open(folder.resolve("test.db"), encoder, _ -> {});
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
        Statement statement = connection.createStatement()) {
      for (String line : statements) {
        statement.execute(line);
      }
    }
  }

  @Test
  void afterARestartAllIsThereAndTheFactsComeInTheOrderInWhichTheyWereLearned() {
    List<Fact> live = new ArrayList<>();
    try (SqliteStore store = open()) {
      store.follow(live::add);
      for (int n = 1; n <= 50; n++) {
        store.end(decision(n), end("ok"));
        store.judge("chatcmpl-" + (n / 2 + 1), feedback("user" + n % 3, n / 50.0));
      }
    }
    try (SqliteStore store = open()) {
      List<Fact> replayed = new ArrayList<>();
      store.history().replay(0, replayed::add);
      assertThat(replayed).isEqualTo(live).hasSizeGreaterThan(90);
      assertThat(store.history().lastNumber()).isEqualTo(50);
      assertThat(store.find("chatcmpl-50").orElseThrow().decision()).isEqualTo(decision(50));
      List<Fact> later = new ArrayList<>();
      store.history().replay(live.get(60).sequence(), later::add);
      assertThat(later).isEqualTo(live.subList(61, live.size()));
      store.follow(live::add);
      store.end(decision(51), end("ok"));
      assertThat(live.getLast().sequence()).isEqualTo(live.get(live.size() - 2).sequence() + 1);
    }
  }

  @Test
  void theTwoLatestCheckpointsOfEachRouterAreKept() {
    try (SqliteStore store = open()) {
      for (int i = 1; i <= 4; i++) {
        store.save("auto", new SavedState(i, Decisions.NOON, new byte[] {(byte) i}));
      }
      store.save("other", new SavedState(9, Decisions.NOON, new byte[0]));
      assertThat(store.history().checkpoints("auto")).extracting(SavedState::sequence).containsExactly(4L, 3L);
      assertThat(store.history().checkpoints("auto").getFirst().bytes()).containsExactly(4);
      assertThat(store.history().checkpoints("other")).hasSize(1);
    }
  }

  @Test
  void oldDecisionsGoOnceEverythingLearnedFromThemIsInACheckpoint() {
    try (SqliteStore store = open()) {
      List<Fact> facts = new ArrayList<>();
      store.follow(facts::add);
      LongStream.rangeClosed(1, 10).forEach(n -> store.end(decision(n), end("ok")));
      store.judge("chatcmpl-2", feedback("user", 1));
      Instant beforeSix = decision(6).time();
      assertThat(store.prune(beforeSix, 0)).isZero();
      assertThat(store.prune(beforeSix, 10)).isEqualTo(4); // what was learned of the second came later
      assertThat(store.find("chatcmpl-1")).isEmpty();
      assertThat(store.find("chatcmpl-2")).isPresent();
      assertThat(store.prune(beforeSix, 11)).isEqualTo(1);
      assertThat(store.judge("chatcmpl-1", feedback("user", 1))).isEmpty();
      List<Fact> left = new ArrayList<>();
      store.history().replay(0, left::add);
      assertThat(left).isEqualTo(facts.subList(5, 10));
    }
  }

  @Test
  void numbersAreNeverUsedTwiceEvenIfAllRowsAreGone() {
    try (SqliteStore store = open()) {
      LongStream.rangeClosed(1, 3).forEach(n -> store.end(decision(n), end("ok")));
      store.save("auto", new SavedState(3, Decisions.NOON, new byte[0]));
      assertThat(store.prune(Decisions.NOON.plusSeconds(1000), 3)).isEqualTo(3);
    }
    try (SqliteStore store = open()) {
      List<Fact> facts = new ArrayList<>();
      store.follow(facts::add);
      assertThat(store.history().lastNumber()).isEqualTo(3);
      store.end(decision(4), end("ok"));
      assertThat(facts.getFirst().sequence()).isEqualTo(4);
    }
  }

  @Test
  void aSecondGatewayIsRefused() {
    try (SqliteStore _ = open()) {
      unusable(this::open, "the store " + folder.resolve("test.db")
          + " is in use by another gateway; stop that one, or name another file under store");
    }
    open().close();
  }

  @Test
  void featuresOfAnotherEncoderAreRefusedWithTheWaysOut() {
    open().close();
    unusable(() -> open("words-2"),
        "the store " + folder.resolve("test.db")
            + " holds features of the encoder words-1, which those of the configured"
            + " one, words-2, can't be mixed with; configure the encoder of then, or name another file under store");
    open().close();
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    unusable(() -> SqliteStore.open(folder.resolve("no/such/test.db"), "e", _ -> {}),
        "the store " + folder.resolve("no/such/test.db") + " can't be opened: its folder " + folder.resolve("no/such")
            + " does not exist or can't be written (NoSuchFileException); name another file under store");
  }

  @Test
  void whatIsNoDatabaseIsLeftAsItIs() throws IOException {
    Files.writeString(folder.resolve("test.db"),
        "my shopping list, which is long enough to be read as a header\n".repeat(20));
    unusable(this::open, "the store " + folder.resolve("test.db") + " can't be opened: it is no SQLite database;"
        + " put a backup in its place, or move it away to start anew");
    assertThat(Files.readString(folder.resolve("test.db"))).startsWith("my shopping list");
  }

  @Test
  void anotherProgramsDatabaseIsLeftAsItIs() throws SQLException {
    Path file = folder.resolve("test.db");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE shopping (item TEXT)");
      unusable(this::open, "the store " + file + " can't be opened: it is no store of a gateway's; name another file");
      unusable(() -> ReadOnlyStore.open(file, "words-1").close(),
          "the store " + file
              + " can't be read: it lacks a table that a store has; name another file, or if a gateway before"
              + " this one wrote it, serve it once");
      try (ResultSet tables = statement.executeQuery("SELECT group_concat(name) FROM sqlite_schema")) {
        assertThat(tables.getString(1)).isEqualTo("shopping");
      }
    }
  }

  @Test
  void aDamagedFileIsSaidToBeDamaged() throws IOException {
    try (SqliteStore store = open()) {
      IntStream.rangeClosed(1, 300).forEach(n -> store.end(decision(n), end("ok")));
    }
    byte[] bytes = Files.readAllBytes(folder.resolve("test.db"));
    for (int i = 4096; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Files.write(folder.resolve("test.db"), bytes);
    unusable(this::open, "the store " + folder.resolve("test.db")
        + " can't be opened: it is damaged; put a backup in its place, or move it away to start anew");
  }

  @Test
  void whileAnotherProgramLocksItNothingIsAcknowledgedAndThenItGoesOn() throws Exception {
    try (SqliteStore store = open()) {
      store.end(decision(1), end("ok"));
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        unusable(() -> store.end(decision(2), end("ok")), "the store " + folder.resolve("test.db")
            + " can't record: another program keeps it locked; close that program");
        assertThat(store.trouble()).isPresent();
        statement.execute("ROLLBACK");
      }
      assertThat(Eventually.holds(() -> store.trouble().isEmpty())).isTrue();
      store.end(decision(3), end("ok"));
      assertThat(store.find("chatcmpl-2")).isEmpty();
      assertThat(store.find("chatcmpl-3")).isPresent();
    }
  }

  @Test
  void onAFullDiskNothingIsAcknowledgedAndOneFactIsLearnedForEachRow() throws Exception {
    open().close();
    List<Fact> facts = new ArrayList<>();
    long refused = 0;
    try (SqliteStore store = open()) {
      store.follow(facts::add);
      store.limitTo(40);
      for (int n = 1; n <= 200; n++) {
        try {
          store.end(decision(n), end("ok"));
        } catch (StoreUnavailable e) {
          assertThat(e.reason()).endsWith("can't record: the disk is full; make room");
          refused++;
        }
      }
      assertThat(refused).isBetween(1L, 199L);
      assertThat(facts).hasSize((int) (200 - refused));
      store.limitTo(1_000_000);
      assertThat(Eventually.holds(() -> store.trouble().isEmpty())).isTrue();
      store.end(decision(201), end("ok"));
    }
    try (SqliteStore store = open()) {
      List<Fact> replayed = new ArrayList<>();
      store.history().replay(0, replayed::add);
      assertThat(replayed).isEqualTo(facts);
    }
  }

  @Test
  void aRowThatTheDatabaseRefusesFailsAlone() throws Exception {
    open().close();
    sql("CREATE TRIGGER no_seven BEFORE INSERT ON decision WHEN NEW.number = 7 BEGIN SELECT RAISE(ABORT, 'no seven'); END");
    try (SqliteStore store = open(); var clients = Executors.newFixedThreadPool(20)) {
      List<Future<Boolean>> ended = new ArrayList<>();
      for (int n = 1; n <= 20; n++) {
        int number = n;
        ended.add(clients.submit(() -> {
          store.end(decision(number), end("ok"));
          return true;
        }));
      }
      for (int n = 1; n <= 20; n++) {
        var result = ended.get(n - 1);
        if (n == 7) {
          assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get)
              .withMessageContaining("no seven");
        } else {
          assertThat(result.get()).isTrue();
        }
      }
      assertThat(store.trouble()).isEmpty();
    }
  }

  @Test
  void aReaderSeesWhatAWriterHasCommittedAndChangesNothing() {
    try (SqliteStore store = open()) {
      store.end(decision(1), end("ok"));
      try (ReadOnlyStore reader = ReadOnlyStore.open(folder.resolve("test.db"), Decisions.ENCODER)) {
        assertThat(reader.find("chatcmpl-1").map(StoredDecision::decision)).contains(decision(1));
        store.end(decision(2), end("ok"));
        assertThat(reader.find("chatcmpl-2")).isPresent();
        unusable(() -> reader.end(decision(3), end("ok")), "the store was opened to read only");
      }
    }
    unusable(() -> ReadOnlyStore.open(folder.resolve("other.db"), "e"),
        "there is no store " + folder.resolve("other.db") + " yet; a gateway makes it when it starts");
  }

  @Test
  void whoComesWhenItIsClosedIsRefusedAndDoesNotWait() {
    SqliteStore store = open();
    store.end(decision(1), end("ok"));
    store.close();
    unusable(() -> store.end(decision(2), end("ok")), "the store is closed");
    unusable(() -> store.judge("chatcmpl-1", feedback("user", 1)), "the store is closed");
  }

  @Test
  void pagesOfALogHoldEveryDecisionOfATimeAndARouterOnce() {
    try (SqliteStore store = open()) {
      IntStream.rangeClosed(1, 1200).forEach(n -> {
        if (n % 100 == 0) {
          store.end(Decisions.direct(n), end("ok"));
        } else {
          store.begin(decision(n));
        }
      });
      store.judge("chatcmpl-600", feedback("user", 1));
      try (SqliteLog log = SqliteLog.open(folder.resolve("test.db"))) {
        List<Long> numbers = new ArrayList<>();
        log.each(new SqliteLog.Filter(Optional.empty(), Optional.empty(), Optional.empty()),
            d -> numbers.add(d.decision().number()));
        assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, 1200).boxed().toList());
        List<StoredDecision> some = new ArrayList<>();
        log.each(new SqliteLog.Filter(Optional.of(decision(590).time()), Optional.of(decision(611).time()),
            Optional.of("auto")), some::add);
        assertThat(some).hasSize(20).allMatch(d -> d.feedback().isEmpty());
        assertThat(log.latest("auto", 3)).extracting(d -> d.decision().number()).containsExactly(1197L, 1198L, 1199L);
      }
    }
  }

  @Test
  void ofARouterAreTheDecisionsThatItLearnsFromTooButNotForItsPace() {
    try (SqliteStore store = open()) {
      LongStream.rangeClosed(1, 9).forEach(n -> store.end(decision(n), end("ok")));
      try (SqliteLog log = SqliteLog.open(folder.resolve("test.db"))) {
        var filter = new SqliteLog.Filter(Optional.empty(), Optional.empty(), Optional.of("other"));
        List<Long> numbers = new ArrayList<>();
        log.each(filter, d -> numbers.add(d.decision().number()));
        assertThat(numbers).containsExactly(3L, 6L, 9L);
        assertThat(log.latest(filter, 2)).extracting(d -> d.decision().number()).containsExactly(6L, 9L);
        assertThat(log.latest("other", 2)).isEmpty();
      }
    }
  }

  @Test
  void aFileOfAVersionThatKnewNoPacesIsReadAsItIs() throws SQLException {
    try (SqliteStore store = open()) {
      store.end(decision(2), end("ok"));
    }
    sql("ALTER TABLE decision DROP COLUMN asked_cost_weight", "ALTER TABLE decision DROP COLUMN also");
    try (SqliteLog log = SqliteLog.open(folder.resolve("test.db"))) {
      assertThat(log.find("chatcmpl-2").orElseThrow().decision().askedWeight()).isEmpty();
      assertThat(log.latest(new SqliteLog.Filter(Optional.empty(), Optional.empty(), Optional.of("auto")), 5))
          .hasSize(1);
    }
  }

  @Test
  void aFileOfAVersionThatTaughtADecisionToOneRouterAloneIsGoneOnWith() throws SQLException {
    open().close();
    sql("ALTER TABLE decision DROP COLUMN also", "DROP INDEX decision_open",
        "DELETE FROM flyway_schema_history WHERE version >= '4'");
    try (SqliteStore store = open()) {
      store.end(decision(3), end("ok"));
      assertThat(store.find("chatcmpl-3").orElseThrow().decision().also()).containsExactly("other");
    }
  }

  @Test
  void whatHadNotEndedWhenTheGatewayDidIsClosedAtTheNextStartAtTheCostThatWasExpected() throws SQLException {
    try (SqliteStore store = open()) {
      store.begin(decision(1));
      store.begin(decision(2).servedBy(Optional.empty()));
      store.end(decision(3), end("ok"));
    }
    try (SqliteLog log = SqliteLog.open(folder.resolve("test.db"))) {
      assertThat(log.find("chatcmpl-1").orElseThrow().end()).isEmpty();
    }
    try (SqliteStore store = open()) {
      CallEnd lost = store.find("chatcmpl-1").orElseThrow().end().orElseThrow();
      assertThat(lost.status()).isEqualTo("gateway_gone");
      assertThat(lost.cost()).isEqualTo(decision(1).decision().chosen().expectedCost());
      assertThat(lost.usage().estimated()).isTrue();
      assertThat(store.find("chatcmpl-2").orElseThrow().end().orElseThrow().cost()).isEqualTo(Money.ZERO);
      assertThat(store.find("chatcmpl-3").orElseThrow().end()).contains(end("ok"));
      assertThat(store.judge("chatcmpl-1", feedback("user", 1)).orElseThrow().teaches()).containsExactly("auto");
    }
  }

  private static void unusable(Runnable attempt, String message) {
    assertThatExceptionOfType(StoreUnavailable.class).isThrownBy(attempt::run).withMessage(message);
  }
}

package dev.pointsman.gateway.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Reads a database file, also while a gateway writes it.
public final class SqliteLog implements History, AutoCloseable {
  private static final int PAGE = 500;
  /// By how many places numbers and times may be out of step, because requests run side by side.
  private static final long DISORDER = 10_000;
  private static final String ASKED = "asked_cost_weight";
  private static final String ALSO = "also";
  private static final String DECIDED = "d.router = :router";
  private static final Span ALL = new Span(1, Long.MAX_VALUE);
  private static final String DECISIONS = "SELECT d.*, e.fingerprint FROM decision d JOIN encoder e ON e.id = d.encoder ";

  private final SqliteFile file;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Map<Integer, Arm> arms = new ConcurrentHashMap<>();

  SqliteLog(SqliteFile file) {
    this.file = file;
    this.pool = file.readers();
    this.jdbi = Jdbi.create(pool);
  }

  /// Opens a file that exists, to read only.
  ///
  /// @throws StoreUnavailable if there is none, or it can't be read
  public static SqliteLog open(Path path) {
    var log = new SqliteLog(new SqliteFile(path));
    try {
      log.lastNumber();
      return log;
    } catch (StoreUnavailable e) {
      log.close();
      throw e;
    }
  }

  /// Which decisions to read.
  ///
  /// @param since from then on
  /// @param until before then
  /// @param router only what it decided or learns from
  public record Filter(Optional<Instant> since, Optional<Instant> until, Optional<String> router) {}

  /// Hands over decisions with what is known of them, in the order of their numbers, a page at a time, so that nothing is
  /// held up meanwhile.
  public void each(Filter filter, Consumer<StoredDecision> reader) {
    Span left = span(filter);
    List<StoredDecision> page;
    do {
      Span span = left;
      page = read(handle -> selected(handle, filter, ofRouter(handle), span, "ASC", PAGE));
      page.forEach(reader);
      left = page.isEmpty() ? span : new Span(page.getLast().decision().number() + 1, span.last);
    } while (!page.isEmpty());
  }

  /// The latest decisions with what is known of them, in the order of their numbers.
  ///
  /// @param most how many at most
  public List<StoredDecision> latest(Filter filter, int most) {
    Span span = span(filter);
    return read(handle -> selected(handle, filter, ofRouter(handle), span, "DESC", most)).reversed();
  }

  @Override
  public List<StoredDecision> latest(String router, int most) {
    var filter = new Filter(Optional.empty(), Optional.empty(), Optional.of(router));
    return read(handle -> selected(handle, filter, DECIDED, ALL, "DESC", most)).reversed();
  }

  /// Rows by their numbers; the plus signs keep the database from sorting a whole log by way of the index on time.
  private List<StoredDecision> selected(Handle handle, Filter filter, String ofRouter, Span span, String order,
      int most) {
    return stored(handle, handle.createQuery(DECISIONS
        + "WHERE d.number >= :first AND d.number <= :last AND +d.time >= :since AND +d.time < :until"
        + " AND (:router IS NULL OR " + ofRouter + ") ORDER BY d.number " + order + " LIMIT :most")
        .bind("first", span.first).bind("last", span.last).bind("most", most)
        .bind("since", filter.since.map(Columns::micros).orElse(Long.MIN_VALUE))
        .bind("until", filter.until.map(Columns::micros).orElse(Long.MAX_VALUE))
        .bind("router", filter.router.orElse(null)).map((rows, _) -> decision(handle, rows)).list());
  }

  /// What says that a row is one that a router decided or learns from; an earlier version's file tells no others that learn.
  private static String ofRouter(Handle handle) {
    boolean told = handle.createQuery("SELECT COUNT(*) FROM pragma_table_info('decision') WHERE name = :column")
        .bind("column", ALSO).mapTo(Integer.class).one() > 0;
    return told
        ? "(" + DECIDED + " OR EXISTS (SELECT 1 FROM json_each(d.also) other WHERE other.value = :router))"
        : DECIDED;
  }

  /// Numbers, both ends included.
  private record Span(long first, long last) {}

  /// Between which numbers all decisions of a filter's time lie.
  private Span span(Filter filter) {
    long first = filter.since
        .map(since -> number("SELECT number FROM decision WHERE time >= :time ORDER BY time LIMIT 1",
            since, Long.MAX_VALUE))
        .orElse(1L);
    long last = filter.until
        .map(until -> number("SELECT number FROM decision WHERE time < :time ORDER BY time DESC LIMIT 1",
            until, 0))
        .orElse(Long.MAX_VALUE);
    return new Span(Math.max(1, first - DISORDER), last > Long.MAX_VALUE - DISORDER ? last : last + DISORDER);
  }

  private long number(String query, Instant time, long otherwise) {
    return read(handle -> handle.createQuery(query).bind("time", Columns.micros(time)).mapTo(Long.class).findOne()
        .orElse(otherwise));
  }

  /// A decision and its end.
  private record Row(LoggedDecision decision, Optional<CallEnd> end) {}

  private static List<StoredDecision> stored(Handle handle, List<Row> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    LongSummaryStatistics numbers = rows.stream().mapToLong(row -> row.decision.number()).summaryStatistics();
    Map<Long, List<Feedback>> feedback = feedback(handle, numbers.getMin(), numbers.getMax());
    return rows.stream().map(row -> new StoredDecision(row.decision, row.end,
        feedback.getOrDefault(row.decision.number(), List.of()))).toList();
  }

  /// The judgements of the decisions of these numbers, those of each in the order they came.
  private static Map<Long, List<Feedback>> feedback(Handle handle, long first, long last) {
    Map<Long, List<Feedback>> feedback = new HashMap<>();
    handle.createQuery("SELECT * FROM feedback WHERE decision BETWEEN :first AND :last ORDER BY id")
        .bind("first", first)
        .bind("last", last)
        .map((rows, _) -> feedback.computeIfAbsent(rows.getLong("decision"), _ -> new ArrayList<>())
            .add(new Feedback(text(rows, "metric"), text(rows, "source"),
                Optional.ofNullable(rows.getString("feedback_id")), rows.getDouble("value"),
                Columns.time(rows.getLong("time")))))
        .forEach(_ -> {});
    return feedback;
  }

  /// What is known of a decision.
  public Optional<StoredDecision> find(String id) {
    return read(handle -> stored(handle, handle.createQuery(DECISIONS + "WHERE d.id = :id").bind("id", id)
        .map((rows, _) -> decision(handle, rows)).list()).stream().findFirst());
  }

  @Override
  public long lastNumber() {
    return read(handle -> handle
        .createQuery("SELECT MAX((SELECT COALESCE(MAX(number), 0) FROM decision),"
            + " (SELECT COALESCE(MAX(last_number), 0) FROM checkpoint))")
        .mapTo(Long.class).one());
  }

  /// The highest sequence number that a fact ever had, or 0.
  long lastSequence() {
    return read(handle -> handle
        .createQuery("SELECT MAX((SELECT COALESCE(MAX(sequence), 0) FROM fact),"
            + " (SELECT COALESCE(MAX(sequence), 0) FROM checkpoint))")
        .mapTo(Long.class).one());
  }

  /// Fingerprints of the encoders whose features stand here.
  public List<String> encoders() {
    return read(handle -> handle.createQuery("SELECT fingerprint FROM encoder ORDER BY id").mapTo(String.class).list());
  }

  /// Checks that all features stem from one encoder.
  ///
  /// @throws StoreUnavailable if they stem from another
  void checkEncoder(String fingerprint) {
    encoders().stream().filter(known -> !known.equals(fingerprint)).findFirst().ifPresent(known -> {
      throw new StoreUnavailable("the store " + file.path() + " holds features of the encoder " + known
          + ", which those of the configured one, " + fingerprint
          + ", can't be mixed with; configure the encoder of then,"
          + " or name another file under store");
    });
  }

  @Override
  public List<SavedState> checkpoints(String router) {
    return read(handle -> handle
        .createQuery("SELECT sequence, time, state FROM checkpoint WHERE router = :router ORDER BY sequence DESC")
        .bind("router", router).map((rows, _) -> new SavedState(rows.getLong("sequence"),
            Columns.time(rows.getLong("time")), rows.getBytes("state")))
        .list());
  }

  @Override
  public SequencedMap<String, Joined> joined() {
    return read(handle -> {
      SequencedMap<String, Joined> joined = new LinkedHashMap<>();
      if (handle.createQuery("SELECT name FROM sqlite_master WHERE name = 'joined'").mapTo(String.class).findFirst()
          .isEmpty()) {
        return joined; // an earlier version's file, opened to read only
      }
      handle.createQuery("SELECT model, words FROM joined ORDER BY rowid")
          .map((rows, _) -> joined.put(text(rows, "model"), joined(rows))).list();
      return joined;
    });
  }

  private Joined joined(ResultSet rows) throws SQLException {
    try {
      return Columns.joined(text(rows, "words"));
    } catch (RuntimeException e) {
      throw new StoreUnavailable("the store " + file.path() + " is damaged at the model " + rows.getString("model")
          + " that joined; delete its row from the table joined", e);
    }
  }

  @Override
  public void replay(long after, Consumer<Fact> learner) {
    read(handle -> {
      try (var facts = handle
          .createQuery("SELECT f.sequence, f.kind, f.quality_before, f.quality, d.*, e.fingerprint FROM fact f"
              + " JOIN decision d ON d.number = f.decision JOIN encoder e ON e.id = d.encoder"
              + " WHERE f.sequence > :after ORDER BY f.sequence")
          .bind("after", after).setFetchSize(PAGE).map((rows, _) -> fact(handle, rows)).stream()) {
        facts.forEach(learner);
      }
      return true;
    });
  }

  private Fact fact(Handle handle, ResultSet rows) throws SQLException {
    Row row = decision(handle, rows);
    LoggedDecision log = row.decision;
    Arm served = log.served().orElseThrow(() -> damaged(log.number(), "nobody served it"));
    Observation observation = switch (text(rows, "kind")) {
      case "served" -> {
        CallEnd end = row.end.orElseThrow(() -> damaged(log.number(), "it has no end"));
        yield new Observation.Served(log.context(), log.decision(), served, end.usage(), end.cost());
      }
      case "rated" -> new Observation.Rated(log.context(), log.decision(), served, rows.getDouble("quality"));
      case "revised" -> new Observation.Revised(log.context(), log.decision(), served,
          rows.getDouble("quality_before"), rows.getDouble("quality"));
      default -> throw damaged(log.number(), "a fact of it is of an unknown kind");
    };
    if (log.learners().isEmpty()) {
      throw damaged(log.number(), "no router made it");
    }
    return new Fact(rows.getLong("sequence"), log.learners(), observation);
  }

  private StoreUnavailable damaged(long number, String what) {
    return new StoreUnavailable("the store " + file.path() + " is damaged at decision " + number + ": " + what
        + "; put a backup in its place, or move it away to start anew");
  }

  LoggedDecision logged(Handle handle, long number) {
    return handle.createQuery(DECISIONS + "WHERE d.number = :number").bind("number", number)
        .map((rows, _) -> decision(handle, rows)).one().decision;
  }

  private Row decision(Handle handle, ResultSet rows) throws SQLException {
    long number = rows.getLong("number");
    try {
      Columns.Offered offered = Columns.candidates(text(rows, "candidates"), id -> arm(handle, id));
      Arm chosen = arm(handle, rows.getInt("chosen"));
      Candidate candidate = offered.appraisals().stream().map(a -> a.candidate()).filter(c -> c.arm().equals(chosen))
          .findFirst().orElseThrow(() -> damaged(number, "the chosen arm was no candidate"));
      var preference = new Preference(rows.getDouble("cost_weight"), new Money(rows.getLong("cost_scale")));
      var tags = Columns.tags(rows.getString("tags"));
      var context = new Context(Columns.features(rows.getBytes("features")), preference,
          rows.getDouble("max_exploration")).tagged(tags);
      int served = rows.getInt("served");
      Optional<Arm> server = rows.wasNull() ? Optional.empty() : Optional.of(arm(handle, served));
      var log = new LoggedDecision(text(rows, "id"), number, Columns.time(rows.getLong("time")),
          Optional.ofNullable(rows.getString("router")),
          has(rows, ALSO) ? Columns.names(rows.getString(ALSO)) : List.of(), text(rows, "policy"), context, asked(rows),
          new Decision(candidate, rows.getDouble("propensity"), offered.appraisals()), offered.names(),
          Columns.excluded(rows.getString("excluded")), server, Optional.ofNullable(rows.getString("session")),
          tags, text(rows, "fingerprint"),
          Optional.ofNullable(rows.getString("prompt")));
      return new Row(log, end(rows));
    } catch (RuntimeException e) {
      throw e instanceof StoreUnavailable ? e : damaged(number, String.valueOf(e.getMessage()));
    }
  }

  /// The cost weight that was asked for.
  private static OptionalDouble asked(ResultSet rows) throws SQLException {
    if (!has(rows, ASKED)) {
      return OptionalDouble.empty();
    }
    double asked = rows.getDouble(ASKED);
    return rows.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(asked);
  }

  /// Whether there is a column; an earlier version's file, opened to read only, lacks some.
  private static boolean has(ResultSet rows, String column) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    for (int i = columns.getColumnCount(); i > 0; i--) {
      if (columns.getColumnName(i).equals(column)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<CallEnd> end(ResultSet rows) throws SQLException {
    String status = rows.getString("status");
    if (status == null) {
      return Optional.empty();
    }
    var usage = new Usage(rows.getLong("input_tokens"), rows.getLong("cached_input_tokens"),
        rows.getLong("output_tokens"), rows.getLong("reasoning_tokens"), rows.getLong("usage_estimated") == 1);
    return Optional.of(new CallEnd(status, Columns.attempts(text(rows, "attempts")), usage,
        new Money(rows.getLong("cost")), Duration.ofNanos(rows.getLong("latency"))));
  }

  private Arm arm(Handle handle, int id) {
    return arms.computeIfAbsent(id,
        _ -> new Arm(handle.createQuery("SELECT identity FROM arm WHERE id = :id").bind("id", id).mapTo(String.class)
            .findOne().orElseThrow(() -> new IllegalArgumentException("there is no arm " + id))));
  }

  private static String text(ResultSet rows, String column) throws SQLException {
    @Nullable
    String text = rows.getString(column);
    if (text == null) {
      throw new IllegalArgumentException(column + " is missing");
    }
    return text;
  }

  private <T> T read(Function<Handle, T> query) {
    try {
      return jdbi.withHandle(query::apply);
    } catch (ConnectionException e) {
      throw file.unavailable("can't be read", e);
    } catch (JdbiException e) {
      StoreUnavailable known = cause(e);
      throw known != null ? known : file.unavailable("can't be read", e);
    }
  }

  private static @Nullable StoreUnavailable cause(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof StoreUnavailable known) {
        return known;
      }
    }
    return null;
  }

  @Override
  public void close() {
    pool.close();
  }
}

package dev.pointsman.gateway.store;

import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Observation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Writes rows on one connection. Statements are prepared once and kept, because preparing costs more than running. One
/// thread.
final class SqliteRows {
  private static final String UPSERT = """
      INSERT INTO decision (number, id, time, router, policy, cost_weight, cost_scale, max_exploration, encoder, features,
        candidates, excluded, chosen, propensity, served, session, tags, prompt, asked_cost_weight, also, status, attempts, input_tokens,
        cached_input_tokens, output_tokens, reasoning_tokens, usage_estimated, cost, latency)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (number) DO UPDATE SET served = excluded.served, status = excluded.status,
        attempts = excluded.attempts, input_tokens = excluded.input_tokens,
        cached_input_tokens = excluded.cached_input_tokens, output_tokens = excluded.output_tokens,
        reasoning_tokens = excluded.reasoning_tokens, usage_estimated = excluded.usage_estimated,
        cost = excluded.cost, latency = excluded.latency""";
  private static final int KEPT_CHECKPOINTS = 2;
  private static final int PRUNED_AT_ONCE = 500;

  private final Connection connection;
  private final int encoder;
  private Statements statements;
  private boolean begun;
  private final Map<Arm, Integer> arms = new HashMap<>();
  private final Map<Arm, Integer> newArms = new HashMap<>();

  /// What is prepared once. An error of the disk may leave them unusable.
  private record Statements(PreparedStatement upsert, PreparedStatement fact, PreparedStatement judged,
      PreparedStatement replaced, PreparedStatement numberOf, PreparedStatement feedback) implements AutoCloseable {
    static Statements on(Connection connection) throws SQLException {
      return new Statements(connection.prepareStatement(UPSERT),
          connection.prepareStatement(
              "INSERT INTO fact (sequence, decision, kind, quality_before, quality) VALUES (?, ?, ?, ?, ?)"),
          connection.prepareStatement(
              "INSERT INTO feedback (decision, metric, source, feedback_id, value, time) VALUES (?, ?, ?, ?, ?, ?)"),
          connection.prepareStatement("DELETE FROM feedback WHERE decision = ? AND metric = ? AND source = ?"
              + " AND feedback_id IS NULL"),
          connection.prepareStatement("SELECT number FROM decision WHERE id = ?"),
          connection.prepareStatement(
              "SELECT metric, source, feedback_id, value, time FROM feedback WHERE decision = ? ORDER BY id"));
    }

    @Override
    public void close() throws SQLException {
      for (PreparedStatement statement : List.of(upsert, fact, judged, replaced, numberOf, feedback)) {
        statement.close();
      }
    }
  }

  SqliteRows(Connection connection, String fingerprint) throws SQLException {
    this.connection = connection;
    this.encoder = encoder(fingerprint);
    this.statements = Statements.on(connection);
  }

  private int encoder(String fingerprint) throws SQLException {
    try (PreparedStatement insert = connection
        .prepareStatement("INSERT INTO encoder (fingerprint) VALUES (?) ON CONFLICT (fingerprint) DO NOTHING")) {
      insert.setString(1, fingerprint);
      insert.executeUpdate();
    }
    try (PreparedStatement query = connection.prepareStatement("SELECT id FROM encoder WHERE fingerprint = ?")) {
      query.setString(1, fingerprint);
      return number(query).orElseThrow().intValue();
    }
  }

  /// Ends the decisions whose gateway ended before they did, at the cost that was expected.
  void closeOpen() throws SQLException {
    try (PreparedStatement close = connection.prepareStatement("UPDATE decision SET status = ?, attempts = '[]',"
        + " input_tokens = 0, cached_input_tokens = 0, output_tokens = 0, reasoning_tokens = 0, usage_estimated = 1,"
        + " cost = COALESCE((SELECT json_extract(value, '$.expected') FROM json_each(candidates)"
        + " WHERE json_extract(value, '$.arm') = served), 0), latency = 0 WHERE status IS NULL")) {
      new Row(close).add(CallEnd.GATEWAY_GONE);
      close.executeUpdate();
    }
  }

  void begin() throws SQLException {
    run("BEGIN IMMEDIATE");
    begun = true;
  }

  private void run(String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  void commit() throws SQLException {
    run("COMMIT");
    begun = false;
    arms.putAll(newArms);
    newArms.clear();
  }

  void rollback() throws SQLException {
    newArms.clear();
    if (begun) {
      begun = false;
      statements.close();
      statements = Statements.on(connection);
      undo();
    }
  }

  private void undo() throws SQLException {
    try {
      run("ROLLBACK");
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) { // as where a full disk ended it
        throw e;
      }
    }
  }

  /// A decision's number, if it is there.
  Optional<Long> numberOf(String id) throws SQLException {
    statements.numberOf.setString(1, id);
    return number(statements.numberOf);
  }

  /// Writes a decision, with its end if it has one, or the end of one that is there.
  void decision(LoggedDecision log, @Nullable CallEnd end) throws SQLException {
    var row = new Row(statements.upsert);
    row.add(log.number()).add(log.id()).add(Columns.micros(log.time())).add(log.router().orElse(null))
        .add(log.policy());
    row.add(log.context().preference().costWeight()).add(log.context().preference().costScale().nanoUsd());
    row.add(log.context().maxExploration()).add(encoder).add(Columns.features(log.context().features()));
    for (Appraisal appraisal : log.decision().appraisals()) {
      arm(appraisal.candidate().arm());
    }
    row.add(Columns.candidates(new Columns.Offered(log.decision().appraisals(), log.names()), this::known));
    row.add(Columns.excluded(log.excluded())).add(arm(log.decision().chosen().arm())).add(log.decision().propensity());
    Optional<Arm> served = log.served();
    row.add(served.isPresent() ? Long.valueOf(arm(served.get())) : null).add(log.session().orElse(null));
    row.add(Columns.tags(log.tags())).add(log.prompt().orElse(null));
    row.add(log.askedWeight()).add(Columns.names(log.also()));
    if (end == null) {
      row.add((String) null).add((String) null).nothing(7);
    } else {
      row.add(end.status()).add(Columns.attempts(end.attempts())).add(end.usage().inputTokens())
          .add(end.usage().cachedInputTokens()).add(end.usage().outputTokens()).add(end.usage().reasoningTokens())
          .add(end.usage().estimated() ? 1 : 0).add(end.cost().nanoUsd()).add(end.latency().toNanos());
    }
    statements.upsert.executeUpdate();
  }

  void fact(long sequence, long decision, Observation observation) throws SQLException {
    var row = new Row(statements.fact).add(sequence).add(decision);
    switch (observation) {
      case Observation.Served _ -> row.add("served").nothing(2);
      case Observation.Rated rated -> row.add("rated").nothing(1).add(rated.quality());
      case Observation.Revised revised -> row.add("revised").add(revised.before()).add(revised.quality());
    }
    statements.fact.executeUpdate();
  }

  void feedback(long decision, Feedback feedback, Optional<Feedback> instead) throws SQLException {
    if (instead.isPresent()) {
      new Row(statements.replaced).add(decision).add(feedback.metric()).add(feedback.source());
      statements.replaced.executeUpdate();
    }
    new Row(statements.judged).add(decision).add(feedback.metric()).add(feedback.source())
        .add(feedback.feedbackId().orElse(null))
        .add(feedback.value()).add(Columns.micros(feedback.time()));
    statements.judged.executeUpdate();
  }

  /// The judgements of a decision that count, in the order they came.
  List<Feedback> feedback(long decision) throws SQLException {
    new Row(statements.feedback).add(decision);
    List<Feedback> counted = new ArrayList<>();
    try (ResultSet rows = statements.feedback.executeQuery()) {
      while (rows.next()) {
        counted.add(new Feedback(rows.getString(1), rows.getString(2), Optional.ofNullable(rows.getString(3)),
            rows.getDouble(4), Columns.time(rows.getLong(5))));
      }
    }
    return counted;
  }

  void checkpoint(String router, History.SavedState state) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(
        "INSERT INTO checkpoint (router, sequence, last_number, time, state)"
            + " SELECT ?, ?, MAX(COALESCE((SELECT MAX(number) FROM decision), 0),"
            + " COALESCE((SELECT MAX(last_number) FROM checkpoint), 0)), ?, ?"
            + " ON CONFLICT (router, sequence) DO UPDATE SET time = excluded.time, state = excluded.state");
        PreparedStatement drop = connection
            .prepareStatement("DELETE FROM checkpoint WHERE router = ? AND sequence NOT IN"
                + " (SELECT sequence FROM checkpoint WHERE router = ? ORDER BY sequence DESC LIMIT " + KEPT_CHECKPOINTS
                + ")")) {
      new Row(insert).add(router).add(state.sequence()).add(Columns.micros(state.time())).add(state.bytes());
      insert.executeUpdate();
      new Row(drop).add(router).add(router);
      drop.executeUpdate();
    }
  }

  void join(String model, Joined joined) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(
        "INSERT INTO joined (model, words) VALUES (?, ?) ON CONFLICT (model) DO UPDATE SET words = excluded.words")) {
      new Row(insert).add(model).add(Columns.joined(joined));
      insert.executeUpdate();
    }
  }

  void leave(String model) throws SQLException {
    try (PreparedStatement drop = connection.prepareStatement("DELETE FROM joined WHERE model = ?")) {
      new Row(drop).add(model);
      drop.executeUpdate();
    }
  }

  /// Drops some of the decisions that are old and folded.
  ///
  /// @return how many
  long prune(Instant before, long folded) throws SQLException {
    try (PreparedStatement drop = connection.prepareStatement("DELETE FROM decision WHERE number IN"
        + " (SELECT d.number FROM decision d WHERE d.time < ? AND d.status IS NOT NULL AND NOT EXISTS"
        + " (SELECT 1 FROM fact f WHERE f.decision = d.number AND f.sequence > ?) ORDER BY d.time LIMIT "
        + PRUNED_AT_ONCE + ")")) {
      new Row(drop).add(Columns.micros(before)).add(folded);
      return drop.executeUpdate();
    }
  }

  /// Writes what is to be taken back, to see whether writing is possible.
  void probe() throws SQLException {
    try (PreparedStatement write = connection.prepareStatement("INSERT INTO arm (identity) VALUES ('probe')")) {
      write.executeUpdate();
    }
  }

  private int known(Arm arm) {
    Integer id = arms.get(arm);
    return id == null ? Optional.ofNullable(newArms.get(arm)).orElseThrow() : id;
  }

  private int arm(Arm arm) throws SQLException {
    if (!arms.containsKey(arm) && !newArms.containsKey(arm)) {
      try (PreparedStatement insert = connection
          .prepareStatement("INSERT INTO arm (identity) VALUES (?) ON CONFLICT (identity) DO NOTHING");
          PreparedStatement query = connection.prepareStatement("SELECT id FROM arm WHERE identity = ?")) {
        insert.setString(1, arm.id());
        insert.executeUpdate();
        query.setString(1, arm.id());
        newArms.put(arm, number(query).orElseThrow().intValue());
      }
    }
    return known(arm);
  }

  private static Optional<Long> number(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
    }
  }

  /// Sets parameters one after the other.
  private static final class Row {
    private final PreparedStatement statement;
    private int next = 1;

    Row(PreparedStatement statement) {
      this.statement = statement;
    }

    Row add(@Nullable String value) throws SQLException {
      if (value == null) {
        return nothing(1);
      }
      statement.setString(next++, value);
      return this;
    }

    Row add(@Nullable Long value) throws SQLException {
      if (value == null) {
        return nothing(1);
      }
      return add(value.longValue());
    }

    Row add(long value) throws SQLException {
      statement.setLong(next++, value);
      return this;
    }

    Row add(double value) throws SQLException {
      statement.setDouble(next++, value);
      return this;
    }

    Row add(OptionalDouble value) throws SQLException {
      return value.isPresent() ? add(value.getAsDouble()) : nothing(1);
    }

    Row add(byte[] value) throws SQLException {
      statement.setBytes(next++, value);
      return this;
    }

    Row nothing(int columns) throws SQLException {
      for (int i = 0; i < columns; i++) {
        statement.setNull(next++, Types.NULL);
      }
      return this;
    }
  }
}

package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.gateway.openai.Spelling;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.SqliteLog;
import dev.pointsman.gateway.store.SqliteLog.Filter;
import dev.pointsman.gateway.store.StoredDecision;
import dev.pointsman.routing.Arm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/// `log`: what was decided, what it cost, and how it was judged.
@Command(name = "log", mixinStandardHelpOptions = true, description = {
    "Shows decisions and outcomes, or exports them as CSV or JSON lines.",
    "Reads only, also while a gateway is running."})
final class LogCommand implements Callable<Integer> {
  private static final String SQLITE = "sqlite:";
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");
  private static final List<String> COLUMNS = List.of("number", "id", "time", "router", "policy", "cost_weight",
      "chosen",
      "propensity", "explored", "served", "status", "attempts", "input_tokens", "cached_input_tokens", "output_tokens",
      "reasoning_tokens", "usage_estimated", "cost_usd", "latency_ms", "quality", "session", "tags");

  enum Format {
    TABLE, CSV, JSONL
  }

  @Option(names = "--config", paramLabel = "FILE", description = "take the store that this configuration names")
  private @Nullable Path config;

  @Option(names = "--store", paramLabel = "FILE", description = "the store's file, also as a configuration spells it, sqlite:FILE (default: pointsman.db, or the configuration's)")
  private @Nullable String store;

  @Option(names = "--since", paramLabel = "TIME", description = "from then on: 2026-03-01, 2026-03-01T12:00:00Z, or 90m, 24h, 7d ago")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "before then")
  private @Nullable String until;

  @Option(names = "--router", paramLabel = "NAME", description = "of this router, and quizzes that it learns from")
  private @Nullable String router;

  @Option(names = "--format", paramLabel = "F", defaultValue = "TABLE", description = "table, csv or jsonl (${DEFAULT-VALUE})")
  private Format format = Format.TABLE;

  @Option(names = "--limit", paramLabel = "N", description = "only the latest N (20 for the table, all for exports)")
  private @Nullable Integer limit;

  @Option(names = "--out", paramLabel = "FILE", description = "write there instead of standard output")
  private @Nullable Path out;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (limit != null && limit < 1) {
      throw new UserError("--limit must be at least 1, not " + limit);
    }
    Instant now = Instant.now();
    Optional<Instant> from = Optional.ofNullable(since).map(text -> time("--since", text, now));
    Optional<Instant> to = Optional.ofNullable(until).map(text -> time("--until", text, now));
    try (SqliteLog log = SqliteLog.open(file()); PrintWriter sink = writer()) {
      export(log, new Filter(from, to, Optional.ofNullable(router)), sink);
      if (sink.checkError()) {
        throw new UserError("the output can't be written" + (out == null ? "" : ": " + out));
      }
    }
    return 0;
  }

  private Path file() {
    if (store != null) {
      return file(store);
    }
    Config.Store configured = config == null
        ? Config.Store.DEFAULT
        : new ConfigReader(System.getenv()).read(config).store();
    if (configured instanceof Config.SqliteStore(Path file)) {
      return file;
    }
    throw new UserError(config + " keeps its log in memory; name a file under store to have one that can be read");
  }

  private static Path file(String store) {
    String name = store.startsWith(SQLITE) ? store.substring(SQLITE.length()) : store;
    if (name.isEmpty()) {
      throw new UserError("--store names no file: '" + store + "'; give for example pointsman.db");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UserError("--store names no file: " + e.getReason() + "; give for example pointsman.db");
    }
  }

  private PrintWriter writer() {
    if (out == null) {
      return new PrintWriter(spec.commandLine().getOut()) {
        @Override
        public void close() {
          flush(); // standard output stays open
        }
      };
    }
    try {
      return new PrintWriter(Files.newBufferedWriter(out, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw Outputs.unwritable(out, e);
    }
  }

  static Instant time(String option, String text, Instant now) {
    Matcher ago = AGO.matcher(text);
    try {
      if (ago.matches()) {
        long amount = Long.parseLong(ago.group(1));
        return now.minus(switch (ago.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
      }
      return text.contains("T") ? Instant.parse(text) : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new UserError(
          option + " must be a date, a time in UTC such as 2026-03-01T12:00:00Z, or how long ago such as"
              + " 24h, not '" + text + "'");
    }
  }

  private void export(SqliteLog log, Filter filter, PrintWriter to) {
    switch (format) {
      case TABLE -> table(log.latest(filter, limit == null ? 20 : limit), to);
      case JSONL -> each(log, filter, stored -> to.println(Spelling.logged(stored)));
      case CSV -> csv(log, filter, to);
    }
  }

  private void each(SqliteLog log, Filter filter, Consumer<StoredDecision> reader) {
    if (limit == null) {
      log.each(filter, reader);
    } else {
      log.latest(filter, limit).forEach(reader);
    }
  }

  private void csv(SqliteLog log, Filter filter, PrintWriter to) {
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true);
    COLUMNS.forEach(schema::addColumn);
    CsvMapper mapper = new CsvMapper();
    try (SequenceWriter rows = mapper.writer(schema.build()).writeValues(to)) {
      each(log, filter, stored -> rows.write(row(stored)));
    }
  }

  private static Map<String, Object> row(StoredDecision stored) {
    LoggedDecision log = stored.decision();
    Map<String, Object> row = new HashMap<>();
    row.put("number", log.number());
    row.put("id", log.id());
    row.put("time", log.time().toString());
    log.router().ifPresent(name -> row.put("router", name));
    row.put("policy", log.policy());
    row.put("cost_weight", log.context().preference().costWeight());
    row.put("chosen", name(log, log.decision().chosen().arm()));
    row.put("propensity", log.decision().propensity());
    row.put("explored", log.decision().explored());
    log.served().ifPresent(arm -> row.put("served", name(log, arm)));
    stored.end().ifPresent(end -> ended(end, row));
    stored.quality().ifPresent(quality -> row.put("quality", quality));
    log.session().ifPresent(session -> row.put("session", session));
    row.put("tags",
        String.join(";", log.tags().entrySet().stream().map(t -> t.getKey() + "=" + t.getValue()).toList()));
    return row;
  }

  private static void ended(CallEnd end, Map<String, Object> row) {
    row.put("status", end.status());
    row.put("attempts", end.attempts().size());
    row.put("input_tokens", end.usage().inputTokens());
    row.put("cached_input_tokens", end.usage().cachedInputTokens());
    row.put("output_tokens", end.usage().outputTokens());
    row.put("reasoning_tokens", end.usage().reasoningTokens());
    row.put("usage_estimated", end.usage().estimated());
    row.put("cost_usd", end.cost().exactUsd().toPlainString());
    row.put("latency_ms", end.latency().toNanos() / 1e6);
  }

  private static void table(List<StoredDecision> decisions, PrintWriter to) {
    if (decisions.isEmpty()) {
      to.println("no decisions");
      return;
    }
    to.printf(Locale.ROOT, "%-20s  %-42s  %-12s  %-24s  %-12s  %12s  %8s%n", "time (UTC)", "id", "router", "served",
        "status", "cost $", "quality");
    for (StoredDecision stored : decisions) {
      LoggedDecision log = stored.decision();
      to.printf(Locale.ROOT, "%-20s  %-42s  %-12s  %-24s  %-12s  %12s  %8s%n",
          log.time().truncatedTo(ChronoUnit.SECONDS), log.id(), log.router().orElse("-"),
          log.served().map(arm -> name(log, arm)).orElse("-") + (log.decision().explored() ? " *" : ""),
          stored.end().map(CallEnd::status).orElse("open"),
          stored.end().map(end -> end.cost().exactUsd().toPlainString()).orElse(""),
          stored.quality().isPresent() ? String.format(Locale.ROOT, "%.3f", stored.quality().getAsDouble()) : "");
    }
    to.println("* explored: another model had the higher score");
  }

  private static String name(LoggedDecision log, Arm arm) {
    return log.names().getOrDefault(arm, arm.id());
  }
}

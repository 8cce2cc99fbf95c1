package dev.pointsman.bench;

import dev.pointsman.app.Encoders;
import dev.pointsman.app.RunningGateway;
import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How long a gateway takes to be ready on a long log, and how much memory. Rows are copies of a few hundred real ones of two
/// candidates, the
/// latest checkpoint lies 2,000 facts behind, and the gateway runs in a process of its own.
public final class Restart {
  private static final int REAL_ROWS = 500;
  private static final int MODELS = 2;
  private static final int BEHIND = 2_000;

  private Restart() {}

  /// Measures, and prints a Markdown table.
  ///
  /// @param args how many decisions the long log is to have
  public static void main(String[] args) throws Exception {
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    long most = Long.parseLong(args[0]);
    Path folder = Files.createTempDirectory(Path.of("."), "pointsman-restart");
    StringBuilder table = new StringBuilder(
        "| decisions in the log | file | ready after | most memory |\n|---|---|---|---|\n");
    try {
      Path store = folder.resolve("restart.db");
      fill(store);
      for (long rows : List.of(10_000L, most)) {
        long there = grow(store, rows);
        new ProcessBuilder("sync").start().waitFor(); // what was copied is on the disk, as a gateway's rows would be
        table.append(started(folder, store, there));
      }
      System.out.println(table);
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path left : files.toList()) {
          Files.delete(left);
        }
      }
      Files.delete(folder);
    }
  }

  private static void fill(Path store) throws IOException {
    World world = new SimulatedWorld(1);
    List<String> prompts = Rig.prompts(world);
    try (FleetServer fleet = FleetServer.start(world, 0);
        Encoder encoder = Encoders.load("minilm");
        RunningGateway gateway = RunningGateway.start(Rig.config(world, fleet, new Config.SqliteStore(store), MODELS),
            encoder, Rig::notice);
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < REAL_ROWS; i++) {
        String id = Rig.post(client, gateway.baseUrl() + "/chat/completions", Rig.question("auto", prompts.get(i)))
            .headers().firstValue("x-pointsman-decision-id").orElseThrow();
        Rig.post(client, gateway.baseUrl() + "/feedback", "{\"id\":\"" + id + "\",\"value\":" + i % 2 + "}");
      }
    }
  }

  private static long grow(Path store, long rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA synchronous = OFF");
      sql.execute("PRAGMA cache_size = -1000000");
      long there = number(sql, "SELECT MAX(number) FROM decision");
      while (there < rows) {
        System.err.println(there + " decisions");
        long facts = number(sql, "SELECT MAX(sequence) FROM fact");
        long more = Math.min(there, rows - there);
        String columns = columns(sql);
        sql.execute("INSERT INTO decision (number, id, " + columns + ") SELECT number + " + there + ", 'chatcmpl-' || "
            + "printf('%012x', number + " + there + ") || substr(id, 22), " + columns
            + " FROM decision WHERE number <= "
            + more);
        sql.execute("INSERT INTO fact SELECT sequence + " + facts + ", decision + " + there
            + ", kind, quality_before, quality FROM fact WHERE decision <= " + more);
        there += more;
      }
      sql.execute("DELETE FROM checkpoint WHERE sequence < (SELECT MAX(sequence) FROM checkpoint)");
      sql.execute("UPDATE checkpoint SET sequence = (SELECT MAX(sequence) FROM fact) - " + BEHIND);
      sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      return there;
    }
  }

  private static String columns(Statement sql) throws SQLException {
    try (ResultSet rows = sql.executeQuery("SELECT group_concat(name, ', ') FROM pragma_table_info('decision')"
        + " WHERE name NOT IN ('number', 'id')")) {
      return String.valueOf(rows.getString(1));
    }
  }

  private static long number(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      return rows.getLong(1);
    }
  }

  private static String started(Path folder, Path store, long rows) throws IOException, InterruptedException {
    Path config = Files.writeString(folder.resolve("config.yaml"), "store: sqlite:" + store
        + "\nmodels:\n- {name: sim-wren, base_url: \"http://127.0.0.1:9/v1\", price: {input: 1, output: 1}}\n"
        + "routers:\n- {name: auto, policy: frontier, max_exploration: 0.2}\n");
    long start = System.nanoTime();
    Process gateway = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-Xmx1g", "-cp", System.getProperty("java.class.path"),
        "dev.pointsman.app.Main", "serve", "--config", config.toString(), "--port", "0")
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = gateway.inputReader(StandardCharsets.UTF_8)) {
      if (!String.valueOf(out.readLine()).startsWith("Pointsman listens")) {
        throw new IllegalStateException("the gateway did not start");
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      String memory = Files.readString(Path.of("/proc/" + gateway.pid() + "/status")).lines()
          .filter(line -> line.startsWith("VmHWM")).findFirst().orElse("VmHWM: unknown").substring(6).strip();
      return String.format(Locale.ROOT, "| %,d | %,d MiB | %.1f s | %s |%n", rows, Files.size(store) >> 20, seconds,
          memory);
    } finally {
      gateway.destroyForcibly().waitFor();
    }
  }
}

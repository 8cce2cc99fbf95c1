package dev.pointsman.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs all benchmarks and writes `results/bench.md`.
public final class Main {
  private Main() {}

  /// Runs them.
  ///
  /// @param args the file to write
  public static void main(String[] args) throws IOException, RunnerException {
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    String steps = steps(); // first, since the HTTP server forbids the deserialization that JMH's forks need
    String report = """
        # Speed

        Written by `bench/run`. Absolute figures depend on the machine and on what else it does; compare rows of one run.
        Machine: %s, %d processors, Java %s.

        ## A call at concurrency 1 on loopback

        The same prompts in turn, 3,000 calls a way after warm-up, to an upstream that does not wait (simulated fleet). Client,
        gateway and upstream share the machine and one JVM.

        %s
        ## Streams

        %s
        ## The durable log

        64 clients that ask and rate, three seconds a spell, in turn against a gateway that remembers in memory and one that remembers
        in a SQLite file (every answer and every judgement on the disk before it is acknowledged). No encoder, an upstream that does not
        wait; client, gateways and upstream share the machine and one JVM.

        %s
        ## Steps of a decision

        JMH, average microseconds. `price` gives all candidates their expected costs, `decide` chooses; `learnRound` prices,
        decides, and learns one cost and one judgement. `pace` sets the terms of a request under `budget_per_query`, which also asks
        for one decision more.

        %s
        """
        .formatted(System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors(),
            Runtime.version().feature(), Overhead.measure(), Streams.measure(), Durability.measure(), steps);
    Files.writeString(Path.of(args[0]), report.stripTrailing() + "\n");
    System.out.println(report);
  }

  private static String steps() throws RunnerException {
    Collection<RunResult> results = new Runner(
        new OptionsBuilder().include(DecideBenchmark.class.getSimpleName()).build()).run();
    StringBuilder table = new StringBuilder(
        "| step | policy | d | K | microseconds | +- |\n|---|---|---|---|---|---|\n");
    for (RunResult result : results) {
      var params = result.getParams();
      table.append(String.format(Locale.ROOT, "| %s | %s | %s | %s | %.2f | %.2f |%n",
          params.getBenchmark().replaceAll(".*\\.", ""), params.getParam("policy"), params.getParam("features"),
          params.getParam("arms"), result.getPrimaryResult().getScore(), result.getPrimaryResult().getScoreError()));
    }
    return table.toString();
  }
}

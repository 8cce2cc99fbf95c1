package dev.pointsman.app;

import dev.pointsman.fleet.Average;
import dev.pointsman.fleet.Scoreboard;
import dev.pointsman.fleet.Single;
import dev.pointsman.fleet.Standing;
import dev.pointsman.fleet.World;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What the demo shows: a live line on standard error, and a table on standard output at the end.
final class DemoScreen {
  private static final long TERMINAL_EVERY_MILLIS = 500;
  private static final long PLAIN_EVERY_MILLIS = 5000;

  private final PrintWriter err;
  private final PrintWriter out;
  private final World world;
  private final RunningGateway gateway;
  private final boolean replay;
  private final boolean terminal = Progress.onTerminal();
  private final long start = System.nanoTime();
  private Optional<String> firstFailure = Optional.empty();

  DemoScreen(PrintWriter err, PrintWriter out, World world, RunningGateway gateway, boolean replay) {
    this.err = err;
    this.out = out;
    this.world = world;
    this.gateway = gateway;
    this.replay = replay;
  }

  void welcome(String baseUrl) {
    err.println(replay
        ? "A SIMULATED fleet replays the recorded outcomes of " + world.models().size()
            + " real models; answers are texts of ours."
        : "A SIMULATED fleet of " + world.models().size() + " models: answers, prices and qualities are made up.");
    err.println("The gateway listens on " + baseUrl + " and takes your own requests too (model \"auto\").");
    err.flush();
  }

  synchronized void failure(String reason) {
    if (firstFailure.isEmpty()) {
      firstFailure = Optional.of(reason);
    }
  }

  /// Shows the standing now and then until it is closed.
  AutoCloseableQuietly live(Scoreboard board) {
    ScheduledExecutorService clock = Executors
        .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("screen").factory());
    long every = terminal ? TERMINAL_EVERY_MILLIS : PLAIN_EVERY_MILLIS;
    var _ = clock.scheduleAtFixedRate(() -> line(board), every, every, TimeUnit.MILLISECONDS);
    return () -> {
      clock.shutdownNow();
      if (terminal) {
        err.println();
        err.flush();
      }
    };
  }

  /// Closes without a checked exception.
  interface AutoCloseableQuietly extends AutoCloseable {
    @Override
    void close();
  }

  private void line(Scoreboard board) {
    Optional<Standing> recent = board.recent();
    Optional<Standing> overall = board.overall();
    if (recent.isEmpty() || overall.isEmpty()) {
      return;
    }
    Standing now = recent.get();
    String line = String.format(Locale.ROOT,
        "%6d rounds | last %d: quality %.3f (best single %.3f), $%.6f a request, %3.0f %% saved | spent $%.4f",
        overall.get().rounds(), now.rounds(), now.router().quality(), now.bestSingle().average().quality(),
        now.router().costUsd(), 100 * now.saving(), overall.get().router().costUsd() * overall.get().rounds());
    err.print(terminal ? "\r" + line + "  " : line + "\n");
    err.flush();
  }

  /// The final table.
  void table(Scoreboard board, String policy, double costWeight) {
    Optional<Standing> overall = board.overall();
    if (overall.isEmpty()) {
      out.println("no request was answered" + firstFailure.map(f -> "; the first failed: " + f).orElse(""));
      out.flush();
      return;
    }
    out.println();
    out.println((replay ? "Replayed outcomes, simulated fleet" : "Simulated fleet") + ", policy " + policy
        + ", cost weight " + costWeight);
    section("all " + overall.get().rounds() + " answered rounds", policy, overall.get());
    Standing recent = board.recent().orElseThrow();
    if (recent.rounds() < overall.get().rounds()) {
      section("the last " + recent.rounds() + " rounds, when it had learned most", policy, recent);
    }
    speeds(overall.get().rounds());
    if (board.failed() > 0) {
      out.printf(Locale.ROOT, "%d requests had no answer%s%n", board.failed(),
          firstFailure.map(f -> "; the first: " + f).orElse(""));
    }
    out.flush();
  }

  private void section(String title, String policy, Standing standing) {
    out.println();
    out.println(title + ":");
    out.printf(Locale.ROOT, "  %-36s %8s %14s %8s%n", "", "quality", "$ a request", "share");
    row(policy, standing.router(), Double.NaN);
    row("random", standing.random(), Double.NaN);
    row("best-single: " + standing.bestSingle().model(), standing.bestSingle().average(), Double.NaN);
    row("oracle (best model per prompt)", standing.oracle(), Double.NaN);
    out.printf(Locale.ROOT, "  %-36s %8.4f %14.8f%n", "best mix of two at the same money", standing.mixQuality(),
        standing.router().costUsd());
    for (Single single : standing.singles()) {
      row("  " + single.model(), single.average(), single.share());
    }
    out.printf(Locale.ROOT,
        "  %s is %+.1f points of quality above that mix, costs %.1f %% less than the best single model at %.1f %% of its"
            + " quality, explored in %.1f %% of rounds%n",
        policy, standing.pointsAboveMix(), 100 * standing.saving(),
        100 * standing.router().quality() / Math.max(1e-12, standing.bestSingle().average().quality()),
        100.0 * standing.explored() / standing.rounds());
  }

  private void row(String name, Average average, double share) {
    out.printf(Locale.ROOT, "  %-36s %8.4f %14.8f %8s%n", name.length() > 36 ? name.substring(0, 36) : name,
        average.quality(), average.costUsd(),
        Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * share));
  }

  private void speeds(long rounds) {
    out.println();
    out.printf(Locale.ROOT, "%.1f decisions a second; on the way, p50 / p99:%n",
        rounds / ((System.nanoTime() - start) / 1e9));
    timer("encode", "pointsman.encode");
    timer("decide", "pointsman.decide");
    timer("whole overhead", "pointsman.overhead");
  }

  private void timer(String label, String name) {
    Timer timer = gateway.registry().find(name).timer();
    if (timer != null) {
      ValueAtPercentile[] at = timer.takeSnapshot().percentileValues();
      out.printf(Locale.ROOT, "  %-16s %9.3f / %9.3f ms%n", label, at[0].value(TimeUnit.MICROSECONDS) / 1000,
          at[1].value(TimeUnit.MICROSECONDS) / 1000);
    }
  }
}

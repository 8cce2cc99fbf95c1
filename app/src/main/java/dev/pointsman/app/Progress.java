package dev.pointsman.app;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.InteractiveConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/// Progress on standard error: a bar on a terminal, otherwise a plain line now and then.
final class Progress {
  private static final Duration LINE_EVERY = Duration.ofSeconds(2);

  private Progress() {}

  /// Whether a person is watching.
  static boolean onTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /// A bar that is counted up by its user.
  static ProgressBar bar(String task, long steps) {
    return new ProgressBarBuilder().setTaskName(task).setInitialMax(steps).setUpdateIntervalMillis(200)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(onTerminal() ? new InteractiveConsoleProgressBarConsumer(System.err) : new Lines(System.err))
        .build();
  }

  /// Prints a line every two seconds.
  private static final class Lines implements ProgressBarConsumer {
    private final PrintStream err;
    private final ConsoleProgressBarConsumer width = new ConsoleProgressBarConsumer(System.err, 100);
    private long last = System.nanoTime();

    Lines(PrintStream err) {
      this.err = err;
    }

    @Override
    public int getMaxRenderedLength() {
      return width.getMaxRenderedLength();
    }

    @Override
    public void accept(String rendered) {
      if (System.nanoTime() - last > LINE_EVERY.toNanos()) {
        last = System.nanoTime();
        err.println(rendered.replaceAll("\\[[^\\]]*\\]", "").replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT));
      }
    }

    @Override
    public void clear() {}

    @Override
    public void close() {}
  }
}

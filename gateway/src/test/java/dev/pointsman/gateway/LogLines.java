package dev.pointsman.gateway;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Everything that is logged at any level while it is open, instead of going to the console.
public final class LogLines extends Handler implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Level before = ROOT.getLevel();
  private final List<Handler> others = List.of(ROOT.getHandlers());

  private LogLines() {}

  /// Listens to the root logger.
  ///
  /// @param level from which on
  public static LogLines from(Level level) {
    LogLines lines = new LogLines();
    lines.setFormatter(new SimpleFormatter());
    lines.others.forEach(ROOT::removeHandler);
    ROOT.addHandler(lines);
    ROOT.setLevel(level);
    return lines;
  }

  /// All that was logged, stack traces included.
  public List<String> all() {
    return lines;
  }

  /// What was logged as a warning or worse.
  public List<String> warnings() {
    return warnings;
  }

  /// Forgets everything so far.
  public void forget() {
    lines.clear();
    warnings.clear();
  }

  @Override
  public void publish(LogRecord entry) {
    String line = getFormatter().format(entry);
    lines.add(line);
    if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
      warnings.add(line);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ROOT.setLevel(before);
    ROOT.removeHandler(this);
    others.forEach(ROOT::addHandler);
  }
}

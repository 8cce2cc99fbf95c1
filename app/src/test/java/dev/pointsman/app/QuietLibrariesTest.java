package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// What libraries say that is no concern of an operator's.
class QuietLibrariesTest {
  private static LogRecord record(Throwable thrown) {
    var record = new LogRecord(Level.SEVERE, "as if");
    record.setThrown(thrown);
    return record;
  }

  @Test
  void aConnectionThatArrivesAmidAStopLeavesNoTraceAndAnyOtherFailureToListenDoes() throws ClassNotFoundException {
    Main.quietLibraries();
    Filter filter = Logger.getLogger(Class.forName("io.helidon.webserver.ServerListener").getName()).getFilter();
    assertThat(filter.isLoggable(record(new RejectedExecutionException()))).isFalse();
    assertThat(filter.isLoggable(record(new IllegalStateException()))).isTrue();
  }
}

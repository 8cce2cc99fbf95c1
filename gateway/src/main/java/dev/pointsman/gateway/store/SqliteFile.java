package dev.pointsman.gateway.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// A database file: how it is opened, locked and brought to the newest schema, and what its errors mean.
final class SqliteFile {
  private static final int BUSY_MILLIS = 2000;
  private static final int READERS = 4;
  /// Pages that gather beside the file before they are moved into it; the more, the less often a page is written.
  private static final int WAL_PAGES = 4096;
  private static final String FOREIGN = "it is no store of a gateway's; name another file";

  private final Path path;

  SqliteFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /// Makes sure that nobody else writes, until the lock is closed.
  ///
  /// @throws StoreUnavailable if somebody does, or the folder can't be written
  Lock lock() {
    Path beside = path.resolveSibling(path.getFileName() + ".lock");
    try {
      FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new Lock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new StoreUnavailable("the store " + path + " can't be opened: its folder "
          + path.toAbsolutePath().getParent() + " does not exist or can't be written (" + e.getClass().getSimpleName()
          + "); name another file under store", e);
    }
    throw new StoreUnavailable("the store " + path
        + " is in use by another gateway; stop that one, or name another file under store");
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  /// A lock on the file.
  record Lock(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Creates the tables, or brings them to the newest version.
  ///
  /// @throws StoreUnavailable if that can't be done
  void migrate() {
    try {
      Flyway.configure(SqliteFile.class.getClassLoader()).dataSource(writable())
          .locations("classpath:dev/pointsman/gateway/store/migration")
          .placeholders(Map.of("whole", "INTEGER", "bytes", "BLOB")).load().migrate();
    } catch (FlywayException e) {
      throw unavailable("can't be opened", e);
    }
  }

  /// Opens the connection that writes; its transactions are begun and ended in SQL, because the driver's own would hold the
  /// lock for writing also while nothing is written.
  ///
  /// @throws SQLException if it can't be opened
  Connection writer() throws SQLException {
    return writable().getConnection();
  }

  private SQLiteDataSource writable() {
    SQLiteConfig config = config();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(WAL_PAGES));
    return source(config);
  }

  /// A pool of connections that read.
  ///
  /// @throws StoreUnavailable if there is no such file
  HikariDataSource readers() {
    if (!Files.isRegularFile(path)) {
      throw new StoreUnavailable("there is no store " + path + " yet; a gateway makes it when it starts");
    }
    SQLiteConfig config = config();
    config.setReadOnly(true);
    var pool = new HikariConfig();
    pool.setDataSource(source(config));
    pool.setMaximumPoolSize(READERS);
    pool.setMinimumIdle(1);
    pool.setReadOnly(true);
    pool.setPoolName("store");
    pool.setConnectionTimeout(5000);
    pool.setInitializationFailTimeout(-1);
    return new HikariDataSource(pool);
  }

  private SQLiteConfig config() {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    return config;
  }

  private SQLiteDataSource source(SQLiteConfig config) {
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path);
    return source;
  }

  /// What an error of the database means, with the way out.
  StoreUnavailable unavailable(String what, Throwable error) {
    return new StoreUnavailable("the store " + path + " " + what + ": " + reason(error), error);
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause != null) {
      if (cause instanceof SQLiteException sqlite) {
        return reason(sqlite);
      }
      if (cause instanceof FlywayException flyway
          && flyway.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
        return FOREIGN;
      }
      cause = cause.getCause();
    }
    return String.valueOf(error.getMessage()).lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst()
        .orElse(error.getClass().getSimpleName());
  }

  private static String reason(SQLiteException error) {
    int primary = error.getResultCode().code & 0xff;
    return switch (SQLiteErrorCode.getErrorCode(primary)) {
      case SQLITE_FULL -> "the disk is full; make room";
      case SQLITE_BUSY, SQLITE_LOCKED -> "another program keeps it locked; close that program";
      case SQLITE_CORRUPT -> "it is damaged; put a backup in its place, or move it away to start anew";
      case SQLITE_NOTADB -> "it is no SQLite database; put a backup in its place, or move it away to start anew";
      case SQLITE_READONLY -> "it is read-only; make the file and its folder writable";
      case SQLITE_CANTOPEN -> "it can't be opened; make its folder and the files beside it accessible";
      case SQLITE_IOERR -> "the disk fails or is full (" + error.getResultCode().name() + ")";
      default -> String.valueOf(error.getMessage()).contains("no such table")
          ? "it lacks a table that a store has; name another file, or if a gateway before this one wrote it, serve it once"
          : error.getResultCode().name() + " " + error.getMessage();
    };
  }

  /// Whether an error lies in the file's surroundings, so that every write fails alike until they change.
  static boolean isOutside(SQLException error) {
    return error instanceof SQLiteException sqlite
        && switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)) {
          case SQLITE_FULL, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_READONLY, SQLITE_CANTOPEN,
              SQLITE_IOERR ->
            true;
          default -> false;
        };
  }
}

package dev.pointsman.gateway;

import dev.pointsman.gateway.Newcomer.Phase;
import dev.pointsman.gateway.Newcomer.Status;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.gateway.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Models that join and leave while the gateway runs. Thread-safe.
public final class Newcomers {
  private final Catalog catalog;
  private final Store store;
  private final Questions questions;
  private final QuizDesk desk;
  private final SequencedMap<String, Joining> all = new LinkedHashMap<>();
  private final List<Thread> quizzes = new ArrayList<>();
  private volatile boolean stopped;

  /// A newcomer and where it stands.
  public record Known(Newcomer newcomer, Status status) {}

  /// A newcomer that can't join; the message says why in one line.
  public static final class Conflict extends Exception {
    private static final long serialVersionUID = 1;

    Conflict(String reason) {
      super(reason, null, false, false);
    }
  }

  private static final class Joining {
    private final Newcomer newcomer;
    private volatile Status status = Status.NEW;
    private volatile boolean gone;
    Joining(Newcomer newcomer) {
      this.newcomer = newcomer;
    }
  }

  Newcomers(Catalog catalog, Store store, Questions questions, QuizDesk desk) {
    this.catalog = catalog;
    this.store = store;
    this.questions = questions;
    this.desk = desk;
  }

  /// Why a newcomer can't join; empty if it can.
  private Optional<String> obstacle(Newcomer newcomer) {
    String name = newcomer.model().name();
    Joining before = ((Map<String, Joining>) all).get(name);
    if (before != null && before.status.phase() == Phase.QUIZZED) {
      return Optional.of("model '" + name + "' is being quizzed; wait, or DELETE it first");
    }
    if (catalog.names().contains(name)) {
      return Optional.of("the name '" + name + "' is a " + (catalog.router(name).isPresent() ? "router" : "model")
          + "'s already; choose another" + (before == null ? "" : ", or DELETE that model first"));
    }
    Optional<String> same = catalog.models().stream().filter(model -> model.arm().equals(newcomer.model().arm()))
        .map(model -> model.name()).findFirst();
    if (same.isPresent()) {
      return Optional.of("model '" + name + "' is there already under another name, '" + same.get()
          + "': the same base_url and model; ask for it by that name");
    }
    Optional<String> twin = all.values().stream().filter(other -> other.status.phase() == Phase.QUIZZED)
        .map(other -> other.newcomer.model()).filter(model -> model.arm().equals(newcomer.model().arm()))
        .map(model -> model.name()).findFirst();
    if (twin.isPresent()) {
      return Optional.of("model '" + name + "' is being quizzed under another name, '" + twin.get()
          + "': the same base_url and model; wait, or DELETE that one first");
    }
    return Optional.empty();
  }

  /// Lets a model join, after its quiz if it has one, which is held on a thread of its own.
  ///
  /// @throws Conflict if there is an obstacle
  public synchronized Known join(Newcomer newcomer) throws Conflict {
    Optional<String> obstacle = obstacle(newcomer);
    if (obstacle.isPresent()) {
      throw new Conflict(obstacle.get());
    }
    var joining = new Joining(newcomer);
    if (newcomer.quiz().isEmpty()) {
      serve(joining, newcomer.routers());
      all.put(newcomer.model().name(), joining);
    } else {
      all.put(newcomer.model().name(), joining);
      quizzes.removeIf(quiz -> !quiz.isAlive());
      quizzes.add(Thread.ofVirtual().name("quiz-" + newcomer.model().name()).start(() -> quiz(joining)));
    }
    return new Known(newcomer, joining.status);
  }

  /// Puts a model back that had joined before a restart, unless there is an obstacle.
  public synchronized Optional<String> rejoin(Newcomer newcomer) {
    Optional<String> obstacle = obstacle(newcomer);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    var joining = new Joining(newcomer);
    all.put(newcomer.model().name(), joining);
    enter(joining, newcomer.routers());
    return obstacle;
  }

  private void quiz(Joining joining) {
    QuizDesk.Result result = desk.hold(joining.newcomer, questions, status -> joining.status = status,
        () -> joining.gone || stopped);
    synchronized (this) {
      joining.status = result.status();
      if (!joining.gone && !stopped && !result.status().serving().isEmpty()) {
        try {
          serve(joining, result.status().serving());
        } catch (StoreUnavailable e) {
          Status quizzed = result.status();
          joining.status = new Status(Phase.FAILED, quizzed.asked(), quizzed.graded(), quizzed.quality(),
              quizzed.spent(), List.of(),
              List.of("it passed its quiz, but " + e.reason()));
        }
      }
    }
  }

  private void serve(Joining joining, List<String> routers) {
    if (joining.newcomer.kept()) {
      store.join(joining.newcomer.model().name(), "{\"model\":" + joining.newcomer.words() + ",\"routers\":[\""
          + String.join("\",\"", routers) + "\"]}"); // names hold nothing that JSON would want quoted
    }
    enter(joining, routers);
  }

  private void enter(Joining joining, List<String> routers) {
    Status before = joining.status;
    catalog.join(joining.newcomer.model());
    routers.forEach(name -> catalog.router(name).ifPresent(router -> router.join(joining.newcomer.model())));
    joining.status = new Status(Phase.IN_SERVICE, before.asked(), before.graded(), before.quality(), before.spent(),
        routers,
        before.notes());
  }

  /// Lets a model leave that had joined; empty if none of that name has.
  ///
  /// @throws StoreUnavailable if that can't be put on record; then it stays
  public synchronized Optional<Known> leave(String name) {
    Joining joining = ((Map<String, Joining>) all).get(name);
    if (joining == null) {
      return Optional.empty();
    }
    boolean serving = joining.status.phase() == Phase.IN_SERVICE;
    if (serving) {
      store.leave(name);
    }
    joining.gone = true;
    all.remove(name);
    if (serving) {
      catalog.routers().forEach(router -> router.leave(name));
      catalog.leave(name);
    }
    return Optional.of(new Known(joining.newcomer, joining.status));
  }

  /// Lets no quiz ask another question; those on their way are waited for by [#close].
  public void stop() {
    stopped = true;
  }

  /// Waits for what quizzes are asking, so that what it costs is on record.
  ///
  /// @param most how long, for all together
  void close(Duration most) {
    stop();
    long end = System.nanoTime() + most.toNanos();
    List<Thread> asking;
    synchronized (this) {
      asking = List.copyOf(quizzes);
    }
    try {
      for (Thread quiz : asking) {
        var _ = quiz.join(Duration.ofNanos(end - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is known of a newcomer.
  public synchronized Optional<Known> find(String name) {
    return Optional.ofNullable(((Map<String, Joining>) all).get(name))
        .map(joining -> new Known(joining.newcomer, joining.status));
  }

  /// All newcomers, in the order in which they came.
  public synchronized List<Known> list() {
    List<Known> known = new ArrayList<>();
    all.values().forEach(joining -> known.add(new Known(joining.newcomer, joining.status)));
    return known;
  }

  /// Whether a model is there by the configuration, so that it can't leave.
  public synchronized boolean isConfigured(String name) {
    return !all.containsKey(name) && catalog.model(name).isPresent();
  }

  /// The names of all routers.
  public List<String> routers() {
    return catalog.routers().stream().map(router -> router.spec().name()).toList();
  }

  /// A model that may judge.
  public Optional<Grader> judge(String name) {
    return catalog.model(name).map(JudgeGrader::new);
  }
}

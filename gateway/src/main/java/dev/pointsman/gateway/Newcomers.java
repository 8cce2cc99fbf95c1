package dev.pointsman.gateway;

import dev.pointsman.gateway.Newcomer.Phase;
import dev.pointsman.gateway.Newcomer.Status;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.Joined;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.gateway.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Models that join and leave while the gateway runs. Thread-safe.
public final class Newcomers {
  private final Catalog catalog;
  private final Store store;
  private final Questions questions;
  private final QuizDesk desk;
  private final SequencedMap<String, Joining> all = new LinkedHashMap<>();
  private final List<Thread> quizzes = new ArrayList<>();
  /// When a stop began, if one has.
  private final AtomicReference<@Nullable Long> stopped = new AtomicReference<>();

  /// What is known of a newcomer.
  ///
  /// @param kept whether it is to be there after a restart
  /// @param bounds of its quiz, if it had one
  /// @param status where it stands
  public record Known(String name, boolean kept, Optional<Newcomer.Bounds> bounds, Status status) {}

  /// A newcomer that can't join; the message says why in one line.
  public static final class Conflict extends Exception {
    private static final long serialVersionUID = 1;

    Conflict(String reason) {
      super(reason, null, false, false);
    }
  }

  private static final class Joining {
    private final String name;
    /// Empty for one that is left out, which nobody could ask anything.
    private final Optional<Newcomer> newcomer;
    private final boolean kept;
    private final Optional<Newcomer.Bounds> bounds;
    private volatile Status status;
    private volatile boolean gone;

    Joining(Newcomer newcomer) {
      this.name = newcomer.model().name();
      this.newcomer = Optional.of(newcomer);
      this.kept = newcomer.kept();
      this.bounds = newcomer.bounds();
      this.status = Status.NEW;
    }

    Joining(String name, Joined earlier, Optional<Newcomer> newcomer, Status status) {
      this.name = name;
      this.newcomer = newcomer;
      this.kept = true;
      this.bounds = earlier.quiz().map(quiz -> new Newcomer.Bounds(quiz.of(), quiz.limit()));
      this.status = status;
    }

    boolean isAt(Phase phase) {
      return status.phase() == phase;
    }

    Known known() {
      return new Known(name, kept, bounds, status);
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
    if (before != null && before.isAt(Phase.LEFT_OUT)) {
      return Optional.of("a model '" + name + "' joined earlier and is left out, GET tells why; DELETE it first");
    }
    if (before != null && before.isAt(Phase.QUIZZED)) {
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
    Optional<String> twin = all.values().stream().filter(other -> other.isAt(Phase.QUIZZED))
        .flatMap(other -> other.newcomer.stream()).map(Newcomer::model)
        .filter(model -> model.arm().equals(newcomer.model().arm()))
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
      serve(joining, newcomer, newcomer.routers());
      all.put(newcomer.model().name(), joining);
    } else {
      all.put(newcomer.model().name(), joining);
      quizzes.removeIf(quiz -> !quiz.isAlive());
      quizzes.add(Thread.ofVirtual().name("quiz-" + newcomer.model().name()).start(() -> quiz(joining, newcomer)));
    }
    return joining.known();
  }

  /// Puts a model back that had joined before a restart, in those of its routers that are still there, unless there is an
  /// obstacle; then it is left out.
  ///
  /// @param earlier how it is kept
  /// @return the obstacle
  public synchronized Optional<String> rejoin(Newcomer newcomer, Joined earlier) {
    String name = newcomer.model().name();
    Optional<String> obstacle = obstacle(newcomer);
    if (obstacle.isPresent()) {
      leaveOut(name, earlier, obstacle.get());
    } else {
      var joining = new Joining(name, earlier, Optional.of(newcomer), Status.of(earlier));
      all.put(name, joining);
      enter(joining, newcomer.model(), newcomer.routers());
    }
    return obstacle;
  }

  /// Takes note of a model that had joined before a restart and can't be put back, so that it can be seen and leave.
  public synchronized void leaveOut(String name, Joined earlier, String reason) {
    all.put(name, new Joining(name, earlier, Optional.empty(),
        Status.of(earlier).at(Phase.LEFT_OUT, List.of()).noting(reason)));
  }

  private void quiz(Joining joining, Newcomer newcomer) {
    QuizDesk.Result result = desk.hold(newcomer, questions, status -> joining.status = status,
        () -> joining.gone || isStopped());
    synchronized (this) {
      joining.status = result.status();
      if (!joining.gone && !isStopped() && !result.status().serving().isEmpty()) {
        try {
          serve(joining, newcomer, result.status().serving());
        } catch (StoreUnavailable e) {
          joining.status = result.status().at(Phase.FAILED, List.of()).noting("it passed its quiz, but " + e.reason());
        }
      }
    }
  }

  private void serve(Joining joining, Newcomer newcomer, List<String> routers) {
    if (joining.kept) {
      Status status = joining.status;
      store.join(joining.name, new Joined(newcomer.words(), routers,
          joining.bounds.map(bounds -> new Joined.Quizzed(status.asked(), status.graded(), bounds.ask(),
              status.quality(), status.spent(), bounds.limit(), status.notes()))));
    }
    enter(joining, newcomer.model(), routers);
  }

  private void enter(Joining joining, Model model, List<String> routers) {
    catalog.join(model);
    routers.forEach(name -> catalog.router(name).ifPresent(router -> router.join(model)));
    joining.status = joining.status.at(Phase.IN_SERVICE, routers);
  }

  /// Lets a model leave that had joined; empty if none of that name has. Of one that is left out is forgotten that it joined: what
  /// goes by its name is another.
  ///
  /// @throws StoreUnavailable if that can't be put on record; then it stays
  public synchronized Optional<Known> leave(String name) {
    Joining joining = ((Map<String, Joining>) all).get(name);
    if (joining == null) {
      return Optional.empty();
    }
    boolean serving = joining.isAt(Phase.IN_SERVICE);
    if (serving || joining.isAt(Phase.LEFT_OUT)) {
      store.leave(name);
    }
    joining.gone = true;
    all.remove(name);
    if (serving) {
      catalog.routers().forEach(router -> router.leave(name));
      catalog.leave(name);
    }
    return Optional.of(joining.known());
  }

  /// Lets no quiz ask another question; those on their way are waited for by [#close].
  public void stop() {
    stopped.compareAndSet(null, System.nanoTime());
  }

  private boolean isStopped() {
    return stopped.get() != null;
  }

  /// Waits for what quizzes are asking, so that what it costs is on record.
  ///
  /// @param most how long, for all together, from when the stop began
  void close(Duration most) {
    stop();
    long end = Objects.requireNonNull(stopped.get()) + most.toNanos();
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
        .map(Joining::known);
  }

  /// All newcomers, in the order in which they came.
  public synchronized List<Known> list() {
    return all.values().stream().map(Joining::known).toList();
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

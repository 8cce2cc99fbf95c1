package dev.pointsman.fleet;

import dev.pointsman.routing.Money;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Sends a world's tasks to a gateway at a steady rate, whether or not earlier ones have been answered (an open loop), and
/// rates the answers as the world would. For one run.
///
/// Where as many requests are in flight as the plan allows, further ones wait for a place; latency counts from when a
/// request was due, so that a gateway that falls behind does not look fast.
public final class Traffic {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double NANOS = 1e9;

  /// A request to be sent.
  private record Ask(long number, Task task, boolean streaming, boolean rated, long due) {}

  private final World world;
  private final TrafficPlan plan;
  private final Consumer<Round> rounds;
  private final ReentrantLock reporting = new ReentrantLock();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// @param rounds is told of every round that has ended, one at a time, in the order in which they end
  public Traffic(World world, TrafficPlan plan, Consumer<Round> rounds) {
    this.world = world;
    this.plan = plan;
    this.rounds = rounds;
  }

  /// Sends until the plan is fulfilled, the traffic is stopped or the thread is interrupted; then waits for the requests
  /// in flight. After an interrupt these are given up.
  public void run() {
    try (var client = new GatewayClient(plan.baseUrl(), plan.model(), plan.costWeight(), PATIENCE);
        ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        send(client, senders);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Sends no more; [#run()] returns when the requests in flight have ended. For any thread.
  public void stop() {
    stopped.countDown();
  }

  private void send(GatewayClient client, ExecutorService senders) throws InterruptedException {
    Iterator<Task> tasks = world.tasks();
    var random = new SplittableRandom(plan.seed());
    var places = new Semaphore(plan.mostInFlight());
    long start = System.nanoTime();
    for (long number = 0; number < plan.count().orElse(Long.MAX_VALUE); number++) {
      long due = start + Math.round(number / plan.requestsPerSecond() * NANOS);
      if (isOver(start, due) || !await(due) || !enter(places, start)) {
        return;
      }
      Ask ask = new Ask(number, tasks.next(), random.nextDouble() < plan.streamingShare(),
          random.nextDouble() < plan.feedbackShare(), due);
      senders.execute(() -> play(client, ask, places));
    }
  }

  private boolean isOver(long start, long now) {
    return plan.duration().isPresent() && now - start >= plan.duration().get().toNanos();
  }

  /// Waits for a moment; false if the traffic was stopped before.
  private boolean await(long due) throws InterruptedException {
    return !stopped.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /// Waits for a place; false if the traffic was stopped or its time was over before there was one.
  private boolean enter(Semaphore places, long start) throws InterruptedException {
    while (!places.tryAcquire(20, TimeUnit.MILLISECONDS)) {
      if (mayNotSend(start)) {
        return false;
      }
    }
    return !mayNotSend(start);
  }

  private boolean mayNotSend(long start) {
    return stopped.getCount() == 0 || isOver(start, System.nanoTime());
  }

  private void play(GatewayClient client, Ask ask, Semaphore places) {
    try {
      report(round(client, ask));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private Round round(GatewayClient client, Ask ask) throws InterruptedException {
    Reply reply = client.ask(ask.task().prompt(), ask.streaming());
    Duration latency = Duration.ofNanos(System.nanoTime() - ask.due());
    return switch (reply) {
      case Reply.Failure(String reason) -> Round.failed(ask.number(), ask.task(), latency, reason);
      case Reply.Answer answer -> {
        Round round = served(ask, answer, latency);
        boolean rated = ask.rated() && !round.failed();
        yield rated ? round.withFeedbackFailure(client.rate(answer.id(), round.score())) : round;
      }
    };
  }

  private Round served(Ask ask, Reply.Answer answer, Duration latency) {
    Optional<FleetModel> model = world.model(answer.model());
    Optional<Outcome> outcome = world.outcome(ask.task().prompt(), answer.model());
    if (model.isEmpty() || outcome.isEmpty()) {
      return Round.failed(ask.number(), ask.task(), latency,
          "the world knows no outcome of model '" + answer.model() + "' on this prompt");
    }
    Money cost = answer.cost().orElseGet(() -> model.get().cost(outcome.get()));
    return Round.served(ask.number(), ask.task(), answer.model(), outcome.get().score(), cost, latency,
        answer.explored());
  }

  private void report(Round round) {
    reporting.lock();
    try {
      rounds.accept(round);
    } finally {
      reporting.unlock();
    }
  }
}

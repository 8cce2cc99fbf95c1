package dev.pointsman.gateway;

import dev.pointsman.budget.Pacing;
import dev.pointsman.gateway.Dispatched.Served;
import dev.pointsman.gateway.Exchange.BadAnswer;
import dev.pointsman.gateway.provider.Answer;
import dev.pointsman.gateway.provider.EventStream;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Patience;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Provider;
import dev.pointsman.gateway.provider.ProviderException;
import dev.pointsman.gateway.provider.ProviderException.Kind;
import dev.pointsman.gateway.store.Attempt;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.gateway.store.StoreUnavailable;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A decided request on its way to the upstreams and back: the chosen candidate, then the next best, until one gives a
/// first byte; each attempt its own row.
final class Call {
  private static final System.Logger LOG = System.getLogger(Call.class.getName());
  private static final Usage NOTHING_USED = Usage.of(0, 0);

  /// What every call needs.
  record Surroundings(Provider provider, Store store, Health health, Meters meters) {}

  private final Surroundings around;
  private final Exchange exchange;
  private final Catalog.Offer offer;
  private final Stopwatch watch;
  private final Patience patience = Patience.ofThisThread();
  private final List<Attempt> attempts = new ArrayList<>();
  private final Optional<Pacing.Reservation> reservation;
  private LoggedDecision log;

  Call(Surroundings around, Exchange exchange, Dispatcher.Choice.Chosen chosen, Stopwatch watch) {
    this.around = around;
    this.exchange = exchange;
    this.offer = chosen.offer();
    this.log = chosen.decision();
    this.watch = watch;
    this.reservation = chosen.reservation();
  }

  /// Makes the call on the current thread.
  Dispatched run(Consumer<Runnable> onClientGone) {
    around.meters.entered();
    boolean goesOn = false;
    try {
      onClientGone.accept(patience::clientGone);
      Dispatched dispatched = firstAnswer();
      goesOn = dispatched instanceof Dispatched.Streaming;
      return dispatched;
    } catch (StoreUnavailable e) {
      return new Dispatched.Refused(Optional.of(log.id()), new Rejection.NotRecorded(e.reason()));
    } finally {
      if (!goesOn) {
        left();
      }
    }
  }

  private void left() {
    reservation.ifPresent(Pacing.Reservation::release);
    patience.close();
    around.meters.left();
    around.meters.overhead(watch.own());
  }

  private Dispatched firstAnswer() {
    String failure = "";
    Optional<String> retryAfter = Optional.empty();
    for (Candidate candidate : log.decision().ranking()) {
      Model model = offer.model(candidate.arm());
      long start = System.nanoTime();
      try {
        watch.waiting();
        Answer answer = around.provider.call(model, exchange.request(model), exchange.headers(), exchange.stream(),
            patience);
        watch.resumed();
        switch (answer) {
          case Answer.Streaming streaming -> {
            return stream(model, candidate, streaming, start);
          }
          case Answer.Whole whole when whole.status() < 300 -> {
            return answered(model, candidate, whole, start);
          }
          case Answer.Whole whole when isRefusal(whole.status()) -> {
            return refused(model, whole, start);
          }
          case Answer.Whole whole -> {
            failure = model.name() + " answered " + whole.status();
            retryAfter = Optional.ofNullable(whole.headers().get("retry-after"));
            failed(model, "http_" + whole.status(), start);
          }
        }
      } catch (ProviderException e) {
        watch.resumed();
        if (e.kind() == Kind.CLIENT_GONE) {
          return gone(model, start);
        }
        failure = model.name() + ": " + model.withoutKey(e.reason());
        failed(model, e.label(), start);
      } catch (BadAnswer e) {
        failure = model.name() + ": " + model.withoutKey(e.reason());
        failed(model, "garbage", start);
      }
    }
    end(NOTHING_USED, Money.ZERO, "failed");
    return new Dispatched.Refused(Optional.of(log.id()), new Rejection.AllFailed(attempts, failure, retryAfter));
  }

  /// Whether a status is about the request, not about the upstream: any 4xx but those that another model may be spared.
  private static boolean isRefusal(int status) {
    return status >= 400 && status < 500
        && switch (status) {
          case 401, 403, 408, 409, 429 -> false;
          default -> true;
        };
  }

  private Dispatched refused(Model model, Answer.Whole whole, long start) {
    attempt(model, "http_" + whole.status(), Money.ZERO, start);
    end(NOTHING_USED, Money.ZERO, "refused");
    byte[] said = model.withoutKey(new String(whole.body(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    return new Dispatched.Refused(Optional.of(log.id()),
        new Rejection.UpstreamRefused(model.name(), whole.status(), whole.headers(), said));
  }

  private Dispatched gone(Model model, long start) {
    attempt(model, "client_gone", Money.ZERO, start);
    end(NOTHING_USED, Money.ZERO, "client_gone");
    return new Dispatched.Refused(Optional.of(log.id()), new Rejection.ClientGone());
  }

  private Dispatched answered(Model model, Candidate candidate, Answer.Whole whole, long start) throws BadAnswer {
    Exchange.Rewritten rewritten = exchange.answer(whole.body(), log.id(), model);
    Money cost = cost(model, rewritten.usage(), rewritten.reportedCost(), candidate);
    attempt(model, "ok", cost, start);
    around.health.succeeded(model.arm());
    log = log.servedBy(Optional.of(model.arm()));
    end(rewritten.usage(), cost, CallEnd.OK);
    return new Dispatched.Answered(served(model, whole), rewritten.bytes(), cost);
  }

  /// An answer that comes event by event.
  private record Flow(Model model, Candidate candidate, EventStream upstream, Exchange.Events events, long start) {}

  private Dispatched stream(Model model, Candidate candidate, Answer.Streaming streaming, long start)
      throws ProviderException, BadAnswer {
    Flow flow = new Flow(model, candidate, streaming.events(), exchange.events(log.id(), model), start);
    try {
      byte[] first = flow.upstream.next();
      if (first == null) {
        throw new ProviderException(Kind.CUT, "the stream closed before its first event");
      }
      Optional<byte[]> rewritten = flow.events.rewrite(first);
      log = log.servedBy(Optional.of(model.arm()));
      around.store.begin(log);
      return new Dispatched.Streaming(served(model, streaming), sink -> pump(flow, rewritten, sink));
    } catch (ProviderException | BadAnswer | StoreUnavailable e) {
      flow.upstream.close();
      throw e;
    }
  }

  private boolean pump(Flow flow, Optional<byte[]> first, Predicate<byte[]> sink) {
    try {
      Optional<byte[]> last = passOn(flow, first, sink);
      settle(flow, CallEnd.OK);
      boolean sent = last.isEmpty() || isTaken(flow, last.get(), sink);
      flow.upstream.finish();
      return sent;
    } catch (ProviderException e) {
      brokenOff(flow, e.label());
      if (e.kind() != Kind.CLIENT_GONE) {
        tell(flow, e.reason(), e.kind() == Kind.TIMEOUT ? "upstream_timeout" : "upstream_failed", sink);
      }
      return false;
    } catch (BadAnswer e) {
      brokenOff(flow, "garbage");
      tell(flow, e.reason(), "upstream_failed", sink);
      return false;
    } catch (StoreUnavailable e) {
      tell(flow, e.reason(), "store_unavailable", sink);
      return false;
    } finally {
      flow.upstream.close();
      left();
    }
  }

  /// Remembers an answer that nobody will take for whole, if it can be; the client hears of what broke it.
  private void brokenOff(Flow flow, String status) {
    try {
      settle(flow, status);
    } catch (StoreUnavailable e) {
      LOG.log(System.Logger.Level.WARNING, "the end of " + log.id() + " is not on record: " + e.reason());
    }
  }

  private void tell(Flow flow, String reason, String code, Predicate<byte[]> sink) {
    var _ = isTaken(flow, flow.events.failure(flow.model.withoutKey(reason), code), sink);
  }

  /// Sends an event to the client; one that does not take it for as long as an upstream may be silent counts as gone.
  private boolean isTaken(Flow flow, byte[] event, Predicate<byte[]> sink) {
    watch.waiting();
    try {
      return patience.within(flow.model.timeouts().idle(), "client", () -> sink.test(event));
    } catch (ProviderException e) {
      return false;
    } finally {
      watch.resumed();
    }
  }

  /// Passes on all events but the one that says that the stream is complete, which waits until the end is remembered.
  private Optional<byte[]> passOn(Flow flow, Optional<byte[]> first, Predicate<byte[]> sink)
      throws ProviderException, BadAnswer {
    Optional<byte[]> next = first;
    while (!flow.events.complete()) {
      if (next.isPresent() && !isTaken(flow, next.get(), sink)) {
        throw new ProviderException(Kind.CLIENT_GONE, "the client closed the connection");
      }
      Optional<byte[]> raw = nextRaw(flow);
      if (raw.isEmpty()) {
        return Optional.empty();
      }
      next = flow.events.rewrite(raw.get());
    }
    return next;
  }

  /// The next event, or empty at the end; behind the answer's own end it does not matter how the stream ends.
  private Optional<byte[]> nextRaw(Flow flow) throws ProviderException {
    watch.waiting();
    try {
      byte[] raw = flow.upstream.next();
      if (raw == null && !flow.events.finished()) {
        throw new ProviderException(Kind.CUT, "the upstream closed the stream before its end");
      }
      return Optional.ofNullable(raw);
    } catch (ProviderException e) {
      if (flow.events.finished() && e.kind() != Kind.CLIENT_GONE) {
        return Optional.empty();
      }
      throw e;
    } finally {
      watch.resumed();
    }
  }

  private void settle(Flow flow, String status) {
    Usage usage = flow.events.usage();
    Money cost = cost(flow.model, usage, flow.events.reportedCost(), flow.candidate);
    attempt(flow.model, status, cost, flow.start);
    if (status.equals(CallEnd.OK)) {
      around.health.succeeded(flow.model.arm());
    } else if (!status.equals("client_gone")) {
      around.health.failed(flow.model.arm());
    }
    end(usage, cost, status);
  }

  private void failed(Model model, String status, long start) {
    around.health.failed(model.arm());
    attempt(model, status, Money.ZERO, start);
  }

  private void attempt(Model model, String status, Money cost, long start) {
    long nanos = System.nanoTime() - start;
    attempts.add(new Attempt(model.name(), status, cost, Duration.ofNanos(nanos)));
    around.meters.attempt(model.name(), status, nanos);
  }

  /// Remembers the end; what the router learns from it comes back from the store.
  private void end(Usage usage, Money cost, String status) {
    reservation.ifPresent(held -> log.served().ifPresent(
        served -> held.settle(log.decision().appraisal(served).candidate().expectedCost().usd(), cost.usd())));
    around.store.end(log, new CallEnd(status, attempts, usage, cost, watch.total()));
    String name = log.router().orElse(Dispatcher.DIRECT);
    around.meters.request(name, status);
    if (log.decision().explored()) {
      around.meters.explored(name);
    }
    log.served().ifPresent(served -> around.meters.served(offer.model(served).name(), usage, cost));
  }

  private static Money cost(Model model, Usage usage, Optional<Money> reported, Candidate candidate) {
    return switch (model.price()) {
      case Price.Listed(var pricing) -> pricing.cost(usage);
      case Price.Reported() -> reported.orElse(candidate.expectedCost());
    };
  }

  private Served served(Model model, Answer answer) {
    return new Served(log.id(), model.name(), log.policy(), log.decision().explored(), answer.headers());
  }
}

package dev.pointsman.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.budget.Pacing;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Requests side by side under one pace.
class PacedTest {
  private static final List<Candidate> CANDIDATES = IntStream.rangeClosed(1, 20)
      .mapToObj(i -> Candidate.listed(new Arm("arm " + i), new Money(1000L * i))).toList();

  /// Counts the requests that were told terms and have not reserved yet.
  private static final class Watched implements Pacing {
    private final AtomicInteger between = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Override
    public Terms next(double[] quality, double[] cost) {
      most.accumulateAndGet(between.incrementAndGet(), Math::max);
      boolean[] eligible = new boolean[cost.length];
      eligible[0] = true;
      eligible[1] = true;
      return new Terms(1, eligible);
    }

    @Override
    public Reservation reserve(double expectedUsd) {
      between.decrementAndGet();
      return new Reservation() {
        @Override
        public void settle(double expected, double actual) {}

        @Override
        public void release() {}
      };
    }
  }

  @Test
  void noRequestIsToldItsTermsBeforeTheOneAheadHasReserved() throws Exception {
    var pacing = new Watched();
    Policy policy = PolicySpec.named("frontier").orElseThrow().create(64);
    var context = Context.of(FeatureVector.of(new float[64]), new Preference(0, new Money(1000)));
    List<Callable<Paced>> requests = IntStream.range(0, 2000).<Callable<Paced>>mapToObj(
        seed -> () -> Paced.at(pacing, policy, context, CANDIDATES, new SplittableRandom(seed))).toList();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<Paced> request : threads.invokeAll(requests)) {
        assertThat(request.get().reservation()).isPresent();
      }
    }
    assertThat(pacing.most).hasValue(1);
  }

  @Test
  void onlyWhoMayBeCalledIsDecidedAmongAndAtThePrice() {
    Policy policy = PolicySpec.named("frontier").orElseThrow().create(1);
    var context = Context.of(FeatureVector.of(0.5f), new Preference(0, new Money(1000)));
    Paced paced = Paced.at(new Watched(), policy, context, CANDIDATES, new SplittableRandom(1));
    assertThat(CANDIDATES.stream().filter(paced::offers)).containsExactlyElementsOf(CANDIDATES.subList(0, 2));
    assertThat(policy.acting(paced.context().preference()).costWeight())
        .isCloseTo(context.preference().withPrice(1).costWeight(), within(1e-12));
    assertThat(paced.reservation()).isPresent();
  }
}

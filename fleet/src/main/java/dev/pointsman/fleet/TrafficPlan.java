package dev.pointsman.fleet;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// How a stream of requests is sent to a gateway.
///
/// @param baseUrl of the gateway's API, ending in `/v1`
/// @param model the router or model to ask for
/// @param requestsPerSecond how many requests become due each second, above 0
/// @param duration for how long requests are sent; no limit if empty
/// @param count how many are sent at most; no limit if empty
/// @param costWeight the `cost_weight` to ask with, in `[0, 1]`; the gateway's own if empty
/// @param streamingShare the share of requests that ask for a stream, in `[0, 1]`
/// @param feedbackShare the share of answers that are rated, in `[0, 1]`
/// @param mostInFlight how many requests may wait for their end at a time; at least 1
/// @param seed decides which requests are streamed and which answers are rated
public record TrafficPlan(URI baseUrl, String model, double requestsPerSecond, Optional<Duration> duration,
    OptionalLong count, OptionalDouble costWeight, double streamingShare, double feedbackShare, int mostInFlight,
    long seed) {
  public TrafficPlan {
    check("requests per second", requestsPerSecond > 0 && Double.isFinite(requestsPerSecond), "above 0",
        requestsPerSecond);
    check("cost weight", isShare(costWeight.orElse(0)), "in [0, 1]", costWeight);
    check("streaming share", isShare(streamingShare), "in [0, 1]", streamingShare);
    check("feedback share", isShare(feedbackShare), "in [0, 1]", feedbackShare);
    check("most in flight", mostInFlight >= 1, "at least 1", mostInFlight);
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  private static void check(String name, boolean holds, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("the " + name + " must be " + rule + ": " + value);
    }
  }

  /// Endless traffic for the router `auto`, a quarter of it streamed, every answer rated, at most 256 requests in flight.
  public static TrafficPlan to(URI baseUrl, double requestsPerSecond) {
    return new TrafficPlan(baseUrl, "auto", requestsPerSecond, Optional.empty(), OptionalLong.empty(),
        OptionalDouble.empty(), 0.25, 1, 256, 1);
  }

  public TrafficPlan withModel(String other) {
    return new TrafficPlan(baseUrl, other, requestsPerSecond, duration, count, costWeight, streamingShare,
        feedbackShare, mostInFlight, seed);
  }

  public TrafficPlan withDuration(Duration limit) {
    return new TrafficPlan(baseUrl, model, requestsPerSecond, Optional.of(limit), count, costWeight, streamingShare,
        feedbackShare, mostInFlight, seed);
  }

  public TrafficPlan withCount(long limit) {
    return new TrafficPlan(baseUrl, model, requestsPerSecond, duration, OptionalLong.of(limit), costWeight,
        streamingShare, feedbackShare, mostInFlight, seed);
  }

  public TrafficPlan withCostWeight(double weight) {
    return new TrafficPlan(baseUrl, model, requestsPerSecond, duration, count, OptionalDouble.of(weight),
        streamingShare, feedbackShare, mostInFlight, seed);
  }

  public TrafficPlan withStreamingShare(double share) {
    return new TrafficPlan(baseUrl, model, requestsPerSecond, duration, count, costWeight, share, feedbackShare,
        mostInFlight, seed);
  }

  public TrafficPlan withFeedbackShare(double share) {
    return new TrafficPlan(baseUrl, model, requestsPerSecond, duration, count, costWeight, streamingShare, share,
        mostInFlight, seed);
  }

  public TrafficPlan withMostInFlight(int limit) {
    return new TrafficPlan(baseUrl, model, requestsPerSecond, duration, count, costWeight, streamingShare,
        feedbackShare, limit, seed);
  }

  public TrafficPlan withSeed(long other) {
    return new TrafficPlan(baseUrl, model, requestsPerSecond, duration, count, costWeight, streamingShare,
        feedbackShare, mostInFlight, other);
  }
}

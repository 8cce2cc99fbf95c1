package dev.pointsman.gateway.store;

import dev.pointsman.routing.Money;
import java.time.Duration;

/// One call to one model for a request.
///
/// @param model the model's name at the time
/// @param status `ok`, `http_503` and the like, or `connection`, `timeout`, `cut`, `garbage`, `client_gone`
/// @param cost what it cost
/// @param latency until its end
public record Attempt(String model, String status, Money cost, Duration latency) {}

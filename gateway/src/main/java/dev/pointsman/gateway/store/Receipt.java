package dev.pointsman.gateway.store;

import java.util.List;
import java.util.OptionalDouble;

/// What became of a judgement.
///
/// @param duplicate the same `feedback_id` had been counted before, so nothing changed
/// @param replaced it took the place of an earlier one
/// @param before the mean of the answer's quality judgements before, if there were any
/// @param after the mean since, if there are any
/// @param teaches the routers that learn from it, none if it teaches nothing
public record Receipt(boolean duplicate, boolean replaced, OptionalDouble before, OptionalDouble after,
    List<String> teaches) {}

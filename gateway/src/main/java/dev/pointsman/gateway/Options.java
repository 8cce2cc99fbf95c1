package dev.pointsman.gateway;

import dev.pointsman.routing.Money;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// What a caller may set for one request.
///
/// @param costWeight in `[0, 1]`, instead of the router's
/// @param maxCost the most that the call may be expected to cost
/// @param explore false asks for the best guess
/// @param session logged
/// @param tags logged; one of them says the [group][dev.pointsman.routing.Context#GROUP_TAG]
public record Options(OptionalDouble costWeight, Optional<Money> maxCost, boolean explore, Optional<String> session,
    SequencedMap<String, String> tags) {}

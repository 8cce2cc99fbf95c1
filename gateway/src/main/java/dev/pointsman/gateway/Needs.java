package dev.pointsman.gateway;

import dev.pointsman.gateway.provider.Capability;
import java.util.OptionalLong;
import java.util.Set;

/// What a prompt asks of a model.
///
/// @param capabilities beyond plain text
/// @param inputTokens estimated, a quarter of the text's UTF-8 bytes and a flat sum for each picture
/// @param maxOutputTokens the most that the caller wants, if said
/// @param choices how many answers, at least 1
public record Needs(Set<Capability> capabilities, long inputTokens, OptionalLong maxOutputTokens, int choices) {}

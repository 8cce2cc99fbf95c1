/// What is routed and what it costs: arms, candidates, contexts, decisions, observations and exact money.
/// Values only; nothing here decides, learns or reaches outside.
@NullMarked
package dev.pointsman.routing;

import org.jspecify.annotations.NullMarked;

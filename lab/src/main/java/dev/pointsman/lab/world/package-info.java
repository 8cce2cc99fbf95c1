/// Worlds to learn and deploy in: a table ready to be replayed, and what may happen on the way. A policy's side of a round
/// shows no outcome but that of the arm it called.
@NullMarked
package dev.pointsman.lab.world;

import org.jspecify.annotations.NullMarked;

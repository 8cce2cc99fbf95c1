/// Simulated upstream models and their traffic, for the demo, tests and load runs: worlds that know how good each model's
/// answer to a prompt would be, a server that answers as those models would, a client that sends prompts to a gateway and
/// rates the answers, and a scoreboard that compares the gateway's choices with hindsight. Everything a user can see says
/// that it is simulated.
@NullMarked
package dev.pointsman.fleet;

import org.jspecify.annotations.NullMarked;

package dev.pointsman.lab.run;

/// One round of an episode as a flat row: reports read nothing else.
///
/// @param position in the episode, from 0
/// @param phase of the scenario, from 0
/// @param row of the data
/// @param model chosen, by index; [Choice#NOBODY] if unserved
/// @param propensity of the choice
/// @param quality of the answer, 0 if unserved
/// @param cost US dollars, 0 if unserved
/// @param regret what was missed against hindsight, in units of the point's reward
public record Step(int position, int phase, int row, int model, double propensity, double quality, double cost,
    double regret) {}

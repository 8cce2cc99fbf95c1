/// The prompts of the simulated traffic: templates and vocabularies in text files, drawn into many thousands of
/// different texts, and read back from a text alone (its topic and its difficulty). Knows no models, no network.
@NullMarked
package dev.pointsman.fleet.prompt;

import org.jspecify.annotations.NullMarked;

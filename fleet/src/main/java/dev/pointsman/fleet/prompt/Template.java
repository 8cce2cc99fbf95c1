package dev.pointsman.fleet.prompt;

/// The frame of a prompt.
///
/// @param phrase its text
/// @param level how much it asks for
record Template(Phrase phrase, Level level) {}

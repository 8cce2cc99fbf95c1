package dev.pointsman.lab.data;

/// The first line of a file of preference pairs.
///
/// @param name the file's name for itself; not blank
/// @param source where the judgements come from; `""` if not said
/// @param license under which terms; `""` if not said
public record PreferenceHeader(String name, String source, String license) {}

package dev.pointsman.fleet;

/// Something to ask.
///
/// @param id names the task in reports
/// @param topic what kind of task it is; `""` if not known
/// @param prompt what is sent
public record Task(String id, String topic, String prompt) {}

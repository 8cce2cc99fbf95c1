/// The composition root: main, commands, and the wiring of everything else. Commands parse, call and print; the only
/// place that reads environment variables and writes to standard streams.
@NullMarked
package dev.pointsman.app;

import org.jspecify.annotations.NullMarked;

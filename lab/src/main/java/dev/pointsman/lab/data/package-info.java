/// Recorded data as values: score tables (what each model made of each prompt, and what it cost), decision logs (what a
/// gateway chose, how likely, and what came of it), and the strict readers of their files. A broken file is one
/// [DataException] that names the line and the rule; nothing here learns or routes.
@NullMarked
package dev.pointsman.lab.data;

import org.jspecify.annotations.NullMarked;

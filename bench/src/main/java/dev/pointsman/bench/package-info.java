/// Benchmarks: JMH for single steps, load tests for the whole. Run by `bench/run`, which writes `results/bench.md`.
@NullMarked
package dev.pointsman.bench;

import org.jspecify.annotations.NullMarked;

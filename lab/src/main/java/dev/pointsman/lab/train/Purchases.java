package dev.pointsman.lab.train;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.BitSet;

/// The outcomes of a data set that a trainer has paid for. No other is ever shown to it.
final class Purchases {
  private final Dataset data;
  private final int models;
  private BitSet bought = new BitSet();
  private long calls;
  private double costUsd;

  Purchases(Dataset data) {
    this.data = data;
    this.models = data.models().size();
  }

  /// Pays for a call.
  ///
  /// @throws IllegalArgumentException if the model is no candidate for the prompt
  void buy(int row, int model) {
    if (!data.isCandidate(row, model)) {
      throw new IllegalArgumentException(data.models().get(model) + " was never run on this prompt");
    }
    bought.set(row * models + model);
    calls++;
    costUsd += data.cost(row, model);
  }

  /// Pays for a call unless its outcome is there.
  void buyOnce(int row, int model) {
    if (!has(row, model)) {
      buy(row, model);
    }
  }

  boolean has(int row, int model) {
    return bought.get(row * models + model);
  }

  /// How many models a prompt was asked.
  int count(int row) {
    return bought.get(row * models, (row + 1) * models).cardinality();
  }

  double quality(int row, int model) {
    return shown(row, model, data.quality(row, model));
  }

  double cost(int row, int model) {
    return shown(row, model, data.cost(row, model));
  }

  private double shown(int row, int model, double value) {
    if (!has(row, model)) {
      throw new IllegalStateException("an outcome that was not paid for: " + data.models().get(model));
    }
    return value;
  }

  long calls() {
    return calls;
  }

  double costUsd() {
    return costUsd;
  }

  void save(StateWriter out) {
    out.put(bought.toByteArray()).put(calls).put(costUsd);
  }

  void restore(StateReader in) {
    bought = BitSet.valueOf(in.bytes());
    calls = in.whole();
    costUsd = in.number();
  }
}

package dev.pointsman.lab.train;

import ai.djl.training.tracker.Tracker;

/// A rate of learning that is set as training goes on.
final class Schedule implements Tracker {
  private float rate;

  Schedule(float rate) {
    this.rate = rate;
  }

  void rate(float now) {
    rate = now;
  }

  @Override
  public float getNewValue(int update) {
    return rate;
  }
}

package dev.pointsman.fleet;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// What is known of prompts and models: what may be asked, and what each model would make of it. Immutable and
/// thread-safe; the same for the same seed.
public interface World {
  /// The models, with distinct names.
  List<FleetModel> models();

  /// An endless stream of tasks, the same from its start each time. The iterator itself is for one thread.
  Iterator<Task> tasks();

  /// What the model makes of the prompt, always the same; empty if it cannot serve it or there is no such model. The cost
  /// of an outcome is known: either it is reported, or the model has a price.
  Optional<Outcome> outcome(String prompt, String model);

  /// The model of that name.
  default Optional<FleetModel> model(String name) {
    return models().stream().filter(model -> model.name().equals(name)).findFirst();
  }
}

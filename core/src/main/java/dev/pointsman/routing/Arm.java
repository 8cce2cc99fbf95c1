package dev.pointsman.routing;

/// A model that can be chosen, whatever it is called today.
///
/// @param id stable identity of what is called, for a gateway `provider|base URL|upstream model`, so that renaming a
///     model keeps what was learned of it and repointing a name starts anew; not blank
public record Arm(String id) {
  public Arm {
    if (id.isBlank()) {
      throw new IllegalArgumentException("an arm's id is blank");
    }
  }

  @Override
  public String toString() {
    return id;
  }
}

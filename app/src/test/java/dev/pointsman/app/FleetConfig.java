package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.fleet.FleetModel;
import dev.pointsman.fleet.SimulatedWorld;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// The configuration of a gateway on a free port in front of the simulated fleet, with one router `auto` over all of its models.
final class FleetConfig {
  private FleetConfig() {}

  /// A configuration.
  ///
  /// @param store the database file
  /// @param router the router's keys and values but for its name, as YAML
  static Config of(SimulatedWorld world, URI fleet, Path store, String router) {
    StringBuilder yaml = new StringBuilder("store: sqlite:" + store + "\nmodels:\n");
    for (FleetModel model : world.models()) {
      var price = model.pricing().orElseThrow();
      yaml.append(String.format(Locale.ROOT, "- {name: %s, base_url: '%s', price: {input: %s, output: %s}}%n",
          model.name(), fleet, price.input().exactUsd().toPlainString(), price.output().exactUsd().toPlainString()));
    }
    return new ConfigReader(Map.of()).parse("test.yaml", yaml + "routers: [{name: auto, " + router + "}]\n").on(0);
  }
}

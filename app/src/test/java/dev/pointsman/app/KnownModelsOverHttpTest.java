package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.encoder.MiniLmEncoder;
import dev.pointsman.encoder.NoEncoder;
import dev.pointsman.fleet.FleetModel;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.Traffic;
import dev.pointsman.fleet.TrafficPlan;
import dev.pointsman.gateway.Dispatcher.Choice;
import dev.pointsman.gateway.Needs;
import dev.pointsman.gateway.Options;
import dev.pointsman.gateway.store.StoreUnavailable;
import dev.pointsman.routing.Appraisal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `identity:` in a whole gateway, in front of the simulated fleet.
class KnownModelsOverHttpTest {
  private static final Encoder ENCODER = MiniLmEncoder.load();
  private static final List<String> IDENTITIES = List.of("llama-2-7b", "gemini-2.5-pro", "google/gemini-1.5-flash");

  private final SimulatedWorld world = new SimulatedWorld(3);

  @TempDir
  private Path folder;

  @AfterAll
  static void closeTheEncoder() {
    ENCODER.close();
  }

  /// The fleet's models, the first of which are said to be known ones.
  private Config config(URI fleet, String router, List<String> identities) {
    StringBuilder yaml = new StringBuilder("store: sqlite:" + folder.resolve("known.db") + "\nmodels:\n");
    for (int m = 0; m < world.models().size(); m++) {
      FleetModel model = world.models().get(m);
      yaml.append(String.format(Locale.ROOT, "- {name: %s, base_url: '%s', price: {input: 1, output: 1}%s}%n",
          model.name(), fleet, m < identities.size() ? ", identity: " + identities.get(m) : ""));
    }
    return new ConfigReader(Map.of()).parse("test.yaml", yaml + "routers: [{name: auto, " + router + "}]\n").on(0);
  }

  /// What is thought of the models at a prompt.
  private static List<Appraisal> appraised(RunningGateway gateway) {
    var options = new Options(OptionalDouble.of(0), Optional.empty(), false, Optional.empty(), new LinkedHashMap<>());
    return gateway.gateway().dispatcher().choose("auto", "What is the boiling point of water at 2 bar?",
        new Needs(Set.of(), 100, OptionalLong.empty(), 1), options) instanceof Choice.Chosen chosen
            ? chosen.decision().decision().appraisals()
            : List.of();
  }

  private void play(RunningGateway gateway, int count) {
    TrafficPlan plan = TrafficPlan.to(URI.create(gateway.baseUrl()), 10_000).withCount(count).withMostInFlight(1);
    new Traffic(world, plan, _ -> {}).run();
  }

  private static byte[] state(RunningGateway gateway) {
    return gateway.gateway().checkpoint("auto").orElseThrow().state();
  }

  @Test
  void knownModelsStandAsTheirIdentitiesSayBeforeTheFirstFeedback() throws IOException {
    try (FleetServer fleet = FleetServer.start(world, 0)) {
      try (RunningGateway gateway = start(config(fleet.baseUrl(), "policy: frontier", IDENTITIES))) {
        List<Appraisal> known = appraised(gateway);
        double[] quality = known.stream().mapToDouble(a -> a.quality().mean()).toArray();
        assertThat(quality[1]).isGreaterThan(quality[0] + 0.1);
        assertThat(quality[2]).isBetween(quality[0], quality[1]);
        assertThat(quality[3]).as("of which nothing is known").isEqualTo(0.5);
        assertThat(known.get(0).candidate().listedCost()).as("who is known to write less is listed for less")
            .isNotEqualTo(known.get(3).candidate().listedCost());
        assertThat(known.get(1).candidate().listedCost()).as("whose answers nobody counted")
            .isEqualTo(known.get(3).candidate().listedCost());
      }
    }
  }

  @Test
  void onlyTheHousePolicyWithoutACheckpointStartsFromThem() throws IOException {
    try (FleetServer fleet = FleetServer.start(world, 0);
        RunningGateway gateway = start(config(fleet.baseUrl(), "policy: linucb", IDENTITIES))) {
      assertThat(appraised(gateway)).allMatch(a -> a.quality().mean() == 0.5);
    }
  }

  @Test
  void whatWasLearnedOutlivesARestartAndOtherIdentitiesLearnAnewFromTheLog() throws IOException {
    try (FleetServer fleet = FleetServer.start(world, 0)) {
      Config config = config(fleet.baseUrl(), "policy: frontier", IDENTITIES);
      byte[] before;
      try (RunningGateway gateway = start(config)) {
        play(gateway, 40);
        before = state(gateway);
      }
      try (RunningGateway gateway = start(config)) {
        assertThat(state(gateway)).isEqualTo(before);
      }
      List<String> told = new ArrayList<>();
      try (
          RunningGateway gateway = RunningGateway.start(config(fleet.baseUrl(), "policy: frontier", List.of()), ENCODER,
              told::add)) {
        assertThat(state(gateway)).isNotEqualTo(before);
        assertThat(told).anyMatch(line -> line.contains("or other identities"));
      }
    }
  }

  @Test
  void anotherEncoderIsRefusedWithTheWayOut() throws IOException {
    try (FleetServer fleet = FleetServer.start(world, 0); Encoder none = new NoEncoder()) {
      Config config = config(fleet.baseUrl(), "policy: frontier", IDENTITIES);
      assertThatThrownBy(() -> RunningGateway.start(config, none, _ -> {})).isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining(
              "the identities of router auto's models were fitted to features of the encoder minilm-64")
          .hasMessageContaining("take identity: out of its models, or use the encoder minilm");
    }
  }

  private static RunningGateway start(Config config) throws IOException {
    return RunningGateway.start(config, ENCODER, _ -> {});
  }
}

package dev.pointsman.gateway;

import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.SqliteStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What routers know while they run is what they would know after a restart.
class FoldOfTheLogTest {
  @TempDir
  private Path folder = Path.of("");

  private UnreliableStore store() {
    return new UnreliableStore(
        SqliteStore.open(folder.resolve("log.db"), new WordEncoder().fingerprint(), _ -> {}));
  }

  @Test
  void aFactThatMemoryRanOutForIsLearnedBeforeTheNextAndRefusesNobody() {
    try (var upstream = FakeUpstream.start()) {
      List<Model> models = List.of(model("small", upstream, 1), model("large", upstream, 2));
      List<Router.Spec> routers = List.of(TestGateway.auto("linucb", 0.3, models.toArray(Model[]::new)));
      byte[] live;
      UnreliableStore store = store();
      try (var gateway = TestGateway.on(store, models, routers)) {
        byte[] untrained = gateway.learned("auto");
        store.scant = true;
        assertThat(gateway.chat(ask("auto", "the first of all")).statusCode()).isEqualTo(200);
        assertThat(store.scant).isFalse();
        assertThat(gateway.learned("auto")).isEqualTo(untrained);
        assertThat(gateway.chat(ask("auto", "another one")).statusCode()).isEqualTo(200);
        live = gateway.learned("auto");
        assertThat(live).isNotEqualTo(untrained);
      }
      try (var gateway = TestGateway.on(store(), models, routers)) {
        assertThat(gateway.learned("auto")).isEqualTo(live);
      }
    }
  }
}

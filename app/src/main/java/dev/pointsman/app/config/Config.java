package dev.pointsman.app.config;

import dev.pointsman.gateway.CommandGrader;
import dev.pointsman.gateway.Router;
import dev.pointsman.gateway.http.HttpLimits;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.policy.PolicySpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A gateway as it is configured, checked whole.
///
/// @param encoder one of [#ENCODERS]
/// @param store where decisions and feedback are remembered
/// @param graders programs that judge answers to a quiz, by name
public record Config(Server server, String encoder, Store store, Log log, List<Model> models,
    List<Router.Spec> routers, long seed, Map<String, CommandGrader> graders) {
  /// What may turn prompts into features: the sentence encoder, or nothing at all.
  public static final List<String> ENCODERS = List.of("minilm", "none");
  public static final double DEFAULT_COST_WEIGHT = 0.3;
  public static final String DEFAULT_ROUTER = "auto";
  public static final String DEFAULT_POLICY = "frontier";

  /// Where to listen, and what a client may ask.
  public record Server(String host, int port, HttpLimits limits) {
    public static final Server DEFAULT = new Server("127.0.0.1", 8080, HttpLimits.DEFAULT);

    /// The same on another port.
    public Server on(int other) {
      return new Server(host, other, limits);
    }
  }

  /// Where decisions and feedback are remembered.
  public sealed interface Store {
    /// What is taken where none is named.
    Store DEFAULT = new SqliteStore(Path.of("pointsman.db"));
  }

  /// Until the process ends.
  public record MemoryStore() implements Store {}

  /// In a SQLite file.
  public record SqliteStore(Path file) implements Store {}

  /// What is remembered.
  ///
  /// @param prompts whether prompt texts are kept; features always are
  /// @param retention how long rows are kept
  public record Log(boolean prompts, Duration retention) {
    public static final Log DEFAULT = new Log(false, Duration.ofDays(365));
  }

  /// A configuration of models alone: the router `auto` over all of them.
  public static Config of(List<Model> models) {
    return new Config(Server.DEFAULT, ENCODERS.getFirst(), Store.DEFAULT, Log.DEFAULT, models, List.of(auto(models)),
        0, Map.of());
  }

  /// The router that exists unless one is configured.
  static Router.Spec auto(List<Model> models) {
    return auto(models, Optional.empty());
  }

  /// The same, knowing what identities say of its models.
  static Router.Spec auto(List<Model> models, Optional<Router.Known> known) {
    return new Router.Spec(DEFAULT_ROUTER, DEFAULT_POLICY, models, DEFAULT_COST_WEIGHT,
        PolicySpec.named(DEFAULT_POLICY).orElseThrow().maxExploration(), Optional.empty(), Optional.empty(), known);
  }

  /// The same on another port.
  public Config on(int port) {
    return new Config(server.on(port), encoder, store, log, models, routers, seed, graders);
  }
}

package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.Gateway;
import dev.pointsman.gateway.Meters;
import dev.pointsman.gateway.http.HttpServer;
import dev.pointsman.gateway.openai.Api;
import dev.pointsman.gateway.openai.ChatSpeaker;
import dev.pointsman.gateway.provider.OpenAiCompatible;
import dev.pointsman.gateway.provider.Provider;
import dev.pointsman.gateway.store.MemoryStore;
import dev.pointsman.gateway.store.SqliteStore;
import dev.pointsman.gateway.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/// A gateway with everything around it, listening.
public final class RunningGateway implements AutoCloseable {
  private static final int REMEMBERED_DECISIONS = 200_000;

  private final Gateway gateway;
  private final HttpServer server;
  private final String host;
  private final PrometheusMeterRegistry registry;
  private final Store store;
  private final OpenAiCompatible provider;

  private RunningGateway(Gateway gateway, HttpServer server, String host, PrometheusMeterRegistry registry, Store store,
      OpenAiCompatible provider) {
    this.gateway = gateway;
    this.server = server;
    this.host = host;
    this.registry = registry;
    this.store = store;
    this.provider = provider;
  }

  /// Starts a gateway.
  ///
  /// @param encoder stays the caller's to close
  /// @param notices is told, line by line, what is worth knowing about earlier runs
  /// @throws IOException if it can't listen
  /// @throws StoreUnavailable if the store can't be used
  public static RunningGateway start(Config config, Encoder encoder, Consumer<String> notices) throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Store store = config.store() instanceof Config.SqliteStore(Path file)
        ? SqliteStore.open(file, encoder.fingerprint(), Meters.commits(registry))
        : new MemoryStore(REMEMBERED_DECISIONS);
    OpenAiCompatible provider = new OpenAiCompatible();
    try {
      Gateway gateway = new Gateway(parts(config, encoder, provider, store, registry), notices);
      Api api = new Api(gateway, registry::scrape, admin(config, notices));
      HttpServer server = HttpServer.start(config.server().host(), config.server().port(), config.server().limits(),
          api, Api::problem);
      gateway.start();
      return new RunningGateway(gateway, server, config.server().host(), registry, store, provider);
    } catch (IOException | RuntimeException e) {
      provider.close();
      store.close();
      throw e;
    }
  }

  static Gateway.Parts parts(Config config, Encoder encoder, Provider provider, Store store, MeterRegistry registry) {
    return new Gateway.Parts(config.models(), config.routers(), encoder, provider, store, registry,
        InstantSource.system(), config.seed(), config.log().prompts(), config.log().retention(), new ChatSpeaker());
  }

  static Api.Admin admin(Config config, Consumer<String> notices) {
    return new Api.Admin(new ConfigReader(System.getenv(), notices)::model, config.graders(), notices,
        config.server().host());
  }

  public int port() {
    return server.port();
  }

  /// Where clients point their SDK.
  public String baseUrl() {
    return url(host, port());
  }

  static String url(String host, int port) {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return "http://" + (bare ? "[" + host + "]" : host) + ":" + port + "/v1";
  }

  public Gateway gateway() {
    return gateway;
  }

  public MeterRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    gateway.newcomers().stop();
    server.close();
    gateway.close();
    provider.close();
    store.close();
  }
}

package dev.pointsman.gateway;

import dev.pointsman.budget.Pacing;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.http.HttpLimits;
import dev.pointsman.gateway.http.HttpServer;
import dev.pointsman.gateway.openai.Api;
import dev.pointsman.gateway.openai.ChatSpeaker;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.OpenAiCompatible;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Secret;
import dev.pointsman.gateway.provider.Timeouts;
import dev.pointsman.gateway.store.MemoryStore;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.routing.Pricing;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A gateway on a port of its own with a client beside it.
public final class TestGateway implements AutoCloseable {
  public static final String API_KEY = "sk-upstream-secret";
  private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(60),
      Duration.ofSeconds(60));
  private static final Timeouts HASTY = new Timeouts(Duration.ofMillis(1000), Duration.ofMillis(300),
      Duration.ofMillis(250));
  private static final HttpLimits LIMITS = new HttpLimits(1 << 20, Duration.ofSeconds(10), Duration.ofSeconds(30));

  private final OpenAiCompatible provider = new OpenAiCompatible();
  private final Store store;
  private final List<String> notices = new ArrayList<>();
  private final Gateway gateway;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestGateway(List<Model> models, List<Router.Spec> routers, HttpLimits limits, Store store) {
    this(models, routers, limits, store, new WordEncoder());
  }

  private TestGateway(List<Model> models, List<Router.Spec> routers, HttpLimits limits, Store store,
      Encoder encoder) {
    this.store = store;
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.gateway = new Gateway(new Gateway.Parts(models, routers, encoder, provider, store, registry,
        InstantSource.system(), 1, false, Duration.ofDays(365), new ChatSpeaker()), _ -> {});
    Api api = new Api(gateway, registry::scrape,
        new Api.Admin(TestGateway::written, Map.of(), notices::add, "router.internal"));
    try {
      this.server = HttpServer.start("127.0.0.1", 0, limits, api, Api::problem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A gateway with one router `auto` that always takes the cheapest, which are the models in order.
  public static TestGateway inOrder(Model... models) {
    return routing("cheapest", 0.3, models);
  }

  /// The same for clients that get less time or room.
  public static TestGateway limited(HttpLimits limits, Model... models) {
    return new TestGateway(List.of(models), List.of(auto("cheapest", 0.3, models)), limits, memory());
  }

  /// A gateway with one router `auto`.
  public static TestGateway routing(String policy, double costWeight, Model... models) {
    return of(List.of(models), List.of(auto(policy, costWeight, models)));
  }

  /// A gateway with these models and routers.
  public static TestGateway of(List<Model> models, List<Router.Spec> routers) {
    return on(memory(), models, routers);
  }

  /// The same on a store, which is closed with it.
  public static TestGateway on(Store store, List<Model> models, List<Router.Spec> routers) {
    return new TestGateway(models, routers, LIMITS, store);
  }

  /// The same on a store in memory, with an encoder of the caller's.
  public static TestGateway encoding(Encoder encoder, List<Model> models, List<Router.Spec> routers) {
    return new TestGateway(models, routers, LIMITS, memory(), encoder);
  }

  private static Store memory() {
    return new MemoryStore(10_000);
  }

  static Router.Spec auto(String policy, double costWeight, Model... models) {
    return new Router.Spec("auto", policy, List.of(models), costWeight, 1);
  }

  /// A model served by an upstream; the figure is its price in dollars per million tokens either way.
  public static Model model(String name, FakeUpstream upstream, int price) {
    return model(name, upstream.baseUrl(), price, OptionalLong.empty(), Set.of(Capability.values()));
  }

  static Model model(String name, URI url, int price, OptionalLong contextWindow, Set<Capability> capabilities) {
    return new Model(name, "openai", url, Optional.of(new Secret(API_KEY)), "upstream-" + name,
        new Price.Listed(Pricing.perMillion(Integer.toString(price), Integer.toString(price))), contextWindow,
        OptionalLong.empty(), capabilities, PATIENT);
  }

  /// A model as a request writes it that joins: its name and its upstream's URL. No variable is set that a key could stand in.
  private static Model written(String json) {
    JsonNode model = json(json);
    if (model.has("api_key")) {
      throw new IllegalArgumentException(model.get("api_key").asString() + " is not set");
    }
    return model(model.get("name").asString(), URI.create(model.get("base_url").asString()), 1, OptionalLong.empty(),
        Set.of(Capability.values()));
  }

  /// The same model with timeouts of less than half a second.
  public static Model hasty(Model model) {
    return new Model(model.name(), model.provider(), model.baseUrl(), model.apiKey(), model.upstreamModel(),
        model.price(), model.contextWindow(), model.maxOutputTokens(), model.capabilities(), HASTY);
  }

  public int port() {
    return server.port();
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /// A chat request's body with one user turn.
  public static String ask(String model, String text, String... moreMembers) {
    StringBuilder more = new StringBuilder();
    Arrays.stream(moreMembers).forEach(m -> more.append(',').append(m));
    return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]" + more + "}";
  }

  public HttpResponse<String> chat(String body, String... headers) {
    return post("/v1/chat/completions", body, headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(60))
        .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(60)));
  }

  public HttpResponse<String> delete(String path) {
    return send(HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(60)).DELETE());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The pace of its first router's money.
  Pacing pacing() {
    return gateway.catalog().routers().getFirst().pacing().orElseThrow();
  }

  /// Models that join and leave.
  Newcomers newcomers() {
    return gateway.newcomers();
  }

  /// What was said of models that joined earlier.
  List<String> notices() {
    return notices;
  }

  /// What a router has learned, in bytes.
  byte[] learned(String router) {
    return gateway.checkpoint(router).orElseThrow().state();
  }

  /// What is known of a decision.
  public JsonNode decision(String id) {
    return json(get("/v1/decisions/" + id).body());
  }

  public static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  @Override
  public void close() {
    server.close();
    gateway.close();
    store.close();
    provider.close();
    client.close();
  }
}

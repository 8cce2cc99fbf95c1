package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.prompt.PromptSource;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.Fact;
import dev.pointsman.gateway.store.ReadOnlyStore;
import dev.pointsman.gateway.store.SqliteLog;
import dev.pointsman.gateway.store.SqliteLog.Filter;
import dev.pointsman.gateway.store.StoredDecision;
import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Observation;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A gateway of its own process is killed with SIGKILL under load, thirty times at random moments. After each restart all
/// that it had acknowledged is on record, and it decides as a twin does that was never killed: one that has learned every
/// fact of the log in order, from the first, without a checkpoint.
class NothingIsLostTest {
  private static final int KILLS = 30;
  private static final int CLIENTS = 12;
  private static final int FEATURES = 72;
  private static final String SEED = "5";
  private static final PromptSource PROMPTS = PromptSource.shipped();
  private static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty());

  private final Map<String, String> answered = new ConcurrentHashMap<>();
  private final Map<String, Double> rated = new ConcurrentHashMap<>();
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile CountDownLatch awaited = new CountDownLatch(0);
  private LearnedState twin = LearnedState.untrained(PolicySpec.named("frontier").orElseThrow(), FEATURES);
  private long learned;

  @Test
  void whatWasAcknowledgedOutlivesKillNine(@TempDir Path folder) throws Exception {
    var random = new SplittableRandom(Long.parseLong(SEED));
    Path store = folder.resolve("gateway.db");
    try (FleetServer fleet = FleetServer.start(new SimulatedWorld(1), 0)) {
      Path config = config(folder, store, fleet.baseUrl());
      for (int kill = 1; kill <= KILLS; kill++) {
        try (Running gateway = start(config)) {
          assertThatItDecidesLikeItsTwin(gateway, store, kill);
          load(gateway, random.nextLong(), 1 + random.nextInt(40), kill % 6 == 0);
        }
        assertThatNothingIsMissing(store);
      }
      assertThat(answered).hasSizeGreaterThan(KILLS * 10);
      assertThat(rated).hasSizeGreaterThan(KILLS * 3);
    }
  }

  private static Path config(Path folder, Path store, URI fleet) throws IOException {
    StringBuilder yaml = new StringBuilder("store: sqlite:" + store + "\nseed: " + SEED + "\nmodels:\n");
    int price = 1;
    for (String model : List.of("sim-wren", "sim-heron", "sim-owl", "sim-eagle")) {
      yaml.append("- {name: %s, base_url: \"%s\", price: {input: %d, output: %d}}\n".formatted(model, fleet, price,
          4 * price));
      price *= 3;
    }
    return Files.writeString(folder.resolve("config.yaml"), yaml);
  }

  /// A gateway in a process of its own.
  private record Running(Process process, URI baseUrl) implements AutoCloseable {
    @Override
    public void close() {
      process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  private static Running start(Path config) throws IOException {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(), "serve", "--config", config.toString(), "--port", "0")
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    assertThat(line).startsWith("Pointsman listens on ");
    return new Running(process, URI.create(line.substring("Pointsman listens on ".length())));
  }

  /// Clients ask, half of them for streams, and rate what they get, until the gateway is gone, which it is some time after
  /// a number of answers that was drawn.
  private void load(Running gateway, long seed, int answers, boolean gently) throws Exception {
    var random = new SplittableRandom(seed);
    awaited = new CountDownLatch(answers);
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int client = 0; client < CLIENTS; client++) {
        SplittableRandom own = random.split();
        clients.execute(() -> client(gateway, own));
      }
      assertThat(awaited.await(60, TimeUnit.SECONDS)).isTrue();
      if (gently) {
        gateway.process.destroy(); // SIGTERM, which leaves a checkpoint behind
      } else {
        gateway.process.destroyForcibly();
      }
      assertThat(gateway.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(gateway.process.exitValue()).isEqualTo(gently ? 0 : 128 + 9);
    }
  }

  private void client(Running gateway, SplittableRandom random) {
    try {
      while (gateway.process.isAlive()) {
        Optional<String> id = ask(gateway, PROMPTS.draw(random).text(), random.nextBoolean());
        if (id.isPresent() && random.nextDouble() < 0.7) {
          rate(gateway, id.get(), random.nextInt(11) / 10.0);
        }
      }
    } catch (IOException e) {
      // the gateway is gone, which is what this is about
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> ask(Running gateway, String prompt, boolean stream)
      throws IOException, InterruptedException {
    var body = JsonMapper.shared().createObjectNode().put("model", "auto").put("stream", stream);
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    HttpResponse<String> answer = post(gateway, "/chat/completions", body.toString());
    boolean whole = answer.statusCode() == 200 && (!stream || answer.body().endsWith("data: [DONE]\n\n"));
    if (!whole) {
      return Optional.empty();
    }
    String id = answer.headers().firstValue("x-pointsman-decision-id").orElseThrow();
    answered.put(id, answer.headers().firstValue("x-pointsman-model").orElseThrow());
    awaited.countDown();
    return Optional.of(id);
  }

  private void rate(Running gateway, String id, double value) throws IOException, InterruptedException {
    HttpResponse<String> answer = post(gateway, "/feedback", "{\"id\":\"" + id + "\",\"value\":" + value + "}");
    if (answer.statusCode() == 200) {
      rated.put(id, value);
    }
  }

  private HttpResponse<String> post(Running gateway, String path, String body)
      throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl + path)).timeout(Duration.ofSeconds(20))
        .POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private void assertThatItDecidesLikeItsTwin(Running gateway, Path store, int kill) throws Exception {
    var random = new SplittableRandom(1000 + kill);
    for (int i = 0; i < 3; i++) {
      catchUp(store);
      String id = ask(gateway, PROMPTS.draw(random).text(), i == 1).orElseThrow();
      try (SqliteLog log = SqliteLog.open(store)) {
        StoredDecision made = log.find(id).orElseThrow();
        assertThat(decided(made)).isEqualTo(made.decision().decision());
      }
    }
  }

  /// What the twin decides where a decision was made.
  private Decision decided(StoredDecision made) {
    var decision = made.decision();
    List<Candidate> listed = decision.decision().appraisals().stream().map(Appraisal::candidate)
        .map(c -> Candidate.listed(c.arm(), c.listedCost())).toList();
    List<Candidate> priced = twin.price(decision.context().features(), listed);
    assertThat(twin.costs().scale(priced)).isEqualTo(decision.context().preference().costScale());
    return twin.policy().decide(decision.context(), priced,
        new SplittableRandom(Long.parseLong(SEED) * 0x9E3779B97F4A7C15L + decision.number()));
  }

  private void catchUp(Path store) {
    if (Files.exists(store)) {
      try (SqliteLog log = SqliteLog.open(store)) {
        log.replay(learned, fact -> {
          twin = twin.learn(fact.observation());
          learned = fact.sequence();
        });
      }
    }
  }

  private void assertThatNothingIsMissing(Path store) {
    Map<String, StoredDecision> there = new ConcurrentHashMap<>();
    List<Fact> facts = new ArrayList<>();
    try (ReadOnlyStore reader = ReadOnlyStore.open(store, fingerprint(store))) {
      reader.log().each(ALL, stored -> there.put(stored.decision().id(), stored));
      reader.log().replay(0, facts::add);
    }
    answered.forEach((id, model) -> {
      assertThat(there).as("what was answered").containsKey(id);
      StoredDecision stored = Objects.requireNonNull(there.get(id));
      assertThat(stored.end().map(CallEnd::status)).contains(CallEnd.OK);
      assertThat(stored.decision().names().get(stored.decision().served().orElseThrow())).isEqualTo(model);
    });
    rated.forEach((id, value) -> assertThat(Objects.requireNonNull(there.get(id)).quality()).hasValue(value));
    assertThat(facts.stream().filter(f -> f.observation() instanceof Observation.Served)).hasSameSizeAs(
        there.values().stream().filter(s -> s.end().map(CallEnd::status).equals(Optional.of(CallEnd.OK))).toList());
    assertThat(facts.stream().filter(f -> f.observation() instanceof Observation.Rated))
        .hasSameSizeAs(there.values().stream().filter(s -> s.quality().isPresent()).toList());
    assertThat(facts).extracting(Fact::sequence).isSorted().doesNotHaveDuplicates();
  }

  private static String fingerprint(Path store) {
    try (SqliteLog log = SqliteLog.open(store)) {
      return log.encoders().getFirst();
    }
  }

  @Test
  void aLogIsShownAndExported(@TempDir Path folder) throws Exception {
    Path store = folder.resolve("gateway.db");
    try (FleetServer fleet = FleetServer.start(new SimulatedWorld(1), 0);
        Running gateway = start(config(folder, store, fleet.baseUrl()))) {
      for (int i = 0; i < 3; i++) {
        rate(gateway, ask(gateway, "What is " + i + " + 2?", i == 1).orElseThrow(), 0.5 * i);
      }
      Cli table = Cli.run("log", "--store", store.toString());
      assertThat(table.out().lines()).hasSize(5);
      assertThat(table.out()).contains("auto", "ok", "0.500");
      assertThat(Cli.run("log", "--store", "sqlite:" + store).out()).isEqualTo(table.out());
      Cli lines = Cli.run("log", "--store", store.toString(), "--format", "jsonl", "--since", "1h");
      List<JsonNode> decisions = lines.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
      assertThat(decisions).extracting(d -> d.get("number").asLong()).containsExactly(1L, 2L, 3L);
      assertThat(decisions).extracting(d -> d.get("quality").asDouble()).containsExactly(0.0, 0.5, 1.0);
      assertThat(decisions.getFirst().get("features")).hasSize(FEATURES);
      assertThat(decisions.getFirst().get("candidates").get(0).has("listed_cost_usd")).isTrue();
      Path csv = folder.resolve("log.csv");
      assertThat(Cli.run("log", "--config", folder.resolve("config.yaml").toString(), "--format", "csv", "--out",
          csv.toString()).code()).isZero();
      assertThat(Files.readAllLines(csv)).hasSize(4).first().asString().startsWith("number,id,time,router");
      assertThat(Cli.run("log", "--store", store.toString(), "--until", "2020-01-01").out())
          .isEqualTo("no decisions\n");
      Path checkpoint = folder.resolve("auto.checkpoint");
      assertThat(Cli.run("checkpoint", "--config", folder.resolve("config.yaml").toString(), "--out",
          checkpoint.toString()).code()).isZero();
      catchUp(store);
      assertThat(Checkpoint.parse(Files.readAllBytes(checkpoint)).state())
          .isEqualTo(twin.toBytes());
    }
  }
}

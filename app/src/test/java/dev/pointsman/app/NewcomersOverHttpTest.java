package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.encoder.MiniLmEncoder;
import dev.pointsman.fleet.FleetModel;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.Outcome;
import dev.pointsman.fleet.Round;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.Task;
import dev.pointsman.fleet.Traffic;
import dev.pointsman.fleet.TrafficPlan;
import dev.pointsman.fleet.World;
import dev.pointsman.routing.Pricing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A model joins a running gateway, is quizzed, and serves or is kept out.
class NewcomersOverHttpTest {
  private static final Encoder ENCODER = MiniLmEncoder.load();
  private static final int ASKED = 20;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir
  private Path folder;

  @AfterAll
  static void closeTheEncoder() {
    ENCODER.close();
  }

  /// The simulated fleet with two models more: a bargain, as good as the dearest and as cheap as the cheapest, and a dud, bad
  /// and dear.
  private record Larger(SimulatedWorld within) implements World {
    private FleetModel cheapest() {
      return within.models().stream().min((a, b) -> price(a).compareTo(price(b))).orElseThrow();
    }

    private FleetModel dearest() {
      return within.models().stream().max((a, b) -> price(a).compareTo(price(b))).orElseThrow();
    }

    private static Long price(FleetModel model) {
      return model.pricing().orElseThrow().output().nanoUsd();
    }

    @Override
    public List<FleetModel> models() {
      return Stream.concat(within.models().stream(),
          Stream.of(new FleetModel("bargain", cheapest().pricing(), cheapest().latency()),
              new FleetModel("dud", dearest().pricing(), cheapest().latency())))
          .toList();
    }

    @Override
    public Iterator<Task> tasks() {
      return within.tasks();
    }

    @Override
    public Optional<Outcome> outcome(String prompt, String model) {
      return switch (model) {
        case "bargain" -> within.outcome(prompt, dearest().name());
        case "dud" -> within.outcome(prompt, dearest().name()).map(o -> new Outcome(0.1, o.usage(), o.reportedCost()));
        default -> within.outcome(prompt, model);
      };
    }
  }

  private static String price(FleetModel model) {
    Pricing price = model.pricing().orElseThrow();
    return String.format(Locale.ROOT, "{\"input\": %s, \"output\": %s}", price.input().exactUsd().toPlainString(),
        price.output().exactUsd().toPlainString());
  }

  private Config config(Larger world, URI fleet) throws IOException {
    StringBuilder yaml = new StringBuilder("store: sqlite:" + folder.resolve("log.db") + "\n"
        + "graders: {told: [sh, -c, 'echo \"$QUIZ_EXPECTED\"'], mute: [sh, -c, 'exit 3']}\nmodels:\n");
    for (FleetModel model : world.within.models()) {
      yaml.append(String.format(Locale.ROOT, "- {name: %s, base_url: '%s', price: %s}%n", model.name(), fleet,
          price(model)));
    }
    Path file = folder.resolve("pointsman.yaml");
    Files.writeString(file, yaml);
    return new ConfigReader(Map.of()).read(file).on(0);
  }

  private static String joining(Larger world, URI fleet, String name, double limit) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    FleetModel model = world.model(name).orElseThrow();
    body.putObject("model").put("name", name).put("base_url", fleet.toString()).set("price",
        JsonMapper.shared().readTree(price(model)));
    ObjectNode quiz = body.put("limit_usd", limit).putObject("quiz");
    quiz.putObject("grader").put("command", "told");
    var prompts = quiz.put("max_tokens", 600).putArray("prompts");
    Iterator<Task> tasks = new SimulatedWorld(77).tasks();
    for (int i = 0; i < 2 * ASKED; i++) {
      String prompt = tasks.next().prompt();
      prompts.addObject().put("prompt", prompt).put("expected",
          Double.toString(world.outcome(prompt, name).orElseThrow().score()));
    }
    return body.toString();
  }

  private static JsonNode sent(RunningGateway gateway, String method, String path, String body, int status) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
          .header("content-type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body)).build();
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      return JsonMapper.shared().readTree(response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode afterItsQuiz(RunningGateway gateway, String name) {
    JsonNode state = sent(gateway, "GET", "/admin/models/" + name, "", 200);
    for (int looks = 0; looks < 100_000 && state.get("state").asString().equals("quizzing"); looks++) {
      Thread.onSpinWait();
      state = sent(gateway, "GET", "/admin/models/" + name, "", 200);
    }
    return state;
  }

  private static List<Round> played(Larger world, RunningGateway gateway, int count) {
    List<Round> rounds = new ArrayList<>();
    TrafficPlan plan = TrafficPlan.to(URI.create(gateway.baseUrl()), 10_000).withCount(count).withMostInFlight(1);
    new Traffic(world, plan, rounds::add).run();
    assertThat(rounds).hasSize(count).noneMatch(Round::failed);
    return rounds;
  }

  private static double share(List<Round> rounds, String name) {
    return rounds.stream().filter(round -> round.servedModel().equals(name)).count() / (double) rounds.size();
  }

  @Test
  void aBargainIsQuizzedWithinItsLimitServesAtOnceAndIsThereAfterARestart() throws IOException {
    var world = new Larger(new SimulatedWorld(5));
    try (FleetServer fleet = FleetServer.start(world, 0)) {
      Config config = config(world, fleet.baseUrl());
      try (RunningGateway gateway = RunningGateway.start(config, ENCODER, _ -> {})) {
        played(world, gateway, 150);
        JsonNode begun = sent(gateway, "POST", "/admin/models", joining(world, fleet.baseUrl(), "bargain", 0.05), 202);
        assertThat(begun.get("state").asString()).isIn("quizzing", "in_service");
        assertThat(sent(gateway, "POST", "/admin/models", joining(world, fleet.baseUrl(), "bargain", 0.05)
            .replaceFirst("\"name\":\"bargain\"", "\"name\":\"twin\",\"model\":\"bargain\""), 409).toString())
            .contains("under another name, 'bargain'");
        assertThat(sent(gateway, "POST", "/admin/models", joining(world, fleet.baseUrl(), "bargain", 0.05)
            .replaceFirst("\"name\":\"bargain\"", "\"name\":\"auto\""), 409).toString())
            .contains("the name 'auto' is a router's already; choose another\"");
        JsonNode state = afterItsQuiz(gateway, "bargain");
        assertThat(state.get("state").asString()).as(state.toString()).isEqualTo("in_service");
        assertThat(state.at("/quiz/asked").asInt()).isEqualTo(ASKED);
        assertThat(state.at("/quiz/cost_usd").asDouble()).isPositive().isLessThanOrEqualTo(0.05);
        List<Round> rounds = played(world, gateway, 150);
        assertThat(share(rounds, "bargain")).isGreaterThan(0.5);
        sent(gateway, "POST", "/admin/models", joining(world, fleet.baseUrl(), "bargain", 0.05), 409);
      }
      try (RunningGateway gateway = RunningGateway.start(config, ENCODER, _ -> {})) {
        assertThat(share(played(world, gateway, 30), "bargain")).isGreaterThan(0.5);
        Cli route = Cli.run("route", "--config", folder.resolve("pointsman.yaml").toString(), "--prompt", "Hello");
        assertThat(route.out()).as(route.err()).contains("bargain");
        JsonNode left = sent(gateway, "DELETE", "/admin/models/bargain", "", 200);
        assertThat(left.get("state").asString()).isEqualTo("left");
        assertThat(left.get("routers")).isEmpty();
        sent(gateway, "GET", "/admin/models/bargain", "", 404);
        assertThat(share(played(world, gateway, 10), "bargain")).isZero();
      }
    }
  }

  @Test
  void ofManyThatJoinByOneNameAtOnceOneDoesAndTheOthersHearThatItIsTaken() throws Exception {
    var world = new Larger(new SimulatedWorld(10));
    try (FleetServer fleet = FleetServer.start(world, 0);
        RunningGateway gateway = RunningGateway.start(config(world, fleet.baseUrl()), ENCODER, _ -> {});
        var operators = Executors.newFixedThreadPool(8)) {
      String model = JsonMapper.shared().readTree(joining(world, fleet.baseUrl(), "bargain", 1)).get("model")
          .toString();
      HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/admin/models"))
          .header("content-type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString("{\"model\":" + model + "}")).build();
      Callable<Integer> join = () -> CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> status : operators.invokeAll(Collections.nCopies(8, join))) {
        statuses.add(status.get());
      }
      assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }
  }

  @Test
  void aBadAndDearNewcomerIsKeptOutAndWhatItsTrialCostIsTold() throws IOException {
    var world = new Larger(new SimulatedWorld(6));
    try (FleetServer fleet = FleetServer.start(world, 0);
        RunningGateway gateway = RunningGateway.start(config(world, fleet.baseUrl()), ENCODER, _ -> {})) {
      played(world, gateway, 150);
      sent(gateway, "POST", "/admin/models", joining(world, fleet.baseUrl(), "dud", 2), 202);
      JsonNode state = afterItsQuiz(gateway, "dud");
      assertThat(state.get("state").asString()).as(state.toString()).isEqualTo("kept_out");
      assertThat(state.at("/quiz/cost_usd").asDouble()).isPositive().isLessThanOrEqualTo(2);
      assertThat(state.get("notes").toString()).contains("for none of the quiz's prompts");
      assertThat(share(played(world, gateway, 30), "dud")).isZero();
    }
  }

  @Test
  void aQuizStopsBeforeItsLimitAndNonsenseIsRefused() throws IOException {
    var world = new Larger(new SimulatedWorld(7));
    try (FleetServer fleet = FleetServer.start(world, 0);
        RunningGateway gateway = RunningGateway.start(config(world, fleet.baseUrl()), ENCODER, _ -> {})) {
      String body = joining(world, fleet.baseUrl(), "dud", 0.03);
      sent(gateway, "POST", "/admin/models", body, 202);
      JsonNode state = afterItsQuiz(gateway, "dud");
      assertThat(state.at("/quiz/cost_usd").asDouble()).isLessThanOrEqualTo(0.03);
      assertThat(state.get("notes").toString()).contains("stopped at its limit");
      assertThat(sent(gateway, "POST", "/admin/models", body.replace("told", "other"), 400).toString())
          .contains("the configuration's graders are mute, told");
      assertThat(sent(gateway, "POST", "/admin/models", body.replace("limit_usd", "limit"), 400).toString())
          .contains("limit is unknown");
      assertThat(sent(gateway, "POST", "/admin/models", "{}", 400).toString()).contains("model is missing");
      assertThat(sent(gateway, "DELETE", "/admin/models/" + world.within.models().getFirst().name(), "", 409)
          .toString()).contains("is in the configuration");
    }
  }

  @Test
  void answersThatNoGraderCouldGradeWerePaidAndAreOnRecord() throws IOException {
    var world = new Larger(new SimulatedWorld(8));
    try (FleetServer fleet = FleetServer.start(world, 0);
        RunningGateway gateway = RunningGateway.start(config(world, fleet.baseUrl()), ENCODER, _ -> {})) {
      String body = joining(world, fleet.baseUrl(), "bargain", 0.05).replace("told", "mute");
      sent(gateway, "POST", "/admin/models", body, 202);
      JsonNode state = afterItsQuiz(gateway, "bargain");
      assertThat(state.get("state").asString()).as(state.toString()).isEqualTo("failed");
      Cli log = Cli.run("log", "--store", folder.resolve("log.db").toString(), "--format", "jsonl");
      List<JsonNode> rows = log.out().lines().map(JsonMapper.shared()::readTree)
          .filter(row -> row.path("served").asString("").equals("bargain")).toList();
      assertThat(rows).as(log.out() + log.err()).hasSize(3);
      assertThat(rows.stream().mapToDouble(row -> row.get("cost_usd").asDouble()).sum())
          .isEqualTo(state.at("/quiz/cost_usd").asDouble(), offset(1e-12));
    }
  }

  @Test
  void promptsThatDoNotFitItsContextWindowAreNotAsked() throws IOException {
    var world = new Larger(new SimulatedWorld(9));
    try (FleetServer fleet = FleetServer.start(world, 0);
        RunningGateway gateway = RunningGateway.start(config(world, fleet.baseUrl()), ENCODER, _ -> {})) {
      sent(gateway, "POST", "/admin/models", joining(world, fleet.baseUrl(), "bargain", 0.05)
          .replaceFirst("\"name\":\"bargain\"", "\"name\":\"bargain\",\"context_window\":2"), 202);
      JsonNode state = afterItsQuiz(gateway, "bargain");
      assertThat(state.get("state").asString()).as(state.toString()).isEqualTo("failed");
      assertThat(state.at("/quiz/cost_usd").asDouble()).isZero();
      assertThat(state.get("notes").toString()).contains("do not fit its context window", "no answer was graded");
    }
  }
}

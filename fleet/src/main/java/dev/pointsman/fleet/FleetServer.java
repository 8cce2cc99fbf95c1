package dev.pointsman.fleet;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.time.InstantSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The models of a world behind one OpenAI-compatible address on this machine, `127.0.0.1` and a free port: an upstream
/// for a gateway. Every response carries `x-simulated: true`, and every answer says that it is simulated.
///
/// Serves `POST /v1/chat/completions`, plain and streamed, and `GET /v1/models`. An answer's text is short whatever its
/// usage says. Where the world reports a cost, `usage.cost` holds it in US dollars. A model that cannot serve a prompt
/// answers 503. Each request runs on a virtual thread, which is parked while the model is said to think.
public final class FleetServer implements AutoCloseable {
  static final String SIMULATED = "x-simulated";

  private final WebServer server;

  private FleetServer(WebServer server) {
    this.server = server;
  }

  /// Starts a server.
  ///
  /// @param latencyFactor how the models' latencies are scaled: 1 as they are, 0 no waiting at all; at least 0
  public static FleetServer start(World world, double latencyFactor) {
    return start(world, Pause.scaled(latencyFactor), InstantSource.system());
  }

  static FleetServer start(World world, Pause pause, InstantSource clock) {
    var chat = new ChatEndpoint(world, pause, clock);
    HttpRouting.Builder routes = HttpRouting.builder()
        .post("/v1/chat/completions", chat::handle)
        .get("/v1/models", (_, response) -> send(response, 200, models(world)))
        .any((request, _) -> refuse(request))
        .error(Refusal.class, (_, response, refusal) -> send(response, refusal.status(), error(refusal)));
    return new FleetServer(WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false)
        .connectionOptions(options -> options.tcpNoDelay(true)).routing(routes).build().start());
  }

  private static void refuse(ServerRequest request) {
    throw Refusal.unknownPath(request.prologue().method().text() + " " + request.path().path());
  }

  static void send(ServerResponse response, int status, ObjectNode body) {
    response.status(status).header(SIMULATED, "true").header("content-type", "application/json");
    response.send(Json.bytes(body));
  }

  private static ObjectNode error(Refusal refusal) {
    ObjectNode body = Json.object();
    body.putObject("error").put("message", refusal.message()).put("type", refusal.type()).putNull("param").put("code",
        refusal.code());
    return body;
  }

  private static ObjectNode models(World world) {
    ObjectNode body = Json.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    for (FleetModel model : world.models()) {
      data.addObject().put("id", model.name()).put("object", "model").put("created", 0).put("owned_by",
          "simulated-fleet");
    }
    return body;
  }

  /// The port that it listens on.
  public int port() {
    return server.port();
  }

  /// What a client takes as its base URL, `http://127.0.0.1:PORT/v1`.
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port() + "/v1");
  }

  /// Stops; requests under way have a moment to end.
  @Override
  public void close() {
    server.stop();
  }
}

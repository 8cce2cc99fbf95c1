package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.CommandGrader;
import dev.pointsman.gateway.Gateway;
import dev.pointsman.gateway.ModelFormat;
import dev.pointsman.gateway.http.Handler;
import dev.pointsman.gateway.http.HttpProblem;
import dev.pointsman.gateway.http.Request;
import dev.pointsman.gateway.http.Response;
import dev.pointsman.gateway.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// All paths, and what is said where there is none.
public final class Api implements Handler {
  private static final System.Logger LOG = System.getLogger(Api.class.getName());

  private final List<Route> routes;

  /// A path, or with a final slash all paths that go on behind it.
  private record Route(String method, String path, Handler handler) {
    boolean matches(String requested) {
      return path.endsWith("/")
          ? requested.startsWith(path) && requested.length() > path.length()
          : requested.equals(path);
    }

    @Override
    public String toString() {
      return method + " " + path + (path.endsWith("/") ? "{...}" : "");
    }
  }

  /// How models join a running gateway.
  ///
  /// @param models reads them
  /// @param graders the operator's programs that judge answers, by name
  /// @param notices is told of models that joined earlier and can't be put back
  /// @param host that the gateway listens at by the configuration
  public record Admin(ModelFormat models, Map<String, CommandGrader> graders, Consumer<String> notices, String host) {}

  /// The API of a gateway.
  ///
  /// @param metrics gives the Prometheus text
  /// @param admin how models join
  public Api(Gateway gateway, Supplier<String> metrics, Admin admin) {
    NewcomersHandler newcomers = restored(gateway, admin);
    ModelsHandler models = new ModelsHandler(gateway.catalog(), gateway.started());
    this.routes = List.of(
        new Route("POST", "/v1/chat/completions", new ChatHandler(gateway.dispatcher())),
        new Route("GET", ModelsHandler.PATH, models),
        new Route("GET", ModelsHandler.PATH + "/", models),
        new Route("POST", "/v1/feedback", new FeedbackHandler(gateway.feedback())),
        new Route("GET", DecisionHandler.PATH, new DecisionHandler(gateway.store())),
        new Route("POST", NewcomersHandler.PATH, newcomers),
        new Route("GET", NewcomersHandler.PATH, newcomers),
        new Route("GET", NewcomersHandler.PATH + "/", newcomers),
        new Route("DELETE", NewcomersHandler.PATH + "/", newcomers),
        new Route("GET", "/health/live", _ -> well()),
        new Route("GET", "/health/ready", _ -> ready(gateway.store().trouble())),
        new Route("GET", "/metrics", _ -> new Response.Complete(200, new LinkedHashMap<>(),
            "text/plain; version=0.0.4; charset=utf-8", metrics.get().getBytes(StandardCharsets.UTF_8))));
  }

  /// Puts the models back that had joined a gateway, as [#Api] does, for those who only look.
  public static void rejoin(Gateway gateway, Admin admin) {
    restored(gateway, admin);
  }

  private static NewcomersHandler restored(Gateway gateway, Admin admin) {
    var newcomers = new NewcomersHandler(gateway.newcomers(), admin.models(), admin.graders(), admin.host());
    newcomers.restore(gateway.store().history(), admin.notices());
    return newcomers;
  }

  private static Response well() {
    return Response.json(200, "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8));
  }

  private static Response ready(Optional<String> trouble) {
    return trouble.map(reason -> Response.json(503,
        ("{\"status\":\"store_unavailable\",\"reason\":" + JsonObject.quoted(reason) + "}")
            .getBytes(StandardCharsets.UTF_8)))
        .orElseGet(Api::well);
  }

  @Override
  public Response handle(Request request) {
    try {
      return routed(request);
    } catch (ApiException e) {
      return e.error().response();
    } catch (StoreUnavailable e) {
      return OpenAiError.notRecorded(e.reason()).response();
    } catch (HttpProblem e) {
      throw e; // the server has it spelled, and closes the connection
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a request failed inside the gateway", e);
      return problem(new HttpProblem(500, "the gateway failed; its log says why"));
    }
  }

  /// Spells what goes wrong before a handler is reached.
  public static Response problem(HttpProblem problem) {
    return OpenAiError.of(problem).response();
  }

  private Response routed(Request request) {
    List<Route> there = routes.stream().filter(r -> r.matches(request.path())).toList();
    if (there.isEmpty()) {
      return OpenAiError
          .notFound("there is no " + request.path() + "; there are " + routes.stream().map(Route::toString)
              .collect(Collectors.joining(", ")), "unknown_path")
          .response();
    }
    return there.stream().filter(r -> r.method.equals(request.method())).findFirst()
        .map(r -> r.handler.handle(request)).orElseGet(() -> notAllowed(request, there));
  }

  private static Response notAllowed(Request request, List<Route> there) {
    String allowed = there.stream().map(Route::method).collect(Collectors.joining(", "));
    return OpenAiError.of(new HttpProblem(405, request.path() + " takes " + allowed + ", not " + request.method()))
        .response(Map.of("allow", allowed));
  }
}

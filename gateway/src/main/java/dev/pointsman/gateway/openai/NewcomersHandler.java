package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.CommandGrader;
import dev.pointsman.gateway.ModelFormat;
import dev.pointsman.gateway.Newcomer;
import dev.pointsman.gateway.Newcomers;
import dev.pointsman.gateway.Newcomers.Known;
import dev.pointsman.gateway.http.Handler;
import dev.pointsman.gateway.http.HttpProblem;
import dev.pointsman.gateway.http.Request;
import dev.pointsman.gateway.http.Response;
import dev.pointsman.gateway.store.History;
import dev.pointsman.gateway.store.Joined;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/admin/models`: models join, are quizzed, and leave.
final class NewcomersHandler implements Handler {
  static final String PATH = "/v1/admin/models";
  private static final Pattern LOCAL = Pattern.compile("127(\\.\\d{1,3}){3}|localhost|\\[::1]",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Newcomers newcomers;
  private final NewcomerReader reader;
  private final String host;

  /// @param host that it listens at by the configuration
  NewcomersHandler(Newcomers newcomers, ModelFormat models, Map<String, CommandGrader> graders, String host) {
    this.newcomers = newcomers;
    this.host = host;
    this.reader = new NewcomerReader(models, graders, newcomers);
  }

  /// Puts the models back that had joined before a restart.
  ///
  /// @param notices is told of those that can't be, or not in all of their routers
  void restore(History history, Consumer<String> notices) {
    history.joined().forEach((name, joined) -> {
      String model = "model " + name + ", which joined earlier, ";
      List<String> there = joined.routers().stream().filter(newcomers.routers()::contains).toList();
      if (!there.isEmpty() && there.size() < joined.routers().size()) {
        notices.accept(model + "serves " + String.join(", ", there) + " only: there is no router "
            + joined.routers().stream().filter(router -> !there.contains(router)).collect(Collectors.joining(", ")));
      }
      obstacle(name, joined, there).ifPresent(reason -> notices.accept(model + "is left out: " + reason
          + "; DELETE " + PATH + "/" + name + " forgets it"));
    });
  }

  /// Puts a model back; where that can't be, says why.
  ///
  /// @param routers those of its routers that are still there
  private Optional<String> obstacle(String name, Joined joined, List<String> routers) {
    try {
      if (routers.isEmpty()) {
        throw ApiException.badRequest("none of its routers is there: " + String.join(", ", joined.routers()),
            "routers");
      }
      String body = "{\"model\":" + joined.model() + ",\"routers\":" + MAPPER.writeValueAsString(routers) + "}";
      return newcomers.rejoin(reader.read(body.getBytes(StandardCharsets.UTF_8)), joined);
    } catch (ApiException e) {
      newcomers.leaveOut(name, joined, e.error().message());
      return Optional.of(e.error().message());
    }
  }

  @Override
  public Response handle(Request request) {
    checkHost(request);
    return switch (request.method()) {
      case "POST" -> join(request);
      case "DELETE" -> leave(name(request));
      default -> request.path().equals(PATH)
          ? list()
          : newcomers.find(name(request)).map(known -> told(200, known))
              .orElseGet(() -> missing(name(request)));
    };
  }

  private static String name(Request request) {
    return request.path().substring(PATH.length() + 1);
  }

  /// A web page can't send this type without being asked whether it may, so none can let models join behind the operator's back.
  private static void checkType(Request request) {
    String type = request.header("content-type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw ApiException.badRequest("send the content-type application/json, not '" + type + "'", null);
    }
  }

  /// A web page whose own name was made to point here sends that name.
  private void checkHost(Request request) {
    String named = PORT.matcher(request.header("host").orElse("")).replaceFirst("");
    if (!LOCAL.matcher(named).matches() && !named.equalsIgnoreCase(host)) {
      throw new ApiException(
          OpenAiError.of(new HttpProblem(403, PATH + " is for this machine alone while there are no keys; ask "
              + host + " for it, not '" + named + "'")));
    }
  }

  private Response join(Request request) {
    checkType(request);
    Newcomer newcomer = reader.read(request.body().read());
    try {
      return told(newcomer.quiz().isPresent() ? 202 : 201, newcomers.join(newcomer));
    } catch (Newcomers.Conflict e) {
      throw new ApiException(OpenAiError.conflict(String.valueOf(e.getMessage())));
    }
  }

  private Response leave(String name) {
    if (newcomers.isConfigured(name)) {
      throw new ApiException(OpenAiError
          .conflict("model '" + name + "' is in the configuration; take it out there and start the gateway again"));
    }
    return newcomers.leave(name).map(known -> Response.json(200, MAPPER.writeValueAsBytes(left(known))))
        .orElseGet(() -> missing(name));
  }

  /// A model that has left, as it is told.
  private static ObjectNode left(Known known) {
    ObjectNode node = node(known).put("state", "left");
    node.putArray("routers");
    return node;
  }

  private static Response missing(String name) {
    return OpenAiError.notFound("no model named '" + name + "' has joined; GET " + PATH + " lists them",
        "model_not_found").response();
  }

  private Response list() {
    ObjectNode list = MAPPER.createObjectNode().put("object", "list");
    var data = list.putArray("data");
    newcomers.list().forEach(known -> data.add(node(known)));
    return Response.json(200, MAPPER.writeValueAsBytes(list));
  }

  private static Response told(int status, Known known) {
    return Response.json(status, MAPPER.writeValueAsBytes(node(known)));
  }

  private static ObjectNode node(Known known) {
    Newcomer.Status status = known.status();
    ObjectNode node = MAPPER.createObjectNode().put("name", known.name()).put("state",
        switch (status.phase()) {
          case QUIZZED -> "quizzing";
          case IN_SERVICE -> "in_service";
          case KEPT_OUT -> "kept_out";
          case FAILED -> "failed";
          case LEFT_OUT -> "left_out";
        });
    var routers = node.putArray("routers");
    status.serving().forEach(routers::add);
    node.put("kept", known.kept());
    known.bounds().ifPresent(quiz -> {
      ObjectNode told = node.putObject("quiz").put("asked", status.asked())
          .put("graded", status.graded()).put("of", quiz.ask());
      if (status.graded() > 0) {
        told.put("quality", status.quality());
      }
      told.put("cost_usd", DecisionHandler.usd(status.spent()));
      quiz.limit().ifPresent(limit -> told.put("limit_usd", DecisionHandler.usd(limit)));
    });
    var notes = node.putArray("notes");
    status.notes().forEach(notes::add);
    return node;
  }
}

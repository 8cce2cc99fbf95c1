package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Catalog;
import dev.pointsman.gateway.http.Handler;
import dev.pointsman.gateway.http.Request;
import dev.pointsman.gateway.http.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models` and `GET /v1/models/{name}`.
final class ModelsHandler implements Handler {
  static final String PATH = "/v1/models";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Catalog catalog;
  private final Instant started;

  ModelsHandler(Catalog catalog, Instant started) {
    this.catalog = catalog;
    this.started = started;
  }

  @Override
  public Response handle(Request request) {
    List<ObjectNode> entries = entries();
    if (request.path().equals(PATH)) {
      ObjectNode list = MAPPER.createObjectNode().put("object", "list");
      entries.forEach(list.putArray("data")::add);
      return Response.json(200, MAPPER.writeValueAsBytes(list));
    }
    String name = request.path().substring(PATH.length() + 1);
    return entries.stream().filter(e -> e.get("id").asString().equals(name)).findFirst()
        .map(e -> Response.json(200, MAPPER.writeValueAsBytes(e)))
        .orElseGet(() -> OpenAiError.notFound("no router or model is named '" + name + "'; GET /v1/models lists them",
            "model_not_found").response());
  }

  private List<ObjectNode> entries() {
    List<ObjectNode> entries = new ArrayList<>();
    catalog.routers().forEach(router -> entries.add(entry(router.spec().name(), "pointsman")));
    catalog.models().forEach(model -> entries.add(entry(model.name(), model.provider())));
    return entries;
  }

  private ObjectNode entry(String name, String owner) {
    return MAPPER.createObjectNode().put("id", name).put("object", "model").put("created", started.getEpochSecond())
        .put("owned_by", owner);
  }
}

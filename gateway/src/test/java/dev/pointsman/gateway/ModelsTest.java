package dev.pointsman.gateway;

import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The list of what may be asked for.
class ModelsTest {
  private final FakeUpstream upstream = FakeUpstream.start();
  private final TestGateway gateway = TestGateway.inOrder(model("small", upstream, 1),
      model("meta/llama-4 maverick:free", upstream, 2));

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void routersAndModelsAreListed() {
    HttpResponse<String> response = gateway.get("/v1/models");
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode list = json(response.body());
    assertThat(list.propertyNames()).containsExactly("object", "data");
    assertThat(list.get("object").asString()).isEqualTo("list");
    List<String> owners = new ArrayList<>();
    for (JsonNode entry : list.get("data")) {
      assertThat(entry.propertyNames()).containsExactly("id", "object", "created", "owned_by");
      assertThat(entry.get("object").asString()).isEqualTo("model");
      assertThat(entry.get("created").asLong()).isGreaterThan(1_700_000_000);
      owners.add(entry.get("id").asString() + " of " + entry.get("owned_by").asString());
    }
    assertThat(owners).containsExactly("auto of pointsman", "small of openai", "meta/llama-4 maverick:free of openai");
  }

  @Test
  void eachIsThereByItsNameHoweverThePathIsWritten() {
    for (String path : List.of("meta/llama-4%20maverick:free", "meta%2Fllama-4%20maverick%3afree")) {
      HttpResponse<String> response = gateway.get("/v1/models/" + path);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(json(response.body()).get("id").asString()).isEqualTo("meta/llama-4 maverick:free");
    }
    assertThat(json(gateway.get("/v1/models/auto?x=1").body()).get("owned_by").asString()).isEqualTo("pointsman");
    assertThat(gateway.get("/v1/models/auto/").statusCode()).isEqualTo(404);
  }

  @Test
  void aNameThatNobodyHasIsNotFound() {
    HttpResponse<String> response = gateway.get("/v1/models/Auto");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response.body()).get("error").get("code").asString()).isEqualTo("model_not_found");
  }
}

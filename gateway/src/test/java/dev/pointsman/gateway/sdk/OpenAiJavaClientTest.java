package dev.pointsman.gateway.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema.JsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.models.Model;
import com.openai.models.responses.ResponseCreateParams;
import dev.pointsman.gateway.TestGateway;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `openai-java` against the gateway. `check.mjs` in `sdk/node` checks the same with the package for Node.js.
class OpenAiJavaClientTest {
  private final SdkGateway gateway = SdkGateway.start();
  private final OpenAIClient client = client(0);

  private OpenAIClient client(int retries) {
    return OpenAIOkHttpClient.builder().baseUrl(gateway.baseUrl()).apiKey("sk-of-the-client").maxRetries(retries)
        .responseValidation(true).build();
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
  }

  private static ChatCompletionCreateParams.Builder ask(String model, String text) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
  }

  private ChatCompletion chat(ChatCompletionCreateParams.Builder request) {
    return client.chat().completions().create(request.build());
  }

  private List<ChatCompletionChunk> stream(ChatCompletionCreateParams.Builder request) {
    try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions().createStreaming(request.build())) {
      return chunks.stream().toList();
    }
  }

  private static String text(ChatCompletion answer) {
    return answer.choices().getFirst().message().content().orElse("");
  }

  private static String text(List<ChatCompletionChunk> chunks) {
    return chunks.stream().flatMap(chunk -> chunk.choices().stream())
        .flatMap(choice -> choice.delta().content().stream()).collect(Collectors.joining());
  }

  /// What arrived at the upstream, which the model was asked to say.
  private static JsonNode echoed(ChatCompletion answer) {
    return TestGateway.json(text(answer));
  }

  @Test
  void anAnswerIsReadWholeAndNamesTheModelThatServed() {
    ChatCompletion answer = chat(ask("auto", "Grüße, 🚂!"));
    assertThat(text(answer)).isEqualTo("You said: Grüße, 🚂!");
    assertThat(answer.id()).startsWith("chatcmpl-");
    assertThat(answer.model()).isIn("small", "house/large");
    assertThat(answer.usage().map(CompletionUsage::totalTokens)).contains(15L);
    assertThat(answer._allProperties()).containsEntry("x_unknown", JsonValue.from("kept"));
  }

  @Test
  void aBaseUrlMayEndInASlash() {
    OpenAIClient slashed = OpenAIOkHttpClient.builder().baseUrl(gateway.baseUrl() + "/").apiKey("sk").build();
    assertThat(text(slashed.chat().completions().create(ask("auto", "hi").build()))).isEqualTo("You said: hi");
    slashed.close();
  }

  @Test
  void aStreamArrivesInOrderUnderOneId() {
    String told = "one two three four Grüße 🚂 five six seven eight";
    List<ChatCompletionChunk> chunks = stream(ask("auto", told));
    assertThat(text(chunks)).isEqualTo("You said: " + told);
    assertThat(chunks).hasSizeGreaterThan(5).extracting(ChatCompletionChunk::id).containsOnly(chunks.getFirst().id());
    assertThat(chunks).extracting(ChatCompletionChunk::model).containsOnly(chunks.getFirst().model());
  }

  @Test
  void anAsynchronousStreamArrivesInOrder() {
    List<ChatCompletionChunk> chunks = new CopyOnWriteArrayList<>();
    AsyncStreamResponse<ChatCompletionChunk> stream = client.async().chat().completions()
        .createStreaming(ask("auto", "one two three").build());
    stream.subscribe(chunks::add).onCompleteFuture().join();
    assertThat(text(chunks)).isEqualTo("You said: one two three");
    assertThat(chunks.getLast().choices().getFirst().finishReason()).isPresent();
  }

  @Test
  void aChunkArrivesBeforeTheUpstreamHasTheNext() {
    try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions()
        .createStreaming(ask("small", "[hold] on").build())) {
      List<ChatCompletionChunk> seen = new ArrayList<>();
      chunks.stream().forEach(chunk -> {
        if (seen.isEmpty()) {
          assertThat(text(chat(ask("small", "[release]")))).isEqualTo("You said: [release]");
        }
        seen.add(chunk);
      });
      assertThat(text(seen)).isEqualTo("You said: [hold] on");
    }
  }

  @Test
  void aStreamThatTheClientClosesIsGivenUpUpstream() throws InterruptedException {
    try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions()
        .createStreaming(ask("small", "[stall]").build())) {
      assertThat(chunks.stream().findFirst()).isPresent();
    }
    assertThat(gateway.small().peerClosedWithin(10_000)).isTrue();
  }

  @Test
  void usageStandsInTheLastChunkOfAStreamThatAskedForIt() {
    List<ChatCompletionChunk> chunks = stream(withUsage(ask("auto", "hi"), true));
    assertThat(chunks.getLast().choices()).isEmpty();
    assertThat(chunks.getLast().usage().map(CompletionUsage::completionTokens)).contains(5L);
    assertThat(chunks.subList(0, chunks.size() - 1)).allMatch(chunk -> chunk.usage().isEmpty());
  }

  @Test
  void aStreamThatAskedForNoUsageHasNone() {
    for (var request : List.of(ask("auto", "hi"), withUsage(ask("auto", "hi"), false))) {
      assertThat(stream(request)).allMatch(chunk -> chunk.usage().isEmpty() && !chunk.choices().isEmpty());
    }
  }

  private static ChatCompletionCreateParams.Builder withUsage(ChatCompletionCreateParams.Builder request,
      boolean usage) {
    return request.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(usage).build());
  }

  @Test
  void aToolIsCalledAndItsResultAnswered() {
    ChatCompletionCreateParams.Builder request = withTool(ask("auto", "[tool] How warm is it?"));
    ChatCompletion.Choice choice = chat(request).choices().getFirst();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    ChatCompletionMessageFunctionToolCall call = choice.message().toolCalls().orElseThrow().getFirst().asFunction();
    assertThat(call.function().name()).isEqualTo("temperature");
    assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Berlin\"}");
    request.addMessage(choice.message())
        .addMessage(ChatCompletionToolMessageParam.builder().toolCallId(call.id()).content("21 degrees").build());
    assertThat(text(chat(request))).isEqualTo("The tool says: 21 degrees");
  }

  @Test
  void aStreamedToolCallIsPutTogetherFromItsPieces() {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    List<ChatCompletionChunk> chunks = stream(withTool(ask("auto", "[tool] How warm is it?")));
    chunks.forEach(accumulator::accumulate);
    ChatCompletion whole = accumulator.chatCompletion();
    ChatCompletionMessageFunctionToolCall call = whole.choices().getFirst().message().toolCalls().orElseThrow()
        .getFirst().asFunction();
    assertThat(chunks).hasSizeGreaterThan(4);
    assertThat(call.id()).isEqualTo("call_1");
    assertThat(call.function().name()).isEqualTo("temperature");
    assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Berlin\"}");
    assertThat(whole.id()).isEqualTo(chunks.getFirst().id());
  }

  private static ChatCompletionCreateParams.Builder withTool(ChatCompletionCreateParams.Builder request) {
    Map<String, Object> city = Map.of("city", Map.of("type", "string"));
    FunctionParameters parameters = FunctionParameters.builder().putAdditionalProperty("type", JsonValue.from("object"))
        .putAdditionalProperty("properties", JsonValue.from(city)).build();
    return request
        .addFunctionTool(FunctionDefinition.builder().name("temperature").parameters(parameters).strict(true).build());
  }

  @Test
  void anAnswerInAJsonSchemaIsText() {
    JsonSchema schema = JsonSchema.builder().name("weather").strict(true)
        .schema(JsonSchema.Schema.builder().putAdditionalProperty("type", JsonValue.from("object")).build()).build();
    ChatCompletion answer = chat(ask("auto", "[schema]").jsonSchemaResponseFormat(schema));
    assertThat(TestGateway.json(text(answer)).get("degrees").asInt()).isEqualTo(21);
    JsonNode sent = echoed(chat(ask("auto", "[echo]").jsonSchemaResponseFormat(schema))).get("response_format");
    assertThat(sent.get("type").asString()).isEqualTo("json_schema");
    assertThat(sent.get("json_schema").get("name").asString()).isEqualTo("weather");
  }

  /// What [#anAnswerInTheSchemaOfAClassIsAnObject] asks for.
  @JsonClassDescription("The weather in a city")
  static final class Weather {
    public String city = "";
    public int degrees;
  }

  @Test
  void anAnswerInTheSchemaOfAClassIsAnObject() {
    Weather weather = client.chat().completions().create(ask("auto", "[schema]").responseFormat(Weather.class).build())
        .choices().getFirst().message().content().orElseThrow();
    assertThat(weather.city).isEqualTo("Berlin");
    assertThat(weather.degrees).isEqualTo(21);
  }

  @Test
  void anImageGoesUpstreamAsItIs() {
    String url = "data:image/png;base64," + "iVBORw0KGgo".repeat(20_000);
    ChatCompletion answer = chat(ChatCompletionCreateParams.builder().model("auto")
        .addUserMessageOfArrayOfContentParts(List.of(
            ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder().text("[echo]").build()),
            ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(url)
                    .detail(ChatCompletionContentPartImage.ImageUrl.Detail.LOW).build())
                .build()))));
    JsonNode image = echoed(answer).get("messages").get(0).get("content").get(1).get("image_url");
    assertThat(image.get("url").asString()).isEqualTo(url);
    assertThat(image.get("detail").asString()).isEqualTo("low");
  }

  @Test
  void turnsOfEveryRoleGoUpstreamInOrder() {
    ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder().model("auto")
        .addDeveloperMessage("Be brief.").addSystemMessage("Be kind.").addUserMessage("[tool]");
    ChatCompletion call = chat(withTool(request));
    request.addMessage(call.choices().getFirst().message())
        .addMessage(ChatCompletionToolMessageParam.builder().toolCallId("call_1").content("21").build())
        .addAssistantMessage("It is warm.").addUserMessage("[echo]");
    JsonNode messages = echoed(chat(request)).get("messages");
    assertThat(messages.valueStream().map(m -> m.get("role").asString())).containsExactly("developer", "system",
        "user", "assistant", "tool", "assistant", "user");
    assertThat(messages.get(3).get("tool_calls").get(0).get("id").asString()).isEqualTo("call_1");
    assertThat(messages.get(4).get("tool_call_id").asString()).isEqualTo("call_1");
  }

  @Test
  void routersAndModelsAreListed() {
    List<Model> models = client.models().list().autoPager().stream().toList();
    assertThat(models).extracting(Model::id).containsExactly("auto", "small", "house/large", "down");
    assertThat(models).extracting(Model::ownedBy).containsExactly("pointsman", "openai", "openai", "openai");
  }

  @Test
  void aModelIsRetrievedAlsoWithASlashInItsName() {
    assertThat(client.models().retrieve("auto").ownedBy()).isEqualTo("pointsman");
    assertThat(client.models().retrieve("house/large").id()).isEqualTo("house/large");
    assertThatThrownBy(() -> client.models().retrieve("nobody")).isInstanceOf(NotFoundException.class)
        .hasMessageContaining("nobody");
  }

  @Test
  void aWrongRequestIsABadRequest() {
    OpenAIServiceException error = failure(ask("auto", "hi").putAdditionalBodyProperty("pointsman",
        JsonValue.from(Map.of("cost_weight", 2))), BadRequestException.class);
    assertThat(error.param()).contains("pointsman.cost_weight");
    assertThat(error.type()).contains("invalid_request_error");
    assertThat(source(error)).isEqualTo("gateway");
  }

  @Test
  void aRequestThatCanOnlyCostMoreThanItMayIsABadRequest() {
    OpenAIServiceException error = failure(ask("auto", "hi").putAdditionalBodyProperty("pointsman",
        JsonValue.from(Map.of("max_cost_usd", 0.000000001))), BadRequestException.class);
    assertThat(error.code()).contains("max_cost_exceeded");
  }

  @Test
  void aBodyOverTheLimitIsSaidToBeSoHoweverLongItIs() {
    for (int i = 0; i < 20; i++) {
      OpenAIServiceException error = failure(ask("auto", "x".repeat(5_000_000)), UnexpectedStatusCodeException.class);
      assertThat(error.statusCode()).isEqualTo(413);
      assertThat(error.code()).contains("request_too_large");
    }
  }

  @Test
  void anUnknownModelIsNotFound() {
    OpenAIServiceException error = failure(ask("nobody", "hi"), NotFoundException.class);
    assertThat(error.code()).contains("model_not_found");
    assertThat(error).hasMessageContaining("auto, small, house/large");
  }

  @Test
  void anEndpointThatIsNotThereIsNotFound() {
    assertThatThrownBy(
        () -> client.responses().create(ResponseCreateParams.builder().model("auto").input("hi").build()))
        .isInstanceOf(NotFoundException.class).hasMessageContaining("POST /v1/chat/completions");
  }

  @Test
  void aRefusalByTheUpstreamKeepsItsClassAndWords() {
    OpenAIServiceException error = failure(ask("auto", "[status 400]"), BadRequestException.class);
    assertThat(error.code()).contains("as_asked");
    assertThat(error.param()).contains("messages");
    assertThat(error).hasMessageContaining("refused as asked");
    assertThat(source(error)).isEqualTo("provider");
    assertThat(error.headers().values("x-request-id")).containsExactly("req-of-upstream");
    failure(ask("auto", "[status 422]"), UnprocessableEntityException.class);
  }

  @Test
  void aRateLimitOfEveryCandidateIsARateLimit() {
    OpenAIServiceException error = failure(ask("auto", "[status 429]"), RateLimitException.class);
    assertThat(error.code()).contains("rate_limit_exceeded");
    assertThat(error.headers().values("retry-after")).containsExactly("7");
  }

  @Test
  void anUpstreamThatFailsOrIsNotThereIsAnInternalServerError() {
    assertThat(failure(ask("auto", "[status 500]"), InternalServerException.class).code()).contains("upstream_failed");
    assertThat(failure(ask("down", "hi"), InternalServerException.class).statusCode()).isEqualTo(502);
  }

  @Test
  void anUpstreamThatTakesTheGatewaysKeyForWrongIsNotTheClientsFault() {
    assertThat(failure(ask("auto", "[status 401]"), InternalServerException.class).statusCode()).isEqualTo(502);
  }

  @Test
  void aStreamThatNobodyStartsFailsLikeAWholeAnswer() {
    for (String asked : List.of("[status 429]", "[status 400]", "[status 500]")) {
      var request = ask("auto", asked).build();
      assertThatThrownBy(() -> client.chat().completions().createStreaming(request).close())
          .isInstanceOfAny(RateLimitException.class, BadRequestException.class, InternalServerException.class);
    }
  }

  @Test
  void aStreamThatBreaksOffEndsInAnError() {
    List<ChatCompletionChunk> chunks = new ArrayList<>();
    try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions()
        .createStreaming(ask("small", "[cut]").build())) {
      assertThatThrownBy(() -> stream.stream().forEach(chunks::add)).isInstanceOf(SseException.class)
          .asInstanceOf(type(SseException.class)).satisfies(e -> assertThat(e.code()).contains("upstream_failed"));
    }
    assertThat(chunks).hasSize(1);
  }

  @Test
  void theClientsOwnRetriesGetThrough() {
    OpenAIClient retrying = client(2);
    assertThat(text(retrying.chat().completions().create(ask("small", "[busy]").build())))
        .isEqualTo("You said: [busy]");
    retrying.close();
    assertThat(gateway.small().received()).hasSize(2);
  }

  private OpenAIServiceException failure(ChatCompletionCreateParams.Builder request,
      Class<? extends OpenAIServiceException> kind) {
    try {
      chat(request);
    } catch (OpenAIException e) {
      assertThat(e).isInstanceOf(kind);
      return kind.cast(e);
    }
    throw new AssertionError("no error for " + request.build());
  }

  private static @Nullable Object source(OpenAIServiceException error) {
    Map<?, ?> body = error.body().convert(Map.class);
    return body == null ? null : body.get("source");
  }

  @Test
  void theDecisionStandsInTheHeaders() {
    try (HttpResponseFor<ChatCompletion> response = client.chat().completions().withRawResponse()
        .create(ask("small", "hi").build())) {
      Headers headers = response.headers();
      assertThat(headers.values("x-pointsman-decision-id")).containsExactly(response.parse().id());
      assertThat(headers.values("x-pointsman-model")).containsExactly("small");
      assertThat(headers.values("x-pointsman-policy")).containsExactly("direct");
      assertThat(headers.values("x-pointsman-explored")).containsExactly("false");
      assertThat(headers.values("x-pointsman-cost-usd")).containsExactly("0.000015");
      assertThat(response.requestId()).contains("req-of-upstream");
    }
  }

  @Test
  void theDecisionStandsInTheHeadersOfAStream() {
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response = client.chat().completions().withRawResponse()
        .createStreaming(ask("auto", "hi").build()); StreamResponse<ChatCompletionChunk> chunks = response.parse()) {
      ChatCompletionChunk first = chunks.stream().findFirst().orElseThrow();
      assertThat(response.headers().values("x-pointsman-decision-id")).containsExactly(first.id());
      assertThat(response.headers().values("x-pointsman-model")).containsExactly(first.model());
    }
  }

  @Test
  void feedbackTeachesAndTheCostWeightMovesTheChoice() {
    for (int i = 0; i < 60; i++) {
      ChatCompletion answer = chat(ask("auto", "Write a poem."));
      int worth = answer.model().equals("small") ? 0 : 1;
      JsonNode receipt = TestGateway.json(gateway.gateway()
          .post("/v1/feedback", "{\"id\":\"" + answer.id() + "\",\"value\":" + worth + "}").body());
      assertThat(receipt.get("learned").asBoolean()).isTrue();
    }
    assertThat(chat(weighing(0)).model()).isEqualTo("house/large");
    assertThat(chat(weighing(1)).model()).isEqualTo("small");
    assertThat(chat(ask("auto", "Write a poem.").putAdditionalHeader("x-pointsman-cost-weight", "1")
        .putAdditionalHeader("x-pointsman-explore", "false")).model()).isEqualTo("small");
  }

  private static ChatCompletionCreateParams.Builder weighing(double costWeight) {
    return ask("auto", "Write a poem.").putAdditionalBodyProperty("pointsman",
        JsonValue.from(Map.of("cost_weight", costWeight, "explore", false)));
  }

  @Test
  void whoseAccountTheClientsKeyIsOfStaysHere() {
    OpenAIClient ofAnOrganization = OpenAIOkHttpClient.builder().baseUrl(gateway.baseUrl()).apiKey("sk-of-the-client")
        .organization("org-1").project("proj-1").build();
    var _ = ofAnOrganization.chat().completions().create(ask("small", "hi").build());
    ofAnOrganization.close();
    assertThat(gateway.small().received().getLast().headers()).doesNotContainKeys("authorization",
        "openai-organization", "openai-project").containsKey("user-agent");
  }

  @Test
  void ourOwnOptionsStayHereAndStrangeOnesGoOn() {
    ChatCompletion answer = chat(ask("auto", "[echo]").temperature(0.5).putAdditionalBodyProperty("x_new",
        JsonValue.from(Arrays.asList(1, "two", null)))
        .putAdditionalBodyProperty("pointsman", JsonValue.from(Map.of("session", "s-1"))));
    JsonNode sent = echoed(answer);
    assertThat(sent.has("pointsman")).isFalse();
    assertThat(sent.get("x_new").toString()).isEqualTo("[1,\"two\",null]");
    assertThat(sent.get("temperature").asDouble()).isEqualTo(0.5);
    assertThat(sent.get("model").asString()).isEqualTo("upstream-" + answer.model());
    assertThat(gateway.gateway().decision(answer.id()).get("session").asString()).isEqualTo("s-1");
  }
}

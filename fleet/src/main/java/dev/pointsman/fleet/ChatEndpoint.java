package dev.pointsman.fleet;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/// Answers chat completion requests as the models of a world.
final class ChatEndpoint {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final World world;
  private final Pause pause;
  private final InstantSource clock;
  private final AtomicLong answers = new AtomicLong();

  ChatEndpoint(World world, Pause pause, InstantSource clock) {
    this.world = world;
    this.pause = pause;
    this.clock = clock;
  }

  void handle(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
    ChatRequest chat = ChatRequest.parse(request.content().inputStream().readAllBytes());
    FleetModel model = world.model(chat.model()).orElseThrow(() -> Refusal.unknownModel(chat.model()));
    Completion completion = completion(chat);
    Duration writing = model.latency().writing(completion.outcome().usage().outputTokens());
    pause.wait(model.latency().firstToken());
    if (chat.stream()) {
      stream(response, completion, writing, chat.includeUsage());
    } else {
      pause.wait(writing);
      FleetServer.send(response, 200, completion.whole());
    }
  }

  private Completion completion(ChatRequest chat) {
    Outcome outcome = world.outcome(chat.prompt(), chat.model())
        .orElseThrow(() -> Refusal.cannotServe(chat.model()));
    return new Completion("chatcmpl-sim-" + answers.incrementAndGet(), clock.instant().getEpochSecond(), chat.model(),
        AnswerText.pieces(chat.model(), chat.prompt()), outcome);
  }

  private void stream(ServerResponse response, Completion completion, Duration writing, boolean includeUsage)
      throws IOException, InterruptedException {
    response.header(FleetServer.SIMULATED, "true").header("content-type", "text/event-stream");
    try (OutputStream out = response.outputStream()) {
      write(out, completion.roleChunk());
      Duration step = writing.dividedBy(completion.pieces().size());
      for (String piece : completion.pieces()) {
        pause.wait(step);
        write(out, completion.contentChunk(piece));
      }
      write(out, completion.finishChunk());
      if (includeUsage) {
        write(out, completion.usageChunk());
      }
      out.write(DONE);
    }
  }

  private static void write(OutputStream out, ObjectNode chunk) throws IOException {
    out.write(DATA);
    out.write(Json.bytes(chunk));
    out.write(END);
    out.flush();
  }
}

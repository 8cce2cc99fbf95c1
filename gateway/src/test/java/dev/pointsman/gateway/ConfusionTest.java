package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.chunk;
import static dev.pointsman.gateway.FakeUpstream.completion;
import static dev.pointsman.gateway.FakeUpstream.finish;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.hasty;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many clients that leave as they like, and upstreams that fail as they like, at once: nobody ever reads a word that
/// was meant for another, and in the end nothing is left over.
class ConfusionTest {
  private static final int CLIENTS = 16;
  private static final int REQUESTS = 12;
  private static final Pattern WORD = Pattern.compile("word-[0-9]+-[0-9]+-");

  private static void answer(SplittableRandom random, FakeUpstream.Received request, FakeUpstream.Line line)
      throws IOException {
    Matcher asked = WORD.matcher(request.body());
    String word = asked.find() ? asked.group() : "";
    boolean stream = request.body().contains("\"stream\":true");
    int failure = random.nextInt(20);
    switch (failure) {
      case 0 -> line.hangUp();
      case 1 -> line.json(503, "{}");
      case 2 -> line.raw("garbage " + word + "\r\n\r\n");
      case 3 -> {
        line.json(200, completion(word));
        line.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + word);
      }
      case 4 -> {
        line.json(200, completion(word));
        line.close();
      }
      case 5 -> line.stall();
      case 6 -> {
        line.raw("HTTP/1.1 200 OK\r\n\r\n" + (stream
            ? "data: " + chunk(word) + "\n\ndata: [DONE]\n\n" + word
            : completion(word)));
        line.close();
      }
      default -> {
        if (stream) {
          line.startEvents();
          for (int i = 0; i < random.nextInt(1, 20); i++) {
            line.event(chunk(word));
          }
          if (failure == 7) {
            line.stall();
          } else if (failure == 8) {
            line.hangUp();
          } else {
            line.event(finish());
            line.event("[DONE]");
            line.endEvents();
          }
        } else {
          line.json(200, completion(word));
        }
      }
    }
  }

  /// @return the words that a client read and that were not its own
  private static List<String> live(TestGateway gateway, int client, SplittableRandom random) {
    List<String> foreign = new ArrayList<>();
    RawClient connection = RawClient.to(gateway);
    for (int i = 0; i < REQUESTS; i++) {
      String word = "word-" + client + "-" + i + "-";
      boolean stream = random.nextBoolean();
      connection.chat(stream ? ask("auto", word, "\"stream\":true") : ask("auto", word));
      String read = "";
      boolean leaves = random.nextInt(5) == 0;
      if (!leaves) {
        RawClient.Whole whole = connection.answer();
        read = whole.body();
        leaves = stream && !read.contains("[DONE]");
      } else if (random.nextBoolean()) {
        connection.hearsWithin(random.nextInt(1, 60));
      }
      Matcher words = WORD.matcher(read);
      while (words.find()) {
        if (!words.group().equals(word)) {
          foreign.add(words.group() + " instead of " + word);
        }
      }
      if (leaves) {
        if (random.nextBoolean()) {
          connection.reset();
        }
        connection.close();
        connection = RawClient.to(gateway);
      }
    }
    connection.close();
    return foreign;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void nobodyReadsWhatWasMeantForAnother(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    FakeUpstream first = FakeUpstream.start();
    FakeUpstream second = FakeUpstream.start();
    for (FakeUpstream upstream : List.of(first, second)) {
      SplittableRandom chance = random.split();
      upstream.always((request, line) -> {
        SplittableRandom own;
        synchronized (chance) {
          own = chance.split();
        }
        answer(own, request, line);
      });
    }
    try (LogLines log = LogLines.from(Level.INFO)) {
      try (TestGateway gateway = TestGateway.routing("random", 0.3, hasty(model("first", first, 1)),
          hasty(model("second", second, 1)))) {
        liveAll(gateway, random);
        assertThat(Eventually.holds(() -> gateway.get("/metrics").body().contains("pointsman_in_flight 0.0"))).isTrue();
      }
      assertThat(Eventually.holds(() -> first.openConnections() + second.openConnections() == 0)).isTrue();
      assertThat(log.warnings()).isEmpty();
    } finally {
      first.close();
      second.close();
    }
  }

  private static void liveAll(TestGateway gateway, SplittableRandom random) throws Exception {
    List<Future<List<String>>> lives = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        SplittableRandom chance = random.split();
        lives.add(clients.submit(() -> live(gateway, number, chance)));
      }
    }
    for (Future<List<String>> life : lives) {
      assertThat(life.get()).isEmpty();
    }
  }
}

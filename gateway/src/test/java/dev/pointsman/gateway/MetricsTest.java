package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.streaming;
import static dev.pointsman.gateway.TestGateway.API_KEY;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the gateway counts, and whether it is there.
class MetricsTest {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(\\{(" + NAME
      + "=\"([^\"\\\\]|\\\\[\\\\n\"])*\",?)*\\})? (NaN|[+-]Inf|[-+0-9.eE]+)( [0-9]+)?");
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (" + NAME + ")( .*)?");

  private final FakeUpstream small = FakeUpstream.start();
  private final FakeUpstream large = FakeUpstream.start();
  private final TestGateway gateway = TestGateway.inOrder(model("small", small, 1), model("large", large, 100));

  @AfterEach
  void stop() {
    gateway.close();
    small.close();
    large.close();
  }

  private void live() {
    String id = json(gateway.chat(ask("auto", "hi", "\"pointsman\":{\"tags\":{\"team\":\"blue-team\"}}"),
        "Authorization", "Bearer sk-client-secret").body()).get("id").asString();
    gateway.post("/v1/feedback", "{\"id\":\"" + id + "\",\"value\":1,\"source\":\"somebody\"}");
    small.once((_, line) -> line.json(503, "{}"));
    gateway.chat(ask("auto", "hi"));
    small.once(streaming("a"));
    gateway.chat(ask("auto", "hi", "\"stream\":true"));
    gateway.chat(ask("large", "hi"));
    gateway.chat(ask("who\\\"is\\\\this\\n", "hi"));
    gateway.chat("{");
  }

  /// The samples by their name with labels.
  private static Map<String, Double> parsed(String text) {
    Map<String, Double> samples = new HashMap<>();
    Set<String> types = new HashSet<>();
    assertThat(text).endsWith("\n");
    for (String line : text.split("\n")) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches()) {
        if (comment.group(1).equals("TYPE")) {
          assertThat(types.add(comment.group(2))).as("one TYPE for " + comment.group(2)).isTrue();
        }
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        double value = Double.parseDouble(sample.group(5).replace("Inf", "Infinity"));
        String name = line.substring(0, line.lastIndexOf(' '));
        assertThat(samples.put(name, value)).as(name + " stands there once").isNull();
      }
    }
    return samples;
  }

  @Test
  void theyAreInPrometheusText() {
    live();
    HttpResponse<String> response = gateway.get("/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
    Map<String, Double> samples = parsed(response.body());
    assertThat(samples)
        .containsEntry("pointsman_requests_total{outcome=\"ok\",router=\"auto\"}", 3.0)
        .containsEntry("pointsman_requests_total{outcome=\"ok\",router=\"direct\"}", 1.0)
        .containsEntry("pointsman_requests_total{outcome=\"refused\",router=\"unknown\"}", 1.0)
        .containsEntry("pointsman_upstream_seconds_count{model=\"small\",status=\"http_503\"}", 1.0)
        .containsEntry("pointsman_upstream_seconds_count{model=\"small\",status=\"ok\"}", 2.0)
        .containsEntry("pointsman_tokens_total{direction=\"input\",model=\"small\"}", 20.0)
        .containsEntry("pointsman_tokens_total{direction=\"output\",model=\"large\"}", 10.0)
        .containsEntry("pointsman_feedback_total{status=\"recorded\"}", 1.0)
        .containsEntry("pointsman_in_flight", 0.0);
    assertThat(samples.get("pointsman_cost_usd_total{model=\"large\"}")).isCloseTo(0.003,
        within(1e-9));
  }

  @Test
  void eachSaysWhatItCounts() {
    live();
    small.once((_, line) -> line.json(200, "{\"choices\":[]}")); // says no usage
    gateway.chat(ask("auto", "hi"));
    List<String> names = new ArrayList<>();
    gateway.get("/metrics").body().lines().filter(line -> line.startsWith("# HELP")).forEach(line -> {
      assertThat(line).matches("# HELP \\w+ [A-Z].{10,}");
      names.add(line.split(" ")[2]);
    });
    assertThat(names).contains("pointsman_requests_total", "pointsman_tokens_total", "pointsman_cost_usd_total",
        "pointsman_usage_estimated_total", "pointsman_feedback_total", "pointsman_in_flight");
  }

  @Test
  void theyNameNoKeyNoTeamAndNoText() {
    live();
    assertThat(gateway.get("/metrics").body()).doesNotContain(API_KEY, "sk-client-secret", "blue-team", "somebody",
        "who", "chatcmpl");
  }

  @Test
  void healthIsSaidWithoutAKey() {
    for (String path : new String[] {"/health/live", "/health/ready"}) {
      HttpResponse<String> response = gateway.get(path);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
    }
  }
}

package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.http.Handler;
import dev.pointsman.gateway.http.Request;
import dev.pointsman.gateway.http.Response;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.gateway.store.StoredDecision;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/decisions/{id}`: a decision explained.
final class DecisionHandler implements Handler {
  static final String PATH = "/v1/decisions/";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Store store;

  DecisionHandler(Store store) {
    this.store = store;
  }

  @Override
  public Response handle(Request request) {
    String id = request.path().substring(PATH.length());
    return store.find(id).map(stored -> Response.json(200, MAPPER.writeValueAsBytes(json(stored))))
        .orElseGet(() -> OpenAiError.notFound("no decision has the id '" + id + "'", "decision_not_found").response());
  }

  static ObjectNode json(StoredDecision stored) {
    LoggedDecision log = stored.decision();
    ObjectNode root = MAPPER.createObjectNode();
    root.put("id", log.id()).put("router", log.router().orElse(null));
    if (!log.also().isEmpty()) {
      ArrayNode also = root.putArray("also");
      log.also().forEach(also::add);
    }
    root.put("policy", log.policy()).put("time", log.time().toString()).put("cost_weight",
        log.context().preference().costWeight());
    log.askedWeight().ifPresent(asked -> root.put("asked_cost_weight", asked));
    ArrayNode candidates = root.putArray("candidates");
    log.decision().appraisals().forEach(a -> candidates.add(candidate(log, a)));
    ArrayNode excluded = root.putArray("excluded");
    log.excluded().forEach(e -> excluded.addObject().put("model", e.model()).put("reason", e.reason()));
    root.put("chosen", name(log, log.decision().chosen().arm())).put("propensity", log.decision().propensity())
        .put("explored", log.decision().explored());
    ArrayNode attempts = root.putArray("attempts");
    stored.end().ifPresent(end -> end.attempts()
        .forEach(
            a -> attempts.addObject().put("model", a.model()).put("status", a.status()).put("cost_usd", usd(a.cost()))
                .put("latency_ms", milliseconds(a.latency()))));
    root.put("served", log.served().map(arm -> name(log, arm)).orElse(null));
    root.put("cost_usd", stored.end().map(CallEnd::cost).map(DecisionHandler::usd).orElse(null));
    stored.end().ifPresentOrElse(end -> root.set("usage", usage(end.usage())), () -> root.putNull("usage"));
    ArrayNode feedback = root.putArray("feedback");
    stored.feedback().forEach(f -> {
      ObjectNode entry = feedback.addObject().put("metric", f.metric()).put("value", f.value()).put("source",
          f.source());
      f.feedbackId().ifPresent(named -> entry.put("feedback_id", named));
      entry.put("time", f.time().toString());
    });
    log.session().ifPresent(session -> root.put("session", session));
    if (!log.tags().isEmpty()) {
      ObjectNode tags = root.putObject("tags");
      log.tags().forEach(tags::put);
    }
    return root.put("encoder", log.encoder());
  }

  /// The same with what the log knows beside: the features, the preference's scale, the arms behind the names, how it ended.
  static ObjectNode logged(StoredDecision stored) {
    LoggedDecision log = stored.decision();
    ObjectNode root = json(stored);
    root.put("number", log.number()).put("max_exploration", log.context().maxExploration()).put("cost_scale_usd",
        usd(log.context().preference().costScale()));
    List<Appraisal> appraisals = log.decision().appraisals();
    for (int i = 0; i < appraisals.size(); i++) {
      Candidate candidate = appraisals.get(i).candidate();
      ((ObjectNode) root.get("candidates").get(i)).put("arm", candidate.arm().id()).put("listed_cost_usd",
          usd(candidate.listedCost()));
    }
    root.put("chosen_arm", log.decision().chosen().arm().id()).put("served_arm",
        log.served().map(Arm::id).orElse(null)).put("status", stored.end().map(CallEnd::status).orElse(null));
    root.put("latency_ms", stored.end().map(end -> milliseconds(end.latency())).orElse(null));
    root.put("quality", stored.quality().isPresent() ? stored.quality().getAsDouble() : null);
    log.prompt().ifPresent(prompt -> root.put("prompt", prompt));
    ArrayNode features = root.putArray("features");
    for (float value : log.context().features().toArray()) {
      features.add(value);
    }
    return root;
  }

  private static double milliseconds(Duration duration) {
    return Math.round(duration.toNanos() / 1e4) / 1e2;
  }

  private static ObjectNode candidate(LoggedDecision log, Appraisal appraisal) {
    ObjectNode candidate = MAPPER.createObjectNode().put("model", name(log, appraisal.candidate().arm()))
        .put("quality", appraisal.quality().mean()).put("quality_low", appraisal.quality().low())
        .put("quality_high", appraisal.quality().high())
        .put("expected_cost_usd", usd(appraisal.candidate().expectedCost())).put("score", appraisal.score())
        .put("propensity", appraisal.propensity());
    ObjectNode parts = candidate.putObject("parts");
    appraisal.quality().grounds()
        .ifPresent(grounds -> parts.put("prior", grounds.prior()).put("judgements", grounds.judgements()));
    Optional<PolicySpec> policy = PolicySpec.named(log.policy());
    if (!policy.map(PolicySpec::scoresAreProbabilities).orElse(false)) {
      Preference asked = log.context().preference();
      parts.put("price", price(policy.map(spec -> spec.acting(asked)).orElse(asked), appraisal));
    }
    return candidate;
  }

  /// What the expected cost takes off a score.
  private static double price(Preference preference, Appraisal appraisal) {
    return (1 - preference.costWeight()) * Math.clamp(appraisal.quality().mean(), 0, 1) - appraisal.score();
  }

  private static ObjectNode usage(Usage usage) {
    return MAPPER.createObjectNode().put("input_tokens", usage.inputTokens())
        .put("cached_input_tokens", usage.cachedInputTokens()).put("output_tokens", usage.outputTokens())
        .put("reasoning_tokens", usage.reasoningTokens()).put("estimated", usage.estimated());
  }

  private static String name(LoggedDecision log, Arm arm) {
    return log.names().getOrDefault(arm, arm.id());
  }

  /// Dollars without zeros behind them.
  static BigDecimal usd(Money money) {
    BigDecimal exact = money.exactUsd().stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }
}

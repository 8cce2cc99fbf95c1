package dev.pointsman.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Summaries and points as JSON; the same summary gives the same bytes.
public final class SummaryJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SummaryJson() {}

  /// The text of `summary.json`.
  public static String text(Summary summary) {
    ObjectNode root = MAPPER.createObjectNode();
    Summary.Train train = summary.train();
    root.putObject("train").put("name", train.name()).put("prompts", train.prompts()).put("calls", train.calls())
        .put("training_cost_usd", train.trainingCostUsd());
    Summary.Test test = summary.test();
    ObjectNode tested = root.putObject("test").put("name", test.name()).put("prompts", test.prompts());
    ArrayNode models = tested.putArray("models");
    test.models().forEach(model -> put(models.addObject(), model));
    put(tested.putObject("best_single"), test.bestSingle());
    tested.put("oracle_quality", test.oracleQuality());
    ArrayNode points = root.putArray("points");
    summary.points().forEach(point -> points.add(node(point)));
    ArrayNode curves = root.putArray("curves");
    summary.curves().forEach(curve -> put(curves.addObject(), curve));
    put(root.putObject("settings"), summary.settings());
    root.put("tau", summary.tau()).put("encoder", summary.encoder()).put("version", summary.version())
        .put("seconds", summary.seconds());
    return MAPPER.writeValueAsString(root) + "\n";
  }

  private static void put(ObjectNode node, SequencedMap<String, String> settings) {
    settings.forEach(node::put);
  }

  private static void put(ObjectNode node, Summary.Model model) {
    node.put("name", model.name()).put("quality", model.quality()).put("cost", model.cost());
  }

  private static void put(ObjectNode node, Summary.Curve curve) {
    node.put("policy", curve.policy()).put("feedback", curve.feedback()).put("seeds", curve.seeds());
    numbers(node.putObject("quality_at_cost"), curve.qualityAtCost());
    numbers(node.putObject("quality_at_cost_se"), curve.qualityAtCostSe());
    numbers(node.putObject("cost_at_quality"), curve.costAtQuality());
    put(node, "peak_quality", curve.peakQuality());
    put(node, "sa_bep", curve.saBep());
    node.put("training_calls", curve.trainingCalls()).put("training_cost_usd", curve.trainingCostUsd())
        .put("mean_regret", curve.meanRegret());
  }

  private static void numbers(ObjectNode node, SequencedMap<String, OptionalDouble> numbers) {
    numbers.forEach((name, number) -> put(node, name, number));
  }

  private static void put(ObjectNode node, String name, OptionalDouble number) {
    number.ifPresentOrElse(value -> node.put(name, value), () -> node.putNull(name));
  }

  /// A point as an object.
  public static ObjectNode node(Point point) {
    ObjectNode node = MAPPER.createObjectNode().put("policy", point.policy()).put("seed", point.seed())
        .put("feedback", point.feedback());
    node.putObject("knob").put(point.knob().name(), point.knob().value());
    if (point.trainedPerPoint()) {
      node.put("trained_per_point", true);
    }
    node.put("quality", point.quality()).put("cost", point.cost()).put("regret", point.regret())
        .put("unserved", point.unserved());
    shares(node.putObject("shares"), point.shares());
    ArrayNode phases = node.putArray("phases");
    for (Point.Phase phase : point.phases()) {
      ObjectNode told = phases.addObject().put("from", phase.from()).put("prompts", phase.prompts())
          .put("quality", phase.quality()).put("cost", phase.cost()).put("regret", phase.regret());
      shares(told.putObject("shares"), phase.shares());
    }
    return node;
  }

  private static void shares(ObjectNode node, SequencedMap<String, Double> shares) {
    shares.forEach(node::put);
  }

  /// The point that [#node] wrote.
  public static Point point(JsonNode node) {
    var knob = node.get("knob").properties().iterator().next();
    List<Point.Phase> phases = new ArrayList<>();
    node.get("phases").forEach(phase -> phases.add(new Point.Phase(phase.get("from").doubleValue(),
        phase.get("prompts").longValue(), phase.get("quality").doubleValue(), phase.get("cost").doubleValue(),
        phase.get("regret").doubleValue(), shares(phase.get("shares")))));
    return new Point(node.get("policy").stringValue(), node.get("seed").longValue(), node.get("feedback").stringValue(),
        new Point.Knob(knob.getKey(), knob.getValue().doubleValue()), node.has("trained_per_point"),
        node.get("quality").doubleValue(), node.get("cost").doubleValue(), node.get("regret").doubleValue(),
        node.get("unserved").longValue(), shares(node.get("shares")), phases);
  }

  private static SequencedMap<String, Double> shares(JsonNode node) {
    SequencedMap<String, Double> shares = new LinkedHashMap<>();
    node.properties().forEach(share -> shares.put(share.getKey(), share.getValue().doubleValue()));
    return shares;
  }
}

package dev.pointsman.app;

import dev.pointsman.lab.estimate.Estimator;
import dev.pointsman.lab.estimate.Findings;
import dev.pointsman.lab.estimate.Overlap;
import dev.pointsman.lab.estimate.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How the findings of `value` are told.
record ValueReport(ValueCommand.Question question, Findings findings) {
  private static final String LEARNING = "The policy starts from nothing and learns from the log's rows as they come; each row is valued before it is learned from.";
  private static final String TRAINED = "The policy stays as its checkpoint says; if that learned from these very rows, it is valued too high.";
  private static final List<String> NOTES = List.of(
      "No weight is clipped. Rows that are left out are taken to be so whatever was chosen: values are those of answers, and an "
          + "arm that fails more often than others is not charged for it.",
      "Quality is over the rated rows, taken to be rated independently of arm and quality, given the prompt; cost is over all used rows.",
      "Intervals hold 95 % (bootstrap-t); rows are taken to be independent but for what policies learn.");

  List<String> lines(boolean json) {
    return json ? List.of(json().toPrettyString()) : text();
  }

  private List<String> text() {
    List<String> lines = new ArrayList<>();
    lines
        .add("What " + question.policy() + " would be worth on the decisions of router " + question.router() + asked());
    lines.add("");
    lines.add(
        String.format(Locale.ROOT, "  rows read %,d, used %,d, of them rated %,d", findings.read(), findings.used(),
            findings.quality().overlap().rounds()));
    if (!findings.leftOut().isEmpty()) {
      lines.add("  left out: " + findings.leftOut().entrySet().stream()
          .map(e -> e.getKey().words() + String.format(Locale.ROOT, " %,d", e.getValue()))
          .collect(Collectors.joining(", "))
          + (findings.unsupported() > 0
              ? String.format(Locale.ROOT, " (%.2g %% of its choices)", 100 * findings.unsupported())
              : ""));
    }
    lines.add("");
    lines.add(String.format(Locale.ROOT, "  %-22s  %8s  %-19s  %12s  %s", "", "quality", "95 % interval", "$ a request",
        "95 % interval"));
    for (Estimator estimator : Estimator.values()) {
      lines.add(
          String.format(Locale.ROOT, "  %-22s  %s  %s", words(estimator), quality(findings.quality().value(estimator)),
              cost(findings.costUsd().value(estimator))));
    }
    lines.add("");
    lines.add("  quality rests on " + overlap(findings.quality().overlap()));
    lines.add("  cost rests on " + overlap(findings.costUsd().overlap()));
    lines.add(String.format(Locale.ROOT, "  rated: from %.1f %% to %.1f %% of an arm's answers",
        100 * findings.rated().least(),
        100 * findings.rated().most()));
    lines.add("");
    lines.addAll(notes());
    return lines;
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(List.of(question.trained() ? TRAINED : LEARNING));
    notes.addAll(NOTES);
    return notes;
  }

  private String asked() {
    return (question.costWeight() == null ? "" : ", at cost weight " + question.costWeight())
        + (question.maxExploration() == null ? "" : ", exploring at most " + question.maxExploration());
  }

  private static String quality(Value value) {
    return String.format(Locale.ROOT, "%8.4f  %8.4f - %8.4f", value.mean(), value.low(), value.high());
  }

  private static String cost(Value value) {
    return String.format(Locale.ROOT, "%12.8f  %.8f - %.8f", value.mean(), value.low(), value.high());
  }

  private static String overlap(Overlap overlap) {
    return String.format(Locale.ROOT,
        "%,d rows that say as much as %,.1f of its own (effective sample size); weights: mean %.3f, largest %.1f",
        overlap.rounds(), overlap.effective(), overlap.meanWeight(), overlap.largestWeight());
  }

  private static String words(Estimator estimator) {
    return switch (estimator) {
      case LOGGED -> "the log's own policy";
      case IPS -> "IPS";
      case SNIPS -> "self-normalised IPS";
      case DR -> "doubly robust";
    };
  }

  private ObjectNode json() {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("policy", question.policy()).put("router", question.router()).put("cost_weight", question.costWeight())
        .put("max_exploration", question.maxExploration()).put("seed", question.seed())
        .put("learning", question.trained() ? "checkpoint" : "prequential");
    ObjectNode rows = root.putObject("rows");
    rows.put("read", findings.read()).put("used", findings.used()).put("rated", findings.quality().overlap().rounds());
    ObjectNode left = rows.putObject("left_out");
    findings.leftOut().forEach((reason, count) -> left.put(reason.name().toLowerCase(Locale.ROOT), count));
    rows.put("propensity_0_share", findings.unsupported());
    rows.putObject("rated_share").put("least", findings.rated().least()).put("most", findings.rated().most());
    root.set("quality", json(findings.quality()));
    root.set("cost_usd", json(findings.costUsd()));
    notes().forEach(root.putArray("notes")::add);
    return root;
  }

  private static ObjectNode json(Findings.Outcome outcome) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    for (Estimator estimator : Estimator.values()) {
      Value value = outcome.value(estimator);
      node.putObject(estimator.name().toLowerCase(Locale.ROOT)).put("value", value.mean()).put("low", value.low())
          .put("high", value.high());
    }
    Overlap overlap = outcome.overlap();
    return node.put("effective_sample_size", overlap.effective()).put("mean_weight", overlap.meanWeight())
        .put("largest_weight", overlap.largestWeight());
  }
}

package dev.pointsman.gateway.store;

import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Grounds;
import dev.pointsman.routing.Money;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How values that are no plain numbers or texts stand in their columns. JSON numbers keep every bit of a double.
final class Columns {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Columns() {}

  /// Candidates with what they were called.
  record Offered(List<Appraisal> appraisals, Map<Arm, String> names) {}

  static byte[] features(FeatureVector features) {
    float[] values = features.toArray();
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static FeatureVector features(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return FeatureVector.of(values);
  }

  static String candidates(Offered offered, ToIntFunction<Arm> ids) {
    return json(out -> {
      out.writeStartArray();
      for (Appraisal appraisal : offered.appraisals()) {
        Candidate candidate = appraisal.candidate();
        out.writeStartObject();
        out.writeNumberProperty("arm", ids.applyAsInt(candidate.arm()));
        out.writeStringProperty("model", offered.names().getOrDefault(candidate.arm(), candidate.arm().id()));
        out.writeNumberProperty("listed", candidate.listedCost().nanoUsd());
        out.writeNumberProperty("expected", candidate.expectedCost().nanoUsd());
        out.writeNumberProperty("quality", appraisal.quality().mean());
        out.writeNumberProperty("deviation", appraisal.quality().deviation());
        appraisal.quality().grounds().ifPresent(grounds -> {
          out.writeNumberProperty("prior", grounds.prior());
          out.writeNumberProperty("judgements", grounds.judgements());
        });
        out.writeNumberProperty("score", appraisal.score());
        out.writeNumberProperty("propensity", appraisal.propensity());
        out.writeEndObject();
      }
      out.writeEndArray();
    });
  }

  static Offered candidates(String json, IntFunction<Arm> arms) {
    List<Appraisal> appraisals = new ArrayList<>();
    Map<Arm, String> names = new LinkedHashMap<>();
    for (JsonNode entry : JSON.readTree(json)) {
      Arm arm = arms.apply(entry.get("arm").intValue());
      names.put(arm, entry.get("model").stringValue());
      var candidate = new Candidate(arm, new Money(entry.get("listed").longValue()),
          new Money(entry.get("expected").longValue()));
      var quality = new Estimate(entry.get("quality").doubleValue(), entry.get("deviation").doubleValue(),
          grounds(entry));
      appraisals.add(new Appraisal(candidate, quality, entry.get("score").doubleValue(),
          entry.get("propensity").doubleValue()));
    }
    return new Offered(appraisals, names);
  }

  private static Optional<Grounds> grounds(JsonNode entry) {
    return entry.has("prior")
        ? Optional.of(new Grounds(entry.get("prior").doubleValue(), entry.get("judgements").doubleValue()))
        : Optional.empty();
  }

  static @Nullable String excluded(List<Excluded> excluded) {
    return excluded.isEmpty() ? null : JSON.writeValueAsString(excluded);
  }

  static List<Excluded> excluded(@Nullable String json) {
    List<Excluded> excluded = new ArrayList<>();
    if (json != null) {
      JSON.readTree(json)
          .forEach(e -> excluded.add(new Excluded(e.get("model").stringValue(), e.get("reason").stringValue())));
    }
    return excluded;
  }

  static @Nullable String names(List<String> names) {
    return names.isEmpty() ? null : JSON.writeValueAsString(names);
  }

  static List<String> names(@Nullable String json) {
    return json == null ? List.of() : texts(JSON.readTree(json));
  }

  static @Nullable String tags(Map<String, String> tags) {
    return tags.isEmpty() ? null : JSON.writeValueAsString(tags);
  }

  static SequencedMap<String, String> tags(@Nullable String json) {
    SequencedMap<String, String> tags = new LinkedHashMap<>();
    if (json != null) {
      JSON.readTree(json).forEachEntry((name, value) -> tags.put(name, value.stringValue()));
    }
    return tags;
  }

  static String attempts(List<Attempt> attempts) {
    return json(out -> {
      out.writeStartArray();
      for (Attempt attempt : attempts) {
        out.writeStartObject();
        out.writeStringProperty("model", attempt.model());
        out.writeStringProperty("status", attempt.status());
        out.writeNumberProperty("cost", attempt.cost().nanoUsd());
        out.writeNumberProperty("latency", attempt.latency().toNanos());
        out.writeEndObject();
      }
      out.writeEndArray();
    });
  }

  static List<Attempt> attempts(String json) {
    List<Attempt> attempts = new ArrayList<>();
    for (JsonNode entry : JSON.readTree(json)) {
      attempts.add(new Attempt(entry.get("model").stringValue(), entry.get("status").stringValue(),
          new Money(entry.get("cost").longValue()), Duration.ofNanos(entry.get("latency").longValue())));
    }
    return attempts;
  }

  /// An earlier version wrote no quiz.
  static String joined(Joined joined) {
    return json(out -> {
      out.writeStartObject();
      out.writeName("model");
      out.writeRawValue(joined.model());
      out.writePOJOProperty("routers", joined.routers());
      joined.quiz().ifPresent(quiz -> {
        out.writeObjectPropertyStart("quiz");
        out.writeNumberProperty("asked", quiz.asked());
        out.writeNumberProperty("graded", quiz.graded());
        out.writeNumberProperty("of", quiz.of());
        out.writeNumberProperty("quality", quiz.quality());
        out.writeNumberProperty("cost", quiz.cost().nanoUsd());
        quiz.limit().ifPresent(limit -> out.writeNumberProperty("limit", limit.nanoUsd()));
        out.writePOJOProperty("notes", quiz.notes());
        out.writeEndObject();
      });
      out.writeEndObject();
    });
  }

  static Joined joined(String json) {
    JsonNode joined = JSON.readTree(json);
    return new Joined(joined.get("model").toString(), texts(joined.get("routers")),
        Optional.ofNullable(joined.get("quiz")).map(Columns::quizzed));
  }

  private static Joined.Quizzed quizzed(JsonNode quiz) {
    return new Joined.Quizzed(quiz.get("asked").intValue(), quiz.get("graded").intValue(), quiz.get("of").intValue(),
        quiz.get("quality").doubleValue(), new Money(quiz.get("cost").longValue()),
        Optional.ofNullable(quiz.get("limit")).map(limit -> new Money(limit.longValue())), texts(quiz.get("notes")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.stringValue()));
    return texts;
  }

  static long micros(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
  }

  static Instant time(long micros) {
    return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  private interface Json {
    void write(JsonGenerator out);
  }

  private static String json(Json content) {
    try (var text = new StringWriter(); JsonGenerator out = JSON.createGenerator(text)) {
      content.write(out);
      out.flush();
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

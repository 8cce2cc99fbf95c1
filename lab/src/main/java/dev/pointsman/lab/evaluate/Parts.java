package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.data.DataException;
import dev.pointsman.lab.report.Point;
import dev.pointsman.lab.report.SummaryJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finished parts of an evaluation on disk, one file each, so that a run that was killed goes on where it was, and one with
/// more seeds or policies does only what is new. A part counts for the very inputs that it was made of; a damaged one is
/// made anew.
public final class Parts {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Path folder;
  private final String inputs;

  /// @param folder where the files are; made if it is not there
  /// @param inputs names all that a part depends on, but the contender and the seed
  public Parts(Path folder, String inputs) {
    this.folder = folder;
    this.inputs = inputs;
  }

  Optional<Part> find(Contender contender, long seed) {
    String policy = contender.name();
    try {
      JsonNode root = MAPPER.readTree(Files.readString(file(policy, seed)));
      JsonNode body = root.path("part");
      if (!root.path("inputs").asString("").equals(inputs(contender)) || root.path("check").asLong(-1) != check(body)) {
        return Optional.empty();
      }
      List<Point> points = new ArrayList<>();
      body.get("points").forEach(point -> points.add(SummaryJson.point(point)));
      return Optional.of(new Part(policy, seed, body.get("feedback").stringValue(), body.get("calls").longValue(),
          body.get("cost_usd").doubleValue(), points));
    } catch (NoSuchFileException | JacksonException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private String inputs(Contender contender) {
    return inputs + " " + contender.key();
  }

  void keep(Contender contender, Part part) {
    ObjectNode body = MAPPER.createObjectNode().put("feedback", part.feedback()).put("calls", part.calls())
        .put("cost_usd", part.costUsd());
    ArrayNode points = body.putArray("points");
    part.points().forEach(point -> points.add(SummaryJson.node(point)));
    ObjectNode root = MAPPER.createObjectNode().put("inputs", inputs(contender)).put("check", check(body));
    root.set("part", body);
    try {
      Files.createDirectories(folder);
      Path draft = Files.createTempFile(folder, "part", ".draft");
      Files.writeString(draft, MAPPER.writeValueAsString(root) + "\n");
      Files.move(draft, file(part.policy(), part.seed()), StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static long check(JsonNode body) {
    var crc = new CRC32();
    crc.update(MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private Path file(String policy, long seed) {
    return folder.resolve(policy + "-" + seed + ".json");
  }
}

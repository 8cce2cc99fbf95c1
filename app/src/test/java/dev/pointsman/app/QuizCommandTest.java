package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `quiz`, and `train --policy llm-bandit`, as a user meets them.
class QuizCommandTest {
  @TempDir
  private Path folder;

  /// Four models, of which the later are the better.
  private Path table() throws IOException {
    var random = new SplittableRandom(3);
    StringBuilder lines = new StringBuilder("{\"format\":\"score-table\",\"version\":1,\"name\":\"t\",\"models\":[");
    for (int m = 0; m < 4; m++) {
      lines.append(m == 0 ? "" : ",").append("{\"name\":\"m").append(m).append("\",\"input_usd_per_mtok\":")
          .append(m + 1).append(",\"output_usd_per_mtok\":").append(m + 1).append('}');
    }
    lines.append("]}\n");
    for (int row = 0; row < 80; row++) {
      StringBuilder scores = new StringBuilder();
      for (int m = 0; m < 4; m++) {
        scores.append(m == 0 ? "" : ",").append(random.nextInt(5) <= m ? 1 : 0);
      }
      lines.append("{\"id\":\"r").append(row).append("\",\"prompt\":\"What is ").append(row)
          .append(" and one?\",\"score\":[").append(scores).append("],\"cost\":[0.1,0.2,0.3,0.4]}\n");
    }
    return Files.writeString(folder.resolve("t.scores.jsonl"), lines.toString());
  }

  private Cli run(String... more) throws IOException {
    String table = table().toString();
    return Cli.run(Stream.concat(Stream.of("quiz", "--train", table, "--table", table,
        "--cache", folder + "/cache", "--out", folder + "/out"), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void aQuizTellsHowWellNewModelsAreForetold() throws IOException {
    Cli quiz = run("--new", "m1,m3", "--prompts", "5,10", "--seeds", "2");
    assertThat(quiz.code()).as(quiz.err()).isZero();
    assertThat(quiz.out()).contains("adaptive", "tells all");
    JsonNode points = JsonMapper.shared().readTree(Files.readString(folder.resolve("out/summary.json"))).get("points");
    assertThat(points).hasSize(2 * 2 * (3 * 2 + 1));
    assertThat(points.get(0).propertyNames()).containsExactlyInAnyOrder("model", "prompts", "selection", "seed", "auc",
        "brier", "calibration_error");
  }

  @Test
  void morePromptsThanThereAreAreToldToHaveNoFigures() throws IOException {
    Cli quiz = run("--new", "m1", "--prompts", "5,60", "--seeds", "1", "--selection", "quiz,all");
    assertThat(quiz.code()).as(quiz.err()).isZero();
    assertThat(quiz.err()).contains("warning: no figures of m1 for 60 prompts: of the half of")
        .doesNotContain("for 5 prompts");
    assertThat(run("--new", "m1", "--prompts", "60", "--seeds", "1", "--selection", "all").err())
        .doesNotContain("warning");
  }

  /// A table in which the last of two models was run on the first prompts only.
  private Path sparse(String name, int prompts, int run) throws IOException {
    StringBuilder lines = new StringBuilder("{\"format\":\"score-table\",\"version\":1,\"name\":\"s\",")
        .append("\"models\":[{\"name\":\"m0\"},{\"name\":\"m1\"}]}\n");
    for (int row = 0; row < prompts; row++) {
      lines.append("{\"id\":\"r").append(row).append("\",\"prompt\":\"What is ").append(row)
          .append(" and one?\",\"score\":[").append(row % 2).append(',').append(row < run ? "1" : "null")
          .append("]}\n");
    }
    return Files.writeString(folder.resolve(name + ".scores.jsonl"), lines.toString());
  }

  private Cli quizOn(Path asked, String... more) throws IOException {
    return Cli.run(Stream.concat(Stream.of("quiz", "--train", table().toString(), "--table", asked.toString(),
        "--new", "m1", "--cache", folder + "/cache", "--out", folder + "/out"), Stream.of(more))
        .toArray(String[]::new));
  }

  @Test
  void aModelWithoutOutcomesInAHalfIsNamedBeforeTheTraining() throws IOException {
    for (Path asked : List.of(sparse("one", 1, 1), sparse("two", 2, 2), sparse("null", 40, 0))) {
      Cli quiz = quizOn(asked, "--prompts", "1");
      assertThat(quiz.code()).as(quiz.out()).isEqualTo(2);
      assertThat(quiz.err()).contains(asked + " has no outcome of 'm1' in the half that it is ", " with seed ");
      assertThat(folder.resolve("out/summary.json")).doesNotExist();
    }
  }

  @Test
  void countsOfPromptsThatNoModelWasRunOnAreRefused() throws IOException {
    Cli quiz = quizOn(sparse("s", 40, 40), "--prompts", "500", "--selection", "random", "--seeds", "1");
    assertThat(quiz.code()).as(quiz.out()).isEqualTo(2);
    assertThat(quiz.err()).containsPattern("no new model was run on more than \\d+; ask \\d+ or fewer");
  }

  @Test
  void aNewModelIsNamedOnce() throws IOException {
    assertThat(run("--new", "m1,m3,m1").err()).contains("--new names m1 more than once; name each once");
  }

  @Test
  void whatItCanNotUseIsNamed() throws IOException {
    assertThat(run("--new", "other").err()).contains("has no model 'other'; it has m0, m1, m2, m3");
    assertThat(run("--new", "m0,m1,m2,m3").err()).contains("names every model");
    assertThat(run("--new", "m0", "--prompts", "0").err()).contains("--prompts must be at least 1, not 0");
    assertThat(run("--new", "m0", "--selection", "best").code()).isEqualTo(2);
  }

  @Test
  void aTrainedPolicyIsACheckpointAndNeedsFeatures() throws IOException {
    Path out = folder.resolve("bandit.checkpoint");
    Cli trained = Cli.run("train", "--policy", "llm-bandit", "--train", table().toString(), "--cache",
        folder + "/cache", "--out", out.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(out).isNotEmptyFile();
    Cli blind = Cli.run("train", "--policy", "llm-bandit", "--train", table().toString(), "--encoder", "none", "--out",
        out.toString());
    assertThat(blind.code()).isEqualTo(2);
    assertThat(blind.err()).contains("needs features of prompts");
  }
}

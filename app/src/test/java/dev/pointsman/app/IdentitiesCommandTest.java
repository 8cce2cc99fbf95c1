package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.identity.KnownModel;
import dev.pointsman.identity.KnownModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `identities`, as a user meets it.
class IdentitiesCommandTest {
  @TempDir
  private Path folder;

  /// Models of which the later are the better and write the more.
  private Path table(String name, String license, String tokens, String... models) throws IOException {
    var random = new SplittableRandom(3);
    StringBuilder lines = new StringBuilder("{\"format\":\"score-table\",\"version\":1,\"name\":\"").append(name)
        .append("\",\"source\":\"made up\",\"license\":\"").append(license).append("\",\"models\":[{\"name\":\"")
        .append(String.join("\"},{\"name\":\"", models)).append("\"}]}\n");
    for (int row = 0; row < 60; row++) {
      StringBuilder scores = new StringBuilder();
      for (int m = 0; m < models.length; m++) {
        scores.append(m == 0 ? "" : ",").append(random.nextInt(4) <= m ? 1 : 0);
      }
      lines.append("{\"id\":\"r").append(row).append("\",\"task\":\"").append(row % 2 == 0 ? "sums" : "guessed")
          .append("\",\"prompt\":\"What is ").append(row).append(" and one?\",\"score\":[").append(scores)
          .append("],\"output_tokens\":")
          .append(row % 2 == 0 ? tokens.replace("N", Integer.toString(row + 1)) : "[9,9]")
          .append("}\n");
    }
    return Files.writeString(folder.resolve(name + ".scores.jsonl"), lines.toString());
  }

  private Cli run(Path... tables) {
    String[] args = new String[5 + 2 * tables.length];
    args[0] = "identities";
    for (int i = 0; i < tables.length; i++) {
      args[1 + 2 * i] = "--table";
      args[2 + 2 * i] = tables[i].toString();
    }
    List<String> rest = List.of("--cache", folder + "/cache", "--out", folder + "/known.bin");
    for (int i = 0; i < rest.size(); i++) {
      args[args.length - rest.size() + i] = rest.get(i);
    }
    return Cli.run(args);
  }

  @Test
  void tablesThatSpellAModelDifferentlyTellOfItTogetherAndTwiceTheSame() throws IOException {
    Path one = table("one", "MIT", "[N,2N]".replace("2N", "N0"), "Llama-2-7b-hf", "meta-llama/Llama-3.1-8B-Instruct");
    Path two = table("two", "Apache-2.0", "[N,N0]", "llama-3.1-8b-instant", "my-own");
    Cli first = run(one, two);
    assertThat(first.code()).as(first.err()).isZero();
    byte[] bytes = Files.readAllBytes(folder.resolve("known.bin"));
    assertThat(run(one, two).code()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("known.bin"))).isEqualTo(bytes);
    KnownModels known = KnownModels.parse(bytes);
    assertThat(known.models()).extracting(KnownModel::name)
        .containsExactly("llama-2-7b", "llama-3.1-8b-instruct", "my-own");
    assertThat(known.models()).extracting(KnownModel::scores).containsExactly(60L, 120L, 60L);
    assertThat(known.provenance().get("table one")).contains("MIT, made up, SHA-256 ", "60 prompts, 2 models");
  }

  @Test
  void howMuchModelsWriteIsComparedByWayOfThoseThatTablesShare() throws IOException {
    assertThat(run(table("one", "MIT", "[N,N0]", "llama-2-7b", "llama-3.1-8b-instruct"),
        table("two", "MIT", "[N,N0]", "llama-3.1-8b-instruct", "my-own")).code()).isZero();
    KnownModels known = KnownModels.parse(Files.readAllBytes(folder.resolve("known.bin")));
    double[] factors = known.models().stream().mapToDouble(model -> model.verbosity().orElseThrow()).toArray();
    assertThat(factors).containsExactly(new double[] {0.1, 1, 10}, within(1e-6));
  }

  @Test
  void aTableThatIsGivenTwiceIsRefused() throws IOException {
    Path table = table("one", "MIT", "[N,N0]", "a", "b");
    Path copy = Files.copy(table, folder.resolve("copy.scores.jsonl"));
    for (Path again : List.of(table, copy)) {
      Cli twice = run(table, again);
      assertThat(twice.code()).isEqualTo(2);
      assertThat(twice.err()).contains("--table " + again + " holds the same as " + table);
    }
  }

  @Test
  void whereItCanNotWriteIsSaidBeforeTablesAreRead() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    for (String out : List.of("/", folder.toString(), file + "/known.bin", file + "/deeper/known.bin")) {
      Cli identities = Cli.run("identities", "--table", folder + "/none.scores.jsonl", "--out", out);
      assertThat(identities.code()).isEqualTo(2);
      assertThat(identities.err()).startsWith("pointsman: --out " + out + " ").doesNotContain("Exception",
          "none.scores");
    }
  }

  @Test
  void theFolderOfItsFileIsMade() {
    Cli identities = Cli.run("identities", "--table", folder + "/none.scores.jsonl", "--out",
        folder + "/a/b/known.bin");
    assertThat(identities.err()).contains("none.scores.jsonl: there is no such file");
    assertThat(folder.resolve("a/b")).isDirectory();
  }

  @Test
  void whatItCanNotUseIsNamed() throws IOException {
    Path closed = table("closed", "GPL-3.0", "[1,2]", "a", "b");
    assertThat(run(closed).err()).contains("is under 'GPL-3.0', so nothing derived from it may ship");
    assertThat(Cli.run("identities", "--table", closed.toString(), "--encoder", "none", "--out", "x").err())
        .contains("--encoder must tell prompts apart");
    assertThat(run(folder.resolve("none.scores.jsonl")).code()).isEqualTo(2);
  }
}

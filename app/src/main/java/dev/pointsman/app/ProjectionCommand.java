package dev.pointsman.app;

import dev.pointsman.encoder.MiniLm;
import dev.pointsman.encoder.Projection;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.Task;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.train.ProjectionTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `projection`: fits the map that reduces sentence vectors, from texts alone.
@Command(name = "projection", mixinStandardHelpOptions = true, description = {
    "Fits the projection that the encoder ships, from prompts alone: our own and those of score tables.",
    "Use only tables whose license allows it; the file names them."})
final class ProjectionCommand implements Callable<Integer> {
  @Option(names = "--table", paramLabel = "T.scores.jsonl.gz", description = "a score table whose prompts to use; repeatable")
  private List<Path> tables = new ArrayList<>();

  @Option(names = "--components", paramLabel = "D", defaultValue = "64", description = "components to keep (${DEFAULT-VALUE})")
  private int components;

  @Option(names = "--most", paramLabel = "N", defaultValue = "6000", description = "prompts to take of each source at most (${DEFAULT-VALUE})")
  private int most;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "which prompts are taken (${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "the projection to write")
  private Path out = Path.of("");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (components < 1 || components > MiniLm.LENGTH || most < 1) {
      throw new UserError("--components must lie in [1, " + MiniLm.LENGTH + "] and --most be at least 1");
    }
    Outputs.file(out);
    SequencedSet<String> prompts = new LinkedHashSet<>(own());
    List<String> sources = new ArrayList<>(List.of("simulated prompts of this project (" + prompts.size() + ")"));
    List<String> licenses = new ArrayList<>(List.of("Apache-2.0"));
    for (Path file : tables) {
      ScoreTable table = ScoreTables.read(file);
      List<String> chosen = chosen(table);
      prompts.addAll(chosen);
      sources.add(table.name() + " (" + chosen.size() + ")");
      licenses.add(table.license());
    }
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("command",
        "./pointsman projection --components " + components + " --most " + most + " --seed " + seed
            + tables.stream().map(t -> " --table " + t.getFileName()).collect(Collectors.joining()));
    provenance.put("data", String.join(", ", sources) + "; texts only, no scores");
    provenance.put("licenses", String.join(", ", licenses));
    provenance.put("model", "all-MiniLM-L6-v2, 8-bit (Apache-2.0)");
    Projection projection = new ProjectionTrainer(components).train(encoded(prompts), provenance);
    Files.writeString(out, projection.json());
    PrintWriter print = spec.commandLine().getOut();
    print.println("wrote " + out + ": " + projection.provenance().get("vectors") + " prompts, variance kept "
        + projection.provenance().get("variance_kept"));
    return 0;
  }

  private List<String> own() {
    Iterator<Task> tasks = new SimulatedWorld(seed).tasks();
    SequencedSet<String> prompts = new LinkedHashSet<>();
    for (int i = 0; i < 2 * most && prompts.size() < most; i++) {
      prompts.add(tasks.next().prompt());
    }
    return List.copyOf(prompts);
  }

  private List<String> chosen(ScoreTable table) {
    List<String> prompts = new ArrayList<>(table.rows().stream().map(ScoreRow::prompt).distinct().toList());
    Collections.shuffle(prompts, new Random(seed));
    return prompts.subList(0, Math.min(most, prompts.size()));
  }

  private static List<float[]> encoded(SequencedSet<String> prompts) {
    try (MiniLm model = MiniLm.load(); ProgressBar bar = Progress.bar("encoding", prompts.size())) {
      return prompts.parallelStream().map(prompt -> {
        float[] vector = model.encode(prompt);
        bar.step();
        return vector;
      }).toList();
    }
  }
}

package dev.pointsman.app;

import dev.pointsman.lab.data.Splitter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `split`: parts of a table by the hash of each prompt's text.
@Command(name = "split", mixinStandardHelpOptions = true, description = {
    "Splits score tables and preference pairs by the hash of each prompt's text: with the same shares and seed a prompt"
        + " falls into the same part of every file.",
    "Writes DIR/NAME-1.scores.jsonl.gz, DIR/NAME-2.scores.jsonl.gz, ... (or .prefs.jsonl.gz)."})
final class SplitCommand implements Callable<Integer> {
  @Option(names = "--table", required = true, paramLabel = "T", description = "a score table, RouterBench CSV, records, or preference pairs; repeatable")
  private List<Path> tables = new ArrayList<>();

  @Option(names = "--parts", required = true, split = ",", paramLabel = "SHARE", description = "shares that add up to 1, such as 0.6,0.4")
  private List<Double> shares = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "another seed makes other parts (${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "where the parts go")
  private Path out = Path.of("");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter print = spec.commandLine().getOut();
    try {
      var splitter = new Splitter(shares, seed);
      Outputs.folder(out);
      for (Path table : tables) {
        for (Splitter.Part part : splitter.split(table, out)) {
          print.println(part.file() + ": " + part.lines() + " lines");
        }
      }
    } catch (IllegalArgumentException e) {
      throw new UserError("--parts: " + e.getMessage() + "; give for example 0.6,0.4");
    }
    return 0;
  }
}

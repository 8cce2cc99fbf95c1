package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.identity.KnownModels;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.Spellings;
import dev.pointsman.lab.train.KnownModelsTrainer;
import dev.pointsman.lab.train.KnownModelsTrainer.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `identities`: what public models make of prompts, from tables that may be passed on, as the file that ships.
@Command(name = "identities", mixinStandardHelpOptions = true, description = {
    "Fits identities of models, and how much they write, to score tables together, and writes them with their provenance.",
    "The file holds no prompt and no outcome. The gateway's known-models.bin, which identity: in a configuration names models"
        + " of, is made by it; the same tables give the same bytes."})
final class IdentitiesCommand implements Callable<Integer> {
  /// Terms under which what is derived from a table may ship.
  private static final List<String> OPEN = List.of("Apache-2.0", "MIT");

  @Option(names = "--table", required = true, paramLabel = "T", description = "a score table under Apache-2.0 or MIT; repeatable")
  private List<Path> tables = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of chance in the training (${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--encoder", paramLabel = "NAME", defaultValue = "minilm", description = "what makes features of prompts (${DEFAULT-VALUE})")
  private String encoder = "minilm";

  @Option(names = "--cache", paramLabel = "DIR", description = "where encodings are kept (the user's folder for caches)")
  private @Nullable Path cache;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "where to write")
  private Path out = Path.of("");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (!Config.ENCODERS.contains(encoder) || encoder.equals("none")) {
      throw new UserError("--encoder must tell prompts apart; there is minilm, not " + encoder);
    }
    Outputs.file(out);
    try (Encoder loaded = Encoders.load(encoder)) {
      KnownModels known = trained(loaded);
      Files.write(out, known.toBytes());
      spec.commandLine().getOut().println("wrote " + out + ": " + known.models().size() + " models; "
          + known.provenance());
    } catch (IOException e) {
      throw Outputs.unwritable(out, e);
    }
    return 0;
  }

  private KnownModels trained(Encoder loaded) {
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    provenance.put("command", "identities --seed " + seed + " --encoder " + encoder);
    provenance.put("version", TableEvaluation.VERSION);
    List<ScoreTable> read = new ArrayList<>();
    Map<String, Path> earlier = new HashMap<>();
    for (Path file : tables) {
      ScoreTable table = ScoreTables.read(file);
      if (!OPEN.contains(table.header().license())) {
        throw new UserError(
            "--table " + file + " is under '" + table.header().license() + "', so nothing derived from it"
                + " may ship; give tables under " + String.join(" or ", OPEN));
      }
      Path same = earlier.putIfAbsent(Fingerprints.file(file), file);
      if (same != null) {
        throw new UserError("--table " + file + " holds the same as " + same
            + ", so that its rows would count twice; name each table once");
      }
      provenance.put("table " + table.name(), told(file, table));
      read.add(table);
    }
    List<Source> sources = read.stream().map(table -> new Source(table, TableEvaluation.encoded(loaded,
        CacheFolder.of(cache), table.rows().stream().map(ScoreRow::prompt).toList()))).toList();
    var trainer = new KnownModelsTrainer(Spellings.shipped(), sources);
    try (ProgressBar bar = Progress.bar("training", trainer.steps())) {
      return trainer.train(loaded.fingerprint(), provenance, seed, bar::step);
    }
  }

  private static String told(Path file, ScoreTable table) {
    return table.header().license() + ", " + table.header().source() + ", SHA-256 " + Fingerprints.file(file) + ", "
        + table.rows().size() + " prompts, " + table.models().size() + " models";
  }
}

package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.Gateway;
import dev.pointsman.gateway.provider.OpenAiCompatible;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.policy.Checkpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `checkpoint`: what a router has learned, as a file.
@Command(name = "checkpoint", mixinStandardHelpOptions = true, description = {
    "Writes what a router has learned to a file, which another router can start from (checkpoint: FILE in its"
        + " configuration), and which `value` can weigh.",
    "Reads the store only, also while a gateway is running."})
final class CheckpointCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "configuration (YAML)")
  private Path config = Path.of("");

  @Option(names = "--router", paramLabel = "NAME", defaultValue = "auto", description = "the router (${DEFAULT-VALUE})")
  private String router = "";

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "where to write")
  private Path out = Path.of("");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Config settings = new ConfigReader(System.getenv()).read(config);
    Outputs.file(out);
    PrintWriter err = spec.commandLine().getErr();
    try (Encoder encoder = Encoders.load(settings.encoder());
        var provider = new OpenAiCompatible();
        Store store = RouteCommand.recorded(settings, encoder)) {
      var gateway = new Gateway(RunningGateway.parts(settings, encoder, provider, store, new SimpleMeterRegistry()),
          err::println);
      Checkpoint checkpoint = gateway.checkpoint(router)
          .orElseThrow(() -> new UserError("--router is unknown: " + router + "; there are "
              + String.join(", ", settings.routers().stream().map(r -> r.name()).toList())));
      Files.write(out, checkpoint.toBytes());
      spec.commandLine().getOut().println("what " + router + " has learned stands in " + out);
    } catch (IOException e) {
      throw Outputs.unwritable(out, e);
    }
    return 0;
  }
}

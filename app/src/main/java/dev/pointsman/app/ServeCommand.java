package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `serve`: the gateway.
@Command(name = "serve", mixinStandardHelpOptions = true, description = {"Starts the gateway.",
    "Without --config it serves the models whose provider keys are in the environment (OPENAI_API_KEY, ...) and"
        + " those of a local Ollama."})
final class ServeCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", description = "configuration (YAML)")
  private @Nullable Path config;

  @Option(names = "--port", paramLabel = "P", description = "port to listen on, instead of the configuration's")
  private @Nullable Integer port;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Config settings = settings();
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch stopping = new CountDownLatch(1);
    try (Encoder encoder = Encoders.load(settings.encoder());
        RunningGateway gateway = start(settings, encoder,
            spec.commandLine().getErr())) {
      Signals.onStop(stopping::countDown);
      out.println("Pointsman listens on " + gateway.baseUrl());
      out.println(switch (settings.store()) {
        case Config.SqliteStore(Path file) -> "  decisions and feedback are remembered in " + file;
        case Config.MemoryStore() -> "  decisions and feedback are remembered until it stops";
      });
      for (Router.Spec router : settings.routers()) {
        out.println("  model \"" + router.name() + "\" routes over "
            + router.models().stream().map(m -> m.name()).collect(Collectors.joining(", ")) + " by "
            + router.policy() + ", cost weight " + router.costWeight());
      }
      out.flush();
      stopping.await();
    }
    return 0;
  }

  private Config settings() {
    Optional<Config> found = Optional.ofNullable(config)
        .map(new ConfigReader(System.getenv(), spec.commandLine().getErr()::println)::read)
        .or(() -> FoundModels.search(System.getenv()));
    Config settings = found.orElseThrow(() -> new UserError("no models: set a provider's key ("
        + String.join(", ", FoundModels.variables()) + "), start Ollama, or name a file with --config"));
    return port == null ? settings : settings.on(checked(port));
  }

  private static RunningGateway start(Config settings, Encoder encoder, PrintWriter err) {
    try {
      return RunningGateway.start(settings, encoder, notice -> {
        err.println(notice);
        err.flush();
      });
    } catch (IOException e) {
      throw new UserError(e.getMessage() + "; choose another with --port");
    }
  }

  static int checked(int port) {
    if (port < 0 || port > 65535) {
      throw new UserError("--port must lie in [0, 65535], not " + port);
    }
    return port;
  }
}

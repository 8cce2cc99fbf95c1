package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.openai.Api;
import dev.pointsman.gateway.Dispatcher.Choice;
import dev.pointsman.gateway.Gateway;
import dev.pointsman.gateway.Needs;
import dev.pointsman.gateway.Options;
import dev.pointsman.gateway.openai.Spelling;
import dev.pointsman.gateway.provider.OpenAiCompatible;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.MemoryStore;
import dev.pointsman.gateway.store.ReadOnlyStore;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Grounds;
import dev.pointsman.routing.Preference;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `route`: what would be decided for a prompt, explained, without calling any model.
@Command(name = "route", mixinStandardHelpOptions = true, description = "Explains the decision for a prompt without calling any model.")
final class RouteCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "configuration (YAML)")
  private Path config = Path.of("");

  @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "the prompt")
  private String prompt = "";

  @Option(names = "--router", paramLabel = "NAME", defaultValue = "auto", description = "the router (${DEFAULT-VALUE})")
  private String router = "";

  @Option(names = "--cost-weight", paramLabel = "W", description = "0 = quality only ... 1 = cost only")
  private @Nullable Double costWeight;

  @Option(names = "--json", description = "as GET /v1/decisions/{id} gives it")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (costWeight != null && !(costWeight >= 0 && costWeight <= 1)) {
      throw new UserError("--cost-weight must lie in [0, 1], not " + costWeight);
    }
    Config settings = new ConfigReader(System.getenv(), spec.commandLine().getErr()::println).read(config);
    PrintWriter out = spec.commandLine().getOut();
    try (Encoder encoder = Encoders.load(settings.encoder());
        var provider = new OpenAiCompatible();
        Store store = recorded(settings, encoder)) {
      PrintWriter err = spec.commandLine().getErr();
      var gateway = new Gateway(RunningGateway.parts(settings, encoder, provider, store, new SimpleMeterRegistry()),
          err::println);
      Api.rejoin(gateway, RunningGateway.admin(settings, err::println));
      err.flush();
      long tokens = (prompt.getBytes(StandardCharsets.UTF_8).length + 3L) / 4 + 4;
      Options options = new Options(costWeight == null ? OptionalDouble.empty() : OptionalDouble.of(costWeight),
          Optional.empty(), false, Optional.empty(), new LinkedHashMap<>());
      switch (gateway.dispatcher().choose(router, prompt, new Needs(Set.of(), tokens, OptionalLong.empty(), 1),
          options)) {
        case Choice.Chosen chosen when json -> out.println(Spelling.decision(chosen.decision()));
        case Choice.Chosen chosen -> explain(chosen.decision(), out);
        case Choice.Rejected rejected -> throw new UserError(Spelling.rejection(rejected.rejection()));
      }
    }
    return 0;
  }

  /// What a gateway of this configuration has on record, or nothing if none ever ran.
  static Store recorded(Config settings, Encoder encoder) {
    return settings.store() instanceof Config.SqliteStore(Path file) && Files.exists(file)
        ? ReadOnlyStore.open(file, encoder.fingerprint())
        : new MemoryStore(1);
  }

  private static void explain(LoggedDecision log, PrintWriter out) {
    int width = log.names().values().stream().mapToInt(String::length).max().orElse(5);
    String name = "%-" + Math.max(5, width) + "s";
    out.printf(Locale.ROOT, "  " + name + "  %7s  %13s  %7s  %10s  %12s  %8s%n", "model", "quality", "90 % interval",
        "prior", "judgements", "expected $", "score");
    for (Appraisal a : log.decision().appraisals()) {
      boolean chosen = a.candidate().equals(log.decision().chosen());
      out.printf(Locale.ROOT, "%s " + name + "  %7.3f  %6.3f-%6.3f  %7s  %10s  %12.9f  %8.4f%n", chosen ? ">" : " ",
          log.names().get(a.candidate().arm()), a.quality().mean(), a.quality().low(), a.quality().high(),
          ground(a, "%.3f", Grounds::prior), ground(a, "%.1f", Grounds::judgements),
          a.candidate().expectedCost().usd(), a.score());
    }
    log.excluded().forEach(e -> out.println("  " + e.model() + " is left out: " + e.reason()));
    out.printf(Locale.ROOT, "chosen: %s by %s at cost weight %s; %s%n",
        log.names().get(log.decision().chosen().arm()), log.policy(),
        log.context().preference().costWeight() + (log.askedWeight().isPresent()
            ? " (" + log.askedWeight().getAsDouble() + " was asked; budget_per_query raises it)"
            : ""),
        scores(log));
  }

  /// What scores are: policies with a dial of their own have their own.
  private static String scores(LoggedDecision log) {
    Preference asked = log.context().preference();
    Preference acting = PolicySpec.named(log.policy()).map(spec -> spec.acting(asked)).orElse(asked);
    if (!log.decision().isScoredBy(acting)) {
      return "scores are on the policy's own scale";
    }
    return "score = (1 - w) quality - w cost / " + acting.costScale()
        + (acting.equals(asked)
            ? ""
            : String.format(Locale.ROOT, ", w = %.4f by the policy's dial", acting.costWeight()));
  }

  private static String ground(Appraisal appraisal, String format, ToDoubleFunction<Grounds> of) {
    return appraisal.quality().grounds().map(of::applyAsDouble)
        .map(value -> String.format(Locale.ROOT, format, value)).orElse("");
  }
}

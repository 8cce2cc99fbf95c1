package dev.pointsman.app;

import dev.pointsman.app.config.ConfigException;
import dev.pointsman.gateway.store.StoreUnavailable;
import dev.pointsman.lab.data.DataException;
import java.io.PrintWriter;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/// The `pointsman` command.
@Command(name = "pointsman", version = "pointsman 0.1.0", mixinStandardHelpOptions = true, description = "An adaptive LLM router: per prompt the model that is worth its price.", subcommands = {
    DemoCommand.class, ServeCommand.class, RouteCommand.class, LogCommand.class,
    CheckpointCommand.class, ValueCommand.class, SplitCommand.class, TrainCommand.class, EvaluateCommand.class,
    QuizCommand.class, IdentitiesCommand.class,
    ResultsCommand.class,
    ProjectionCommand.class,
    CommandLine.HelpCommand.class}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done",
        "1:a failure of ours", "2:wrong use or bad input"})
public final class Main implements Runnable {
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");
  private static final Logger LISTENER = Logger.getLogger("io.helidon.webserver.ServerListener");
  private static final Logger GPU = Logger.getLogger("ai.djl.util.cuda.CudaUtils");

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /// Runs a command and exits with its code.
  public static void main(String[] args) {
    quietLibraries();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    IParameterExceptionHandler wrongUse = (e, _) -> {
      e.getCommandLine().getErr().println(oneLine(String.valueOf(e.getMessage())) + "; see " + name(e) + " --help");
      return 2;
    };
    IExecutionExceptionHandler failure = (e, line, _) -> failed(e, line.getErr());
    return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).setParameterExceptionHandler(wrongUse)
        .setExecutionExceptionHandler(failure);
  }

  private static int failed(Exception e, PrintWriter err) {
    if (e instanceof UserError || e instanceof ConfigException || e instanceof DataException
        || e instanceof StoreUnavailable) {
      err.println("pointsman: " + oneLine(String.valueOf(e.getMessage())));
      return 2;
    }
    Throwable cause = e;
    while (cause.getCause() != null && cause.getMessage() == null) {
      cause = cause.getCause();
    }
    err.println("pointsman: a failure of ours: " + cause.getClass().getSimpleName() + ": "
        + oneLine(String.valueOf(cause.getMessage())) + " (set POINTSMAN_TRACE=1 to see where)");
    if (System.getenv("POINTSMAN_TRACE") != null) {
      e.printStackTrace(err);
    }
    return 1;
  }

  private static String name(ParameterException e) {
    return e.getCommandLine().getCommandSpec().qualifiedName();
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  /// Libraries speak up when something is wrong, not when they start.
  static void quietLibraries() {
    ROOT.setLevel(Level.WARNING);
    GPU.setLevel(Level.OFF); // training is on the CPU, whatever there is
    LISTENER.setFilter(record -> !(record.getThrown() instanceof RejectedExecutionException)); // a connection amid the stop
    POOL.setLevel(Level.OFF); // what it meets is reported by the store, with the way out
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(),
        "name a command: demo, serve, route, log, checkpoint, value, split, train, evaluate, quiz, identities, results, projection");
  }
}

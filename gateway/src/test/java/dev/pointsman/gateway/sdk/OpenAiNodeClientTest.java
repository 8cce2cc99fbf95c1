package dev.pointsman.gateway.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The official `openai` package for Node.js against the gateway: runs `check.mjs` in `sdk/node`, and each line that it
/// prints is a test.
///
/// It is a test that starts the gateway and Node.js, and not a script that starts both, because Maven already has the JDK
/// and the class path that a script would have to look for, and because the gateway can't outlive the JVM it is in.
/// Without Node.js, or before `npm ci` was run in `sdk/node`, there is nothing to check with: the test is skipped and
/// says so. `.ci/sdk` runs `npm ci` and sets `pointsman.sdk=required`, which makes that a failure.
class OpenAiNodeClientTest {
  private static final Path SCRIPTS = Path.of(Objects.requireNonNull(System.getProperty("pointsman.root")), "sdk",
      "node");
  private static final int OLDEST_NODE = 20;
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*");
  private static final Pattern CHECK = Pattern.compile("(ok|not ok) - (.*)");

  /// What a process printed, and how it ended.
  private record Run(int exitCode, List<String> lines) {}

  @TestFactory
  Stream<DynamicTest> everyCheckOfTheScriptPasses(@TempDir Path temp) throws Exception {
    if (!Files.isDirectory(SCRIPTS.resolve("node_modules"))) {
      return lacking("npm ci has not been run in " + SCRIPTS);
    }
    if (nodeVersion(temp) < OLDEST_NODE) {
      return lacking("no Node.js " + OLDEST_NODE + " or newer is on the PATH");
    }
    try (SdkGateway gateway = SdkGateway.start()) {
      Run run = node(temp, "check.mjs", gateway.baseUrl());
      assertThat(run.exitCode).describedAs("%s", String.join("\n", run.lines)).isIn(0, 1);
      assertThat(run.lines).isNotEmpty().allMatch(line -> CHECK.matcher(line).matches());
      return run.lines.stream().map(OpenAiNodeClientTest::test);
    }
  }

  private static DynamicTest test(String line) {
    Matcher check = CHECK.matcher(line);
    assertThat(check.matches()).isTrue();
    return dynamicTest(check.group(2), () -> assertThat(check.group(1)).describedAs("%s", line).isEqualTo("ok"));
  }

  /// A test that is skipped, or fails where it must not be.
  private static Stream<DynamicTest> lacking(String what) {
    if ("required".equals(System.getProperty("pointsman.sdk"))) {
      return fail(what);
    }
    System.getLogger(OpenAiNodeClientTest.class.getName()).log(System.Logger.Level.WARNING,
        "openai for Node.js is not checked: " + what);
    return Stream.of(dynamicTest(what, () -> abort(what)));
  }

  private static int nodeVersion(Path temp) throws InterruptedException {
    try {
      Run run = node(temp, "--version");
      Matcher version = VERSION.matcher(run.lines.isEmpty() ? "" : run.lines.getFirst());
      return version.matches() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static Run node(Path temp, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(temp, "node", ".txt");
    Process process = new ProcessBuilder(Stream.concat(Stream.of("node"), Stream.of(arguments)).toList())
        .directory(SCRIPTS.toFile()).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      List<String> lines = Files.readAllLines(out);
      assertThat(ended).describedAs("node did not end by itself; it printed: %s", lines).isTrue();
      return new Run(process.exitValue(), lines);
    } finally {
      process.destroyForcibly();
    }
  }
}

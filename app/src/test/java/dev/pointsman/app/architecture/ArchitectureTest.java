package dev.pointsman.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The project keeps its rules, and the rules catch who does not.
class ArchitectureTest {
  private static final JavaClasses PROJECT = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.pointsman");
  /// Field names of OpenAI's API that say little outside of it.
  private static final Pattern OPENAI_FIELDS = Pattern.compile(
      "\"(messages|choices|delta|finish_reason|prompt_tokens|completion_tokens|stream_options|tool_calls|max_tokens)\"");
  private static final Map<Rules, String> BREACHES = Map.ofEntries(
      Map.entry(Rules.CORE_KNOWS_ONLY_ITSELF_AND_THE_LANGUAGE, "dev.pointsman.routing.breach"),
      Map.entry(Rules.CORE_NEVER_ASKS_FOR_TIME_OR_CHANCE, "dev.pointsman.policy.breach"),
      Map.entry(Rules.LAB_AND_GATEWAY_DO_NOT_KNOW_EACH_OTHER, "dev.pointsman.lab.breach"),
      Map.entry(Rules.GATEWAY_DOES_NOT_KNOW_THE_LAB, "dev.pointsman.gateway.breach"),
      Map.entry(Rules.POLICIES_KNOW_NO_LEDGER, "dev.pointsman.policy.breach"),
      Map.entry(Rules.ONLY_HTTP_AND_FLEET_KNOW_THE_SERVER, "dev.pointsman.gateway.breach"),
      Map.entry(Rules.ONLY_PROVIDER_AND_FLEET_KNOW_THE_HTTP_CLIENT, "dev.pointsman.gateway.breach"),
      Map.entry(Rules.ONLY_THE_EDGE_OF_THE_GATEWAY_READS_JSON, "dev.pointsman.gateway.breach"),
      Map.entry(Rules.ONLY_APP_KNOWS_COMMAND_LINE_AND_ENVIRONMENT, "dev.pointsman.gateway.breach"),
      Map.entry(Rules.ONLY_COMMANDS_WRITE_TO_STANDARD_STREAMS, "dev.pointsman.lab.breach"),
      Map.entry(Rules.PACKAGES_FORM_NO_CYCLES, "dev.pointsman.lab.breach"),
      Map.entry(Rules.EVERY_PACKAGE_IS_NULL_MARKED, "dev.pointsman.lab.breach.unmarked"));

  @ParameterizedTest
  @EnumSource
  void theProjectKeepsTheRule(Rules rule) {
    rule.rule().check(PROJECT);
  }

  @ParameterizedTest
  @EnumSource
  void aClassThatBreaksTheRuleIsCaught(Rules rule) {
    JavaClasses breach = new ClassFileImporter().importPackages(BREACHES.get(rule));
    assertThat(rule.rule().evaluate(breach).hasViolation()).isTrue();
  }

  @Test
  void onlyTheOpenAiPackageAndTheFleetSpellOpenAisFieldNames() throws IOException {
    Path root = Path.of(System.getProperty("pointsman.root", ".."));
    try (Stream<Path> files = Files.walk(root)) {
      List<String> spelled = files
          .filter(f -> f.toString().matches(".*/(core|encoder|lab|gateway|app)/src/main/java/.*\\.java"))
          .filter(f -> !f.toString().contains("/gateway/openai/")).filter(ArchitectureTest::spellsFields)
          .map(f -> root.relativize(f).toString()).toList();
      assertThat(spelled).isEmpty();
    }
  }

  private static boolean spellsFields(Path file) {
    try {
      return OPENAI_FIELDS.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

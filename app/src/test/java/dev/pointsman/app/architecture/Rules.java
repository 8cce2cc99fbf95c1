package dev.pointsman.app.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// What never depends on what.
enum Rules {
  /// Decisions must be replayable anywhere.
  CORE_KNOWS_ONLY_ITSELF_AND_THE_LANGUAGE(classes().that().resideInAnyPackage(core()).should()
      .onlyDependOnClassesThat(resideInAnyPackage("dev.pointsman.routing..", "dev.pointsman.policy..",
          "dev.pointsman.budget..", "dev.pointsman.linear..", "dev.pointsman.neural..", "dev.pointsman.identity..",
          "java.lang..", "java.math..",
          "java.nio", "java.nio.charset", "java.util", "java.util.function..", "java.util.random..",
          "java.util.stream..", "java.util.zip",
          "org.jspecify.annotations.."))
      .because("decisions must be replayable: no files, sockets, frameworks or threads below this line")),

  /// Clocks and random numbers are arguments.
  CORE_NEVER_ASKS_FOR_TIME_OR_CHANCE(noClasses().that().resideInAnyPackage(core()).should()
      .callMethodWhere(
          target(owner(HasName.Predicates.name("java.lang.System"))).and(not(target(nameMatching("arraycopy")))))
      .orShould().callMethod(Math.class, "random").orShould().dependOnClassesThat()
      .areAssignableTo(ThreadLocalRandom.class).orShould().callConstructor(java.util.Random.class).orShould()
      .dependOnClassesThat().resideInAPackage("java.time..")
      .because("clocks and random numbers are arguments, so that a replay meets the same ones")),

  /// They meet in core and in the file formats.
  LAB_AND_GATEWAY_DO_NOT_KNOW_EACH_OTHER(noClasses().that().resideInAPackage("dev.pointsman.lab..").should()
      .dependOnClassesThat().resideInAPackage("dev.pointsman.gateway..")
      .because("they meet in core and in the file formats; the lab replays what serves, it does not call it")),

  /// The other direction of the same.
  GATEWAY_DOES_NOT_KNOW_THE_LAB(noClasses().that().resideInAPackage("dev.pointsman.gateway..").should()
      .dependOnClassesThat().resideInAnyPackage("dev.pointsman.lab..", "dev.pointsman.fleet..", "dev.pointsman.app..")
      .because("a gateway in production carries no training, no simulation and no command line")),

  /// A policy gets a snapshot.
  POLICIES_KNOW_NO_LEDGER(noClasses().that().resideInAPackage("dev.pointsman.policy..").should()
      .dependOnClassesThat().haveSimpleNameEndingWith("Ledger")
      .because("a policy gets a snapshot of a budget; it never spends")),

  /// Only one place may have to change with the server.
  ONLY_HTTP_AND_FLEET_KNOW_THE_SERVER(noClasses().that()
      .resideOutsideOfPackages("dev.pointsman.gateway.http..", "dev.pointsman.fleet..").should().dependOnClassesThat()
      .resideInAPackage("io.helidon.webserver..")
      .because("handlers are functions from request to response, tested without a server")),

  /// Only one place may have to change with the client.
  ONLY_PROVIDER_AND_FLEET_KNOW_THE_HTTP_CLIENT(noClasses().that()
      .resideOutsideOfPackages("dev.pointsman.gateway.provider..", "dev.pointsman.fleet..").should()
      .dependOnClassesThat().resideInAPackage("io.helidon.webclient..")
      .because("how upstreams are called is the provider's business alone")),

  /// Wire formats stay at the edge.
  ONLY_THE_EDGE_OF_THE_GATEWAY_READS_JSON(noClasses().that().resideInAPackage("dev.pointsman.gateway..").and()
      .resideOutsideOfPackages("dev.pointsman.gateway.openai..", "dev.pointsman.gateway.store..").should()
      .dependOnClassesThat().resideInAPackage("tools.jackson..")
      .because("anything but gateway.openai is free of OpenAI's field names, so that other dialects can be added")),

  /// Settings come in as records.
  ONLY_APP_KNOWS_COMMAND_LINE_AND_ENVIRONMENT(noClasses().that()
      .resideOutsideOfPackages("dev.pointsman.app..", "dev.pointsman.bench..").should().dependOnClassesThat()
      .resideInAPackage("picocli..").orShould().callMethod(System.class, "getenv")
      .orShould().callMethod(System.class, "getenv", String.class).orShould()
      .callMethod(System.class, "exit", int.class)
      .because("everything else gets its settings as records, checked once")),

  /// Results are the commands' to print.
  ONLY_COMMANDS_WRITE_TO_STANDARD_STREAMS(noClasses().that()
      .resideOutsideOfPackages("dev.pointsman.app..", "dev.pointsman.bench..").should()
      .accessField(System.class, "out").orShould().accessField(System.class, "err")
      .because("libraries log or return; commands print")),

  /// Layers, not balls of mud.
  PACKAGES_FORM_NO_CYCLES(slices().matching("dev.pointsman.(**)").should().beFreeOfCycles()
      .because("each package can be understood, tested and replaced after those below it")),

  /// Null is said where it may be.
  EVERY_PACKAGE_IS_NULL_MARKED(classes().that().resideInAPackage("dev.pointsman..").should(beInANullMarkedPackage())
      .because("a reader need not ask whether null may come"));

  @SuppressWarnings("ImmutableEnumChecker") // the rules are immutable, but do not say so
  private final ArchRule rule;

  Rules(ArchRule rule) {
    this.rule = rule;
  }

  ArchRule rule() {
    return rule.allowEmptyShould(true);
  }

  private static String[] core() {
    return Stream.of("routing", "policy", "budget", "linear", "neural", "identity")
        .map(p -> "dev.pointsman." + p + "..")
        .toArray(String[]::new);
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package with @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(new SimpleConditionEvent(type, marked, type.getName() + " is in a package without @NullMarked"));
      }
    };
  }
}

package io.penstock.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static io.penstock.architecture.Conditions.hasSuffix;
import static io.penstock.architecture.Conditions.have;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;

/** A class-name suffix tells the layer, and the layer what may be touched. */
final class LayerRules {

  private static final List<String> SERVER_SIDE =
      List.of(
          "org.springframework.web.server.",
          "org.springframework.web.bind.",
          "org.springframework.web.reactive.function.server.",
          "org.springframework.web.reactive.socket.",
          "org.springframework.http.server.",
          "reactor.netty.http.server.");
  private static final List<String> SQL =
      List.of("io.r2dbc.", "org.springframework.r2dbc.", "org.postgresql.", "java.sql.");
  private static final List<String> REDIS =
      List.of("io.lettuce.", "org.springframework.data.redis.");
  private static final List<String> OUTWARD =
      List.of(
          "org.springframework.web.reactive.function.client.WebClient",
          "reactor.netty.http.client.");
  private static final List<String> REACTOR_KAFKA = List.of("reactor.kafka.");
  private static final List<String> KAFKA = List.of("org.apache.kafka.", "kafka.");
  private static final List<String> TRANSLATORS =
      List.of(
          "java.",
          "tools.jackson.",
          "com.fasterxml.jackson.annotation.",
          "org.jspecify.",
          "io.penstock.");

  private final String base;

  LayerRules(String base) {
    this.base = base;
  }

  List<Rule> all() {
    return List.of(
        touching(
            "onlyEdgesTouchTheHttpServer",
            SERVER_SIDE,
            item ->
                hasSuffix(item, "Api", "Socket", "Filter", "Wiring")
                    || isIn(item, "platform.http", "sandbox", "embedded"),
            "BookServesHttp"),
        touching(
            "onlyTablesTouchSql",
            SQL,
            item ->
                hasSuffix(item, "Table", "Wiring") || isIn(item, "platform.postgres", "embedded"),
            "BarsWithSql"),
        touching(
            "onlyCachesTouchRedis",
            REDIS,
            item -> hasSuffix(item, "Cache", "Wiring") || isIn(item, "platform.redis", "embedded"),
            "PricesWithRedis"),
        touching(
            "onlyClientsCallOut",
            OUTWARD,
            item -> hasSuffix(item, "Client", "Wiring") || isIn(item, "embedded"),
            "FeedThatCallsOut"),
        touching(
            "onlyStreamsTouchesReactorKafka",
            REACTOR_KAFKA,
            item -> isIn(item, "platform.streams"),
            "FlowOnReactorKafka"),
        touching(
            "onlyStreamsTouchesKafka",
            KAFKA,
            item -> isIn(item, "platform.streams", "embedded"),
            "FlowOnKafka"),
        Rule.of(
            "parsersAndMessagesArePure",
            classes()
                .that(describe("translate", item -> hasSuffix(item, "Parser", "Messages")))
                .should(have("need the JDK and Jackson only", LayerRules::impurities)),
            "ImpureParser",
            "ImpureMessages"),
        Rule.of(
            "runnersAreLifecycles",
            classes()
                .that(
                    describe("are runners", item -> isOutermost(item) && hasSuffix(item, "Runner")))
                .should()
                .beAssignableTo(SmartLifecycle.class),
            "HomemadeRunner"),
        Rule.of(
            "propertiesAreRecordsOfSettings",
            classes()
                .that(
                    describe(
                        "are properties",
                        item -> isOutermost(item) && hasSuffix(item, "Properties")))
                .should(have("be records with a prefix", LayerRules::wrongProperties)),
            "LooseProperties"),
        Rule.of(
            "wiringsAreHiddenConfigurations",
            classes()
                .that(
                    describe("are wirings", item -> isOutermost(item) && hasSuffix(item, "Wiring")))
                .should(have("be package-private and without proxies", LayerRules::wrongWiring)),
            "OpenWiring"));
  }

  private Rule touching(
      String name, List<String> foreign, Predicate<JavaClass> allowed, String... offenders) {
    return Rule.of(
        name,
        classes()
            .that(describe("are not made for it", item -> !allowed.test(item)))
            .should(have("not touch " + foreign, item -> touches(item, foreign))),
        offenders);
  }

  private static Stream<String> touches(JavaClass item, List<String> foreign) {
    return item.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
        .filter(target -> foreign.stream().anyMatch(target::startsWith))
        .distinct()
        .map(target -> "touches " + target);
  }

  private static Stream<String> impurities(JavaClass item) {
    return item.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(target ->
            !target.isPrimitive() && TRANSLATORS.stream().noneMatch(target.getName()::startsWith))
        .map(target -> "needs " + target.getName())
        .distinct();
  }

  private static Stream<String> wrongProperties(JavaClass item) {
    return item.isRecord() && item.isAnnotatedWith(ConfigurationProperties.class)
        ? Stream.of()
        : Stream.of("is no record with @ConfigurationProperties");
  }

  private static Stream<String> wrongWiring(JavaClass item) {
    boolean hidden = !item.getModifiers().contains(JavaModifier.PUBLIC);
    boolean plain =
        item.isAnnotatedWith(Configuration.class)
            && !item.getAnnotationOfType(Configuration.class).proxyBeanMethods();
    return hidden && plain
        ? Stream.of()
        : Stream.of("is public, no @Configuration, or one with proxies");
  }

  private static boolean isOutermost(JavaClass item) {
    return !item.isNestedClass();
  }

  private boolean isIn(JavaClass item, String... modules) {
    String name = item.getPackageName() + ".";
    return Stream.of(modules).anyMatch(module -> name.startsWith(base + "." + module + "."));
  }
}

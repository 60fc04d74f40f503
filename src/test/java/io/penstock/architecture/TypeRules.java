package io.penstock.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static io.penstock.architecture.Conditions.have;
import static io.penstock.architecture.Conditions.outermost;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Which types are used for what. */
final class TypeRules {

  /** Where money, prices and quantities live. */
  private static final List<String> EXACT =
      List.of(
          "platform.values",
          "market.tick",
          "market.book",
          "market.bars",
          "market.prices",
          "trading",
          "payments");

  private static final Set<String> CLOCKS =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalTime.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.time.Clock.tickMillis",
          "java.lang.System.currentTimeMillis");

  /** What only those see who send it. */
  private static final Set<String> CARDS = Set.of("CardNumber", "Cvc", "Card");

  /** The only class that asks the machine for the time. */
  private static final String CLOCK_BEAN = "ResilienceWiring";

  /** Where the context that holds the clock is not yet made. */
  private static final List<String> BEFORE_THE_CLOCK = List.of("embedded");

  private final String base;

  TypeRules(String base) {
    this.base = base;
  }

  List<Rule> all() {
    return List.of(
        Rule.of(
            "moneyPricesAndQuantitiesAreExact",
            classes()
                .that(describe("hold amounts", item -> isIn(item, EXACT)))
                .should(have("know no double or float", TypeRules::floatingPoint)),
            "FloatingPrice",
            "DoublingBook"),
        Rule.of(
            "timeComesFromAClock",
            classes()
                .that(describe("are given a clock", this::isGivenAClock))
                .should(have("not ask the machine for the time", TypeRules::askingForTheTime)),
            "NowByItself"),
        Rule.of(
            "jsonIsJackson3",
            classes().should(have("not use Jackson 2", TypeRules::jackson2)),
            "JacksonTwo"),
        Rule.of(
            "packagesAreNullMarked",
            classes()
                .that(describe("are written by us", item -> !isGenerated(item)))
                .should(have("be in a package that is @NullMarked", TypeRules::notNullMarked)),
            "InAnUnmarkedPackage"),
        Rule.of(
            "onlyVaultAndNetworksKnowCardNumbers",
            classes()
                .that(
                    describe(
                        "are outside",
                        item ->
                            !isIn(item, List.of("payments.vault", "payments.networks", "sandbox"))))
                .should(have("not know what is on a card", TypeRules::cards)),
            "ChargesWithCardNumber",
            "ChargesWithCard",
            "ChargesWithCvc"));
  }

  private static Stream<String> floatingPoint(JavaClass item) {
    Stream<String> fields =
        item.getFields().stream()
            .filter(field -> isFloatingPoint(field.getRawType()))
            .map(field -> "has field " + field.getName());
    Stream<String> units =
        item.getCodeUnits().stream()
            .filter(unit -> !isSynthetic(unit))
            .filter(unit ->
                isFloatingPoint(unit.getRawReturnType())
                    || unit.getRawParameterTypes().stream().anyMatch(TypeRules::isFloatingPoint))
            .map(unit -> "has " + unit.getName() + " with a double or float");
    return Stream.concat(fields, units);
  }

  private static boolean isSynthetic(JavaCodeUnit unit) {
    return unit.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  private static boolean isFloatingPoint(JavaClass type) {
    return Set.of("double", "float", "java.lang.Double", "java.lang.Float")
        .contains(type.getBaseComponentType().getName());
  }

  private static Stream<String> askingForTheTime(JavaClass item) {
    return item.getAccessesFromSelf().stream()
        .filter(access -> access.getTarget() instanceof CodeUnitAccessTarget)
        .filter(TypeRules::isAskingForTheTime)
        .map(access -> "asks for the time at line " + access.getLineNumber());
  }

  private static boolean isAskingForTheTime(JavaAccess<?> access) {
    CodeUnitAccessTarget target = (CodeUnitAccessTarget) access.getTarget();
    String name = target.getOwner().getName() + "." + target.getName();
    boolean byGivenClock =
        target.getName().equals("now")
            && target.getRawParameterTypes().stream()
                .anyMatch(type -> type.getName().equals("java.time.Clock"));
    boolean newDate =
        name.equals("java.util.Date.<init>") && target.getRawParameterTypes().isEmpty();
    return CLOCKS.contains(name) && !byGivenClock || newDate;
  }

  private static Stream<String> jackson2(JavaClass item) {
    return item.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
        .filter(name ->
            name.startsWith("com.fasterxml.jackson.")
                && !name.startsWith("com.fasterxml.jackson.annotation."))
        .distinct()
        .map(name -> "uses " + name);
  }

  private static Stream<String> notNullMarked(JavaClass item) {
    return item.getPackage().isAnnotatedWith(NullMarked.class)
        ? Stream.of()
        : Stream.of(
            "is in "
                + item.getPackageName()
                + ", whose package-info is missing or not @NullMarked");
  }

  private static Stream<String> cards(JavaClass item) {
    return item.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(target -> target.getPackageName().endsWith(".payments.vault"))
        .map(JavaClass::getSimpleName)
        .filter(CARDS::contains)
        .distinct()
        .map(name -> "knows " + name);
  }

  private boolean isGivenAClock(JavaClass item) {
    return !outermost(item).getSimpleName().equals(CLOCK_BEAN) && !isIn(item, BEFORE_THE_CLOCK);
  }

  private boolean isGenerated(JavaClass item) {
    return item.getPackageName().endsWith(".wire");
  }

  private boolean isIn(JavaClass item, List<String> modules) {
    String name = item.getPackageName() + ".";
    return modules.stream().anyMatch(module -> name.startsWith(base + "." + module + "."));
  }
}

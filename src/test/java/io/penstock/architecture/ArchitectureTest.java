package io.penstock.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

  private static final String PENSTOCK = "io.penstock";
  private static final String OFFENDERS = "io.penstock.architecture.offenders";

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(PENSTOCK);

  private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(OFFENDERS);

  static final List<Argued> ARGUED = Argued.ALL;

  static List<Rule> rulesOfPenstock() {
    return rules(PENSTOCK);
  }

  static List<Rule> rulesOfOffenders() {
    return rules(OFFENDERS);
  }

  private static List<Rule> rules(String base) {
    return Stream.of(
            new ImportRules(base).all(),
            new LayerRules(base).all(),
            new ReactiveRules(base).all(),
            new TypeRules(base).all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> offences(Rule rule) {
    return rule.rule().allowEmptyShould(true).evaluate(OURS).getFailureReport().getDetails();
  }

  @ParameterizedTest
  @MethodSource("rulesOfPenstock")
  void holds(Rule rule) {
    assertThat(offences(rule))
        .as(rule.name())
        .allSatisfy(offence ->
            assertThat(Argued.ALL).anyMatch(argued -> argued.excuses(rule.name(), offence)));
  }

  @ParameterizedTest
  @FieldSource("ARGUED")
  void arguedExceptionIsStillNeeded(Argued argued) {
    assertThat(rulesOfPenstock())
        .filteredOn(rule -> rule.name().equals(argued.rule()))
        .flatExtracting(ArchitectureTest::offences)
        .anyMatch(offence -> argued.excuses(argued.rule(), offence));
  }

  @ParameterizedTest
  @MethodSource("rulesOfOffenders")
  void catchesItsPlantedOffenders(Rule rule) {
    List<String> offences = rule.rule().evaluate(PLANTED).getFailureReport().getDetails();
    assertThat(rule.offenders())
        .allSatisfy(offender ->
            assertThat(offences)
                .as("caught")
                .anySatisfy(offence -> assertThat(offence).contains(offender)));
  }

  @Test
  void everyPlantedOffenderBelongsToARule() {
    Set<String> expected =
        rulesOfOffenders().stream()
            .flatMap(rule -> rule.offenders().stream())
            .collect(Collectors.toSet());
    Set<String> planted =
        PLANTED.stream()
            .filter(item -> !item.isNestedClass() && !item.getSimpleName().equals("package-info"))
            .filter(item -> item.tryGetAnnotationOfType(Bystander.class).isEmpty())
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toSet());
    assertThat(planted).isEqualTo(expected);
  }

  @Test
  void classesOfOursAreSeen() {
    assertThat(OURS).hasSizeGreaterThan(100);
    assertThat(OURS.contain("io.penstock.market.tick.Trade")).isTrue();
    assertThat(OURS.contain(ArchitectureTest.class)).isFalse();
  }
}

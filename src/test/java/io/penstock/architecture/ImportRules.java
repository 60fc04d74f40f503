package io.penstock.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static io.penstock.architecture.Conditions.have;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What follows from {@link ImportTable}. */
final class ImportRules {

  private final String base;

  /**
   * @param base the package the table's rows are below, {@code io.penstock}
   */
  ImportRules(String base) {
    this.base = base;
  }

  List<Rule> all() {
    return List.of(
        Rule.of(
            "modulesImportWhatTheTableAllows",
            classes().should(have("import what the table allows", this::forbiddenImports)),
            "TickReadsBook",
            "BookReadsFeed",
            "CoinbaseReadsKraken",
            "FanoutReadsBarsTable",
            "ValuesReportTelemetry",
            "PaymentsReadMarket",
            "ModuleNobodyPlanned"),
        Rule.of(
            "modulesFormNoCycle",
            SlicesRuleDefinition.slices().assignedFrom(modules()).should().beFreeOfCycles(),
            "HttpOfCycle",
            "PostgresOfCycle"),
        Rule.of(
            "nobodyImportsSandboxOrEmbedded",
            classes()
                .should(have("not import sandbox or embedded", this::importsOfTheUnimportable)),
            "PricesTrustTheSandbox",
            "SandboxStartsEmbedded"));
  }

  private Stream<String> forbiddenImports(JavaClass item) {
    Optional<String> own = below(item);
    if (own.isEmpty() || own.get().isEmpty()) {
      return Stream.of();
    }
    Optional<ImportTable.Row> row = ImportTable.of(own.get());
    if (row.isEmpty()) {
      return Stream.of("is in " + own.get() + ", which has no row in the table");
    }
    return imports(item)
        .filter(target ->
            !isOwn(row.get(), target) && !row.get().allows(below(target).orElseThrow(), target))
        .map(
            target -> "imports " + target.getName() + ", which " + row.get().module() + " may not");
  }

  private boolean isOwn(ImportTable.Row row, JavaClass target) {
    String targetPackage = below(target).orElseThrow();
    // Of venues, each package is a module of its own.
    return !row.module().endsWith(".*")
        && ImportTable.of(targetPackage).filter(row::equals).isPresent();
  }

  private Stream<String> importsOfTheUnimportable(JavaClass item) {
    String own = below(item).map(ImportRules::top).orElse("");
    return imports(item)
        .filter(target -> ImportTable.IMPORTED_BY_NOBODY.contains(top(below(target).orElseThrow())))
        .filter(target -> !top(below(target).orElseThrow()).equals(own))
        .map(target -> "imports " + target.getName());
  }

  private static String top(String packageName) {
    int dot = packageName.indexOf('.');
    return dot < 0 ? packageName : packageName.substring(0, dot);
  }

  /** Classes of ours in other packages. */
  private Stream<JavaClass> imports(JavaClass item) {
    return item.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(target -> below(target).isPresent())
        .filter(target -> !target.getPackageName().equals(item.getPackageName()))
        .distinct();
  }

  /** The package without the base, {@code market.tick}; empty for classes of others. */
  private Optional<String> below(JavaClass item) {
    String name = item.getPackageName();
    if (name.equals(base)) {
      return Optional.of("");
    }
    return name.startsWith(base + ".")
        ? Optional.of(name.substring(base.length() + 1))
        : Optional.empty();
  }

  private SliceAssignment modules() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass item) {
        return below(item)
            .filter(name -> ImportTable.of(name).isPresent())
            .map(SliceIdentifier::of)
            .orElseGet(SliceIdentifier::ignore);
      }

      @Override
      public String getDescription() {
        return "modules";
      }
    };
  }
}

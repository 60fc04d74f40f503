package io.penstock.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may import whom, as data. A module is a package and what is below it, unless a longer row
 * says otherwise. Rows of modules that are not built yet say how they will be.
 */
final class ImportTable {

  private static final String VALUES = "platform.values";
  private static final String TELEMETRY = "platform.telemetry";
  private static final String ROLES = "platform.roles";
  private static final String RESILIENCE = "platform.resilience";
  private static final String HTTP = "platform.http";
  private static final String POSTGRES = "platform.postgres";
  private static final String REDIS = "platform.redis";
  private static final String STREAMS = "platform.streams";
  private static final String PLATFORM = "platform";
  private static final String TICK = "market.tick";
  private static final String INSTRUMENTS = "market.instruments";
  private static final String BOOK = "market.book";
  private static final String ANYTHING = "";

  static final List<Row> ROWS =
      List.of(
          row(VALUES),
          row(ROLES),
          row(TELEMETRY, VALUES, ROLES),
          row(RESILIENCE, VALUES, ROLES, TELEMETRY),
          row(HTTP, VALUES, ROLES, TELEMETRY, RESILIENCE),
          row(POSTGRES, VALUES, ROLES, TELEMETRY, RESILIENCE),
          row(REDIS, VALUES, ROLES, TELEMETRY, RESILIENCE),
          row(STREAMS, VALUES, ROLES, TELEMETRY, RESILIENCE),
          row("platform.sealing", VALUES, ROLES, TELEMETRY, RESILIENCE),
          row(
              "platform.changes",
              VALUES,
              ROLES,
              TELEMETRY,
              RESILIENCE,
              HTTP,
              POSTGRES,
              REDIS,
              STREAMS),
          row("platform.deadletters", VALUES, ROLES, TELEMETRY, RESILIENCE, HTTP, STREAMS),
          row("platform.asyncapi", VALUES, ROLES, TELEMETRY, RESILIENCE, HTTP, STREAMS),
          row(
              "platform.idempotency",
              VALUES,
              ROLES,
              TELEMETRY,
              RESILIENCE,
              HTTP,
              POSTGRES,
              REDIS,
              STREAMS),
          row(
              "platform.audit",
              VALUES,
              ROLES,
              TELEMETRY,
              RESILIENCE,
              HTTP,
              POSTGRES,
              REDIS,
              STREAMS),
          row(TICK, VALUES),
          row(INSTRUMENTS, PLATFORM, TICK),
          row(BOOK, PLATFORM, TICK),
          row("market.feed", PLATFORM, TICK, BOOK, INSTRUMENTS),
          row("market.feed.*", PLATFORM, "market.feed", TICK, BOOK, INSTRUMENTS),
          row("market.prices", PLATFORM, TICK, INSTRUMENTS, BOOK),
          row("market.bars", PLATFORM, TICK, INSTRUMENTS),
          row(
              "market.fanout",
              PLATFORM,
              TICK,
              INSTRUMENTS,
              BOOK,
              "market.prices#Prices",
              "market.bars#Bars"),
          row("trading.exchange", PLATFORM, TICK),
          row("trading.exchange.*", PLATFORM, TICK, "trading.exchange"),
          row("trading.orders", PLATFORM, TICK, "trading.exchange", INSTRUMENTS),
          row("trading.portfolio", PLATFORM, TICK, INSTRUMENTS),
          row("payments.merchants", PLATFORM),
          // Only who calls; the books know nothing else of merchants.
          // Who calls, and which paths are for merchants.
          row(
              "payments.ledger",
              PLATFORM,
              "payments.merchants#Caller",
              "payments.merchants#MerchantPaths",
              "payments.merchants#Scope"),
          row("payments.vault", PLATFORM),
          row("payments.networks", PLATFORM, "payments.vault"),
          row("payments.networks.*", PLATFORM, "payments.vault", "payments.networks"),
          row("payments.charges", PLATFORM, "payments.networks", "payments.vault#CardToken"),
          row("payments.refunds", PLATFORM, "payments.networks", "payments.vault#CardToken"),
          row(
              "payments.intents",
              PLATFORM,
              "payments.merchants",
              "payments.charges",
              "payments.refunds",
              "payments.ledger",
              "payments.connect",
              // Orders and outcomes, which are vocabulary; the calls go through charges.
              "payments.networks",
              // The door for test cards; no card number comes out of it.
              "payments.vault"),
          row(
              "payments.disputes",
              PLATFORM,
              "payments.intents",
              "payments.networks",
              "payments.ledger"),
          row(
              "payments.reconciliation",
              PLATFORM,
              "payments.intents",
              "payments.charges",
              "payments.networks",
              "payments.ledger"),
          row("payments.connect", PLATFORM, "payments.ledger", "payments.merchants"),
          row("payments.quotes", PLATFORM),
          row("delivery.webhooks", PLATFORM),
          row("delivery.notifications", PLATFORM),
          row("dialects.stripe", PLATFORM, "payments.intents#Intents", "payments.refunds#Refunds"),
          row(
              "dialects.alpaca",
              PLATFORM,
              "trading.orders#Orders",
              "market.bars#Bars",
              "market.prices#Prices"),
          row("sandbox", ANYTHING),
          row("embedded", ANYTHING));

  /** Imported by nobody, so that the production image can do without. */
  static final List<String> IMPORTED_BY_NOBODY = List.of("sandbox", "embedded");

  private ImportTable() {}

  private static Row row(String module, String... mayImport) {
    return new Row(module, Arrays.asList(mayImport));
  }

  /** The row of a package below the base package; empty when the table does not know it. */
  static Optional<Row> of(String packageName) {
    return Stream.iterate(packageName, name -> !name.isEmpty(), ImportTable::parent)
        .flatMap(name -> ROWS.stream().filter(row -> row.isOf(name)))
        .findFirst();
  }

  private static String parent(String packageName) {
    int dot = packageName.lastIndexOf('.');
    return dot < 0 ? "" : packageName.substring(0, dot);
  }

  /**
   * @param module {@code market.feed}, or {@code market.feed.*} for each package below it
   * @param mayImport modules or whole areas ({@code platform}); {@code market.bars#Bars} is of that
   *     module only its door and the records, enums and sealed types that go through it
   */
  record Row(String module, List<String> mayImport) {

    boolean isOf(String packageName) {
      return module.endsWith(".*")
          ? parent(packageName).equals(module.substring(0, module.length() - 2))
          : packageName.equals(module);
    }

    boolean allows(String targetPackage, JavaClass target) {
      return mayImport.stream().anyMatch(allowed -> allows(allowed, targetPackage, target));
    }

    private static boolean allows(String allowed, String targetPackage, JavaClass target) {
      int door = allowed.indexOf('#');
      if (door < 0) {
        return allowed.isEmpty()
            || targetPackage.equals(allowed)
            || isArea(allowed) && targetPackage.startsWith(allowed + ".");
      }
      return targetPackage.equals(allowed.substring(0, door))
          && (isDoor(target, allowed.substring(door + 1)) || isFact(target));
    }

    private static boolean isArea(String name) {
      return name.equals(PLATFORM);
    }

    private static boolean isDoor(JavaClass target, String name) {
      return target.getSimpleName().equals(name);
    }

    private static boolean isFact(JavaClass target) {
      return target.isRecord() || target.isEnum();
    }
  }
}

package io.penstock.platform.postgres;

import io.penstock.platform.postgres.PostgresOccurrence.Migrated;
import io.penstock.platform.postgres.PostgresOccurrence.MigrationFailed;
import io.penstock.platform.postgres.PostgresOccurrence.MigrationWaits;
import io.penstock.platform.telemetry.Telemetry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Brings a database's schema to what this version wants, from {@code db/migration/<database>}. */
final class Migrations {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String database;
  private final DatabaseSettings properties;
  private final Scheduler blocking;
  private final Telemetry telemetry;

  Migrations(
      String database, DatabaseSettings properties, Scheduler blocking, Telemetry telemetry) {
    this.database = database;
    this.properties = properties;
    this.blocking = blocking;
    this.telemetry = telemetry;
  }

  /**
   * Migrates once, whoever asks first; all others share the outcome. Flyway's own lock keeps
   * replicas apart.
   *
   * <p>Shape: completes when the schema is ready, however long the database is away; an error stays
   * and means that a migration is wrong. Cancel leaves the migration running.
   */
  Mono<Void> migrated() {
    return Mono.fromCallable(this::migrate)
        .subscribeOn(blocking)
        .doOnNext(this::reportDone)
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .jitter(1)
                .filter(Migrations::isAway)
                .doBeforeRetry(signal ->
                    telemetry.report(new MigrationWaits(database, sentence(signal.failure())))))
        .doOnError(error -> telemetry.report(new MigrationFailed(database, sentence(error))))
        .then()
        .cache();
  }

  private MigrateResult migrate() {
    DatabaseSettings.Login migrator = properties.migrator();
    return Flyway.configure()
        .dataSource(properties.jdbcUrl(), migrator.username(), migrator.password())
        .locations("classpath:db/migration/" + database)
        .placeholders(roles())
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }

  /** What migrations call the roles that they grant rights to: {@code ${app}}. */
  private Map<String, String> roles() {
    DatabaseSettings.Login replication = properties.replication();
    return replication == null
        ? Map.of("app", properties.username())
        : Map.of("app", properties.username(), "replication", replication.username());
  }

  private void reportDone(MigrateResult result) {
    String version =
        result.targetSchemaVersion == null
            ? result.initialSchemaVersion
            : result.targetSchemaVersion;
    telemetry.report(new Migrated(database, result.migrationsExecuted, String.valueOf(version)));
  }

  /** No connection (class 08), not accepting any yet (57P), or none left (53300). */
  private static boolean isAway(Throwable error) {
    String state = sqlState(error);
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
  }

  private static @Nullable String sqlState(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql.getSQLState();
      }
    }
    return null;
  }

  private static String sentence(Throwable error) {
    return String.valueOf(error.getMessage())
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("no reason given");
  }
}

package io.penstock.platform.postgres;

import static io.r2dbc.spi.ValidationDepth.REMOTE;

import io.penstock.platform.resilience.Guards;
import io.penstock.platform.telemetry.Telemetry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The databases this process uses, each with its own connections, guard ({@code postgres-<name>})
 * and schema.
 */
public final class Databases implements AutoCloseable {

  /** Of statement texts a connection keeps prepared; the driver's default has no bound. */
  private static final int PREPARED_STATEMENTS = 128;

  private final PostgresProperties properties;
  private final Guards guards;
  private final Telemetry telemetry;
  private final Scheduler migrations =
      Schedulers.newBoundedElastic(1, 16, "postgres-migrations", 10, true);
  private final Map<String, Opened> opened = new ConcurrentHashMap<>();

  public Databases(PostgresProperties properties, Guards guards, Telemetry telemetry) {
    this.properties = properties;
    this.guards = guards;
    this.telemetry = telemetry;
  }

  /**
   * The database of this name, the same one for every caller. Nothing is connected yet: the first
   * statement connects and migrates.
   *
   * @throws IllegalArgumentException when {@code penstock.postgres.<name>} is not set
   */
  public Database named(String name) {
    return opened.computeIfAbsent(name, this::open).database();
  }

  /** Those that were asked for so far. */
  List<Database> inUse() {
    return opened.values().stream().map(Opened::database).toList();
  }

  /** Closes all connections. */
  @Override
  public void close() {
    opened.values().forEach(each -> each.pool().dispose());
    migrations.dispose();
  }

  private Opened open(String name) {
    DatabaseSettings settings = properties.of(name);
    ConnectionPool pool = pool(name, settings);
    Migrations schema = new Migrations(name, settings, migrations, telemetry);
    return new Opened(
        pool,
        new Database(
            name,
            pool,
            schema.migrated(),
            guards.named("postgres-" + name),
            settings.transactionTimeout()));
  }

  private static ConnectionPool pool(String name, DatabaseSettings settings) {
    DatabaseSettings.Pool limits = settings.pool();
    return new ConnectionPool(
        ConnectionPoolConfiguration.builder(new PostgresqlConnectionFactory(connection(settings)))
            .name(name)
            .initialSize(limits.minIdle())
            .minIdle(limits.minIdle())
            .maxSize(limits.maxSize())
            .maxAcquireTime(limits.acquireTimeout())
            .maxCreateConnectionTime(settings.connectTimeout())
            .maxIdleTime(limits.idleTime())
            .maxLifeTime(limits.lifeTime())
            .maxValidationTime(limits.validationTimeout())
            .validationDepth(REMOTE)
            .acquireRetry(1)
            // The first connection loads native libraries.
            .allocatorSubscribeOn(Schedulers.boundedElastic())
            .build());
  }

  private static PostgresqlConnectionConfiguration connection(DatabaseSettings settings) {
    return PostgresqlConnectionConfiguration.builder()
        .host(settings.host())
        .port(settings.port())
        .database(settings.database())
        .username(settings.username())
        .password(settings.password())
        .applicationName("penstock")
        .connectTimeout(settings.connectTimeout())
        .lockWaitTimeout(settings.lockTimeout())
        .statementTimeout(settings.statementTimeout())
        .options(
            Map.of(
                "idle_in_transaction_session_timeout",
                settings.transactionTimeout().toMillis() + "ms",
                "TimeZone",
                "UTC"))
        .preparedStatementCacheQueries(PREPARED_STATEMENTS)
        .tcpKeepAlive(true)
        .tcpNoDelay(true)
        .build();
  }

  private record Opened(ConnectionPool pool, Database database) {}
}

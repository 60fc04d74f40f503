package io.penstock.platform.postgres;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.resilience.ResilienceProperties.Given;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Databases for integration tests: fresh ones on a real server, under the settings of production.
 */
public final class TestDatabases {

  private TestDatabases() {}

  public static Telemetry telemetry() {
    return new Telemetry(new SimpleMeterRegistry());
  }

  /** A fresh database under a name. */
  public static Databases fresh(String name) {
    return fresh(name, Duration.ofSeconds(8));
  }

  /** A database under a name. */
  public static Databases at(String name, TestServers.Database server) {
    return at(name, server, Duration.ofSeconds(8));
  }

  static Databases fresh(String name, Duration transactionTimeout) {
    DatabaseRoles roles = name.equals("payments") ? DatabaseRoles.PAYMENTS : DatabaseRoles.MARKET;
    return at(name, TestServers.freshDatabase(roles), transactionTimeout);
  }

  static Databases at(String name, TestServers.Database server, Duration transactionTimeout) {
    DatabaseSettings.Pool pool =
        new DatabaseSettings.Pool(
            8,
            1,
            Duration.ofSeconds(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofSeconds(1));
    DatabaseSettings properties =
        new DatabaseSettings(
            server.host(),
            server.port(),
            server.name(),
            server.username(),
            server.password(),
            login(server, server.roles().owner()),
            login(server, server.roles().replication()),
            Duration.ofSeconds(3),
            transactionTimeout.dividedBy(4),
            transactionTimeout.dividedBy(2),
            transactionTimeout,
            pool);
    return new Databases(
        new PostgresProperties(Map.of(name, properties)), guards(name), telemetry());
  }

  private static DatabaseSettings.@Nullable Login login(TestServers.Database server, String role) {
    return role.equals(server.username())
        ? null
        : new DatabaseSettings.Login(role, server.password());
  }

  /** One try, and only so many at once. */
  public static Guard guard(String name, int concurrency) {
    return guard(name, concurrency, Duration.ofSeconds(30));
  }

  /** Likewise, and for so long. */
  public static Guard guard(String name, int concurrency, Duration deadline) {
    return guards(name, new Given(deadline, deadline, 1, null, null, concurrency, null))
        .named(name);
  }

  private static Guards guards(String name) {
    return guards(
        "postgres-" + name,
        new Given(Duration.ofSeconds(30), Duration.ofSeconds(20), null, null, null, null, null));
  }

  private static Guards guards(String name, Given given) {
    return new Guards(
        new ResilienceProperties(Map.of(name, given)),
        Clock.systemUTC(),
        RandomGenerator.getDefault(),
        telemetry());
  }
}

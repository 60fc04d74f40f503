package io.penstock.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * PostgreSQL, Kafka and Redis of one data directory. They start side by side; what is known
 * beforehand (ports, names) is there at once, so the application can prepare itself meanwhile.
 */
final class EmbeddedServers implements AutoCloseable {

  static final String MARKET = "penstock_market";
  static final String PAYMENTS = "penstock_payments";

  private static final Duration STOP = Duration.ofSeconds(8);

  private final DataDirectory data;
  private final PrintStream screen;
  private final Duration timeout;
  private final Addresses addresses;
  private final List<Start> starts = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedServers(
      DataDirectory data, PrintStream screen, Duration timeout, Addresses addresses) {
    this.data = data;
    this.screen = screen;
    this.timeout = timeout;
    this.addresses = addresses;
  }

  /**
   * Takes the data directory, ends what a killed process left running on it, settles the ports and
   * begins to start.
   *
   * @param webPort where the application will listen, only looked at, to complain early; 0 or less
   *     is none known yet
   * @param screen told about the progress
   * @throws EmbeddedStartException when something of this machine is in the way
   */
  static EmbeddedServers begin(EmbeddedProperties properties, int webPort, PrintStream screen) {
    DataDirectory data = DataDirectory.take(properties.dataDir(), properties.minFreeDisk());
    try {
      Path path = data.path();
      screen.println("Starting PostgreSQL, Kafka and Redis on the data in " + path);
      if (!data.leftBy().isEmpty()) {
        screen.println(
            "  Process " + data.leftBy() + " did not stop by itself; what it left is taken over");
      }
      Programs programs = properties.programs();
      PostgresServer.stopLeftOver(programs, path.resolve("postgres"));
      RedisServer.stopLeftOver(programs, path.resolve("redis"));
      EmbeddedServers servers =
          new EmbeddedServers(
              data, screen, properties.startTimeout(), addresses(properties, webPort));
      servers.startAll(programs);
      return servers;
    } catch (IOException e) {
      data.close();
      throw new EmbeddedStartException(
          "the embedded servers cannot be prepared: " + e,
          "see whether " + data.path() + " is writable",
          e);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private static Addresses addresses(EmbeddedProperties properties, int webPort)
      throws IOException {
    Ports ports = new Ports(properties.dataDir().resolve("ports.properties"));
    if (webPort > 0) {
      ports.choose("the pages", "server.port", webPort);
    }
    Addresses addresses =
        new Addresses(
            ports.choose(
                "PostgreSQL", "penstock.embedded.postgres-port", properties.postgresPort()),
            ports.choose("Kafka", "penstock.embedded.kafka-port", properties.kafkaPort()),
            ports.choose(
                "Kafka's controller",
                "penstock.embedded.kafka-controller-port",
                properties.kafkaControllerPort()),
            ports.choose("Redis", "penstock.embedded.redis-port", properties.redisPort()),
            ports.choose(
                "the sandbox exchange", "penstock.embedded.sandbox-port", properties.sandboxPort()),
            ports.choose(
                "the sandbox card network",
                "penstock.embedded.cards-port",
                properties.cardsPort()));
    ports.settle();
    return addresses;
  }

  private void startAll(Programs programs) {
    Path path = data.path();
    start(
        "Kafka",
        addresses.kafka(),
        () ->
            KafkaServer.start(
                path.resolve("kafka"), addresses.kafka(), addresses.kafkaController()));
    start(
        "PostgreSQL",
        addresses.postgres(),
        () -> {
          PostgresServer server =
              PostgresServer.start(
                  programs, path.resolve("postgres"), addresses.postgres(), timeout);
          server.createDatabase(MARKET, DatabaseRoles.MARKET);
          server.createDatabase(PAYMENTS, DatabaseRoles.PAYMENTS);
          server.onEnd(() -> ended("PostgreSQL", path.resolve("postgres")));
          return server;
        });
    start(
        "Redis",
        addresses.redis(),
        () -> {
          RedisServer server =
              RedisServer.start(programs, path.resolve("redis"), addresses.redis(), timeout);
          server.onEnd(() -> ended("Redis", path.resolve("redis")));
          return server;
        });
  }

  /** Not started again under its clients' feet: what ended it may have harmed more. */
  private void ended(String name, Path directory) {
    if (!closed.get()) {
      screen.printf(
          "%s has ended, and not by us: what needs it waits. Stop Penstock and start it again; the"
              + " reason may be in %s%n",
          name, directory);
    }
  }

  private void start(String name, int port, Starting starting) {
    CompletableFuture<AutoCloseable> server = new CompletableFuture<>();
    starts.add(new Start(name, server));
    Thread.ofPlatform()
        .daemon()
        .name("start of " + name)
        .start(() -> {
          long begin = System.nanoTime();
          try {
            server.complete(starting.start());
            double seconds = (System.nanoTime() - begin) / 1e9;
            screen.printf(Locale.ROOT, "  %-10s on port %5d after %.1f s%n", name, port, seconds);
          } catch (Throwable e) {
            server.completeExceptionally(e);
          }
        });
  }

  /**
   * Waits until all answer.
   *
   * @throws EmbeddedStartException when one failed or took too long
   */
  void awaitReady() {
    long end = System.nanoTime() + timeout.toNanos();
    for (Start start : starts) {
      try {
        start.server().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof EmbeddedStartException told
            ? told
            : new EmbeddedStartException(
                start.name() + " did not start: " + e.getCause(),
                "see the logs in " + data.path(),
                e.getCause());
      } catch (TimeoutException e) {
        throw new EmbeddedStartException(
            start.name() + " was not ready within " + timeout.toSeconds() + " s",
            "free the machine of other work, or raise penstock.embedded.start-timeout",
            e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EmbeddedStartException("the start was interrupted", "start again", e);
      }
    }
  }

  Addresses addresses() {
    return addresses;
  }

  Path dataDirectory() {
    return data.path();
  }

  /**
   * Stops all at once, those still starting too, and gives the data directory back. May be called
   * again.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    List<CompletableFuture<Void>> stops =
        starts.stream()
            .map(start ->
                start
                    .server()
                    .thenAcceptAsync(EmbeddedServers::stop, stop -> new Thread(stop).start()))
            .toList();
    for (CompletableFuture<Void> stop : stops) {
      try {
        stop.get(STOP.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // Either it never started, which has been told, or the next start ends it.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    data.close();
    screen.println("PostgreSQL, Kafka and Redis have stopped; their data stays in " + data.path());
  }

  private static void stop(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  /** The ports in use, all on 127.0.0.1. */
  record Addresses(
      int postgres, int kafka, int kafkaController, int redis, int sandbox, int cards) {

    String marketUrl() {
      return postgresUrl(DatabaseRoles.MARKET, MARKET);
    }

    String paymentsUrl() {
      return postgresUrl(DatabaseRoles.PAYMENTS, PAYMENTS);
    }

    private String postgresUrl(DatabaseRoles roles, String database) {
      return "postgresql://%s:%s@%s:%d/%s"
          .formatted(
              roles.worker(), PostgresServer.PASSWORD, PostgresServer.HOST, postgres, database);
    }

    String bootstrapServers() {
      return KafkaServer.HOST + ":" + kafka;
    }

    String redisUrl() {
      return "redis://" + RedisServer.HOST + ":" + redis;
    }
  }

  private record Start(String name, CompletableFuture<AutoCloseable> server) {}

  private interface Starting {
    AutoCloseable start() throws IOException, SQLException;
  }
}

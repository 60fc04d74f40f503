package io.penstock;

import io.penstock.embedded.DatabaseRoles;
import io.penstock.embedded.KafkaServer;
import io.penstock.embedded.PostgresServer;
import io.penstock.embedded.Programs;
import io.penstock.embedded.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Real servers for integration tests, on free ports under {@code target/test-servers}. Each is
 * started when it is first asked for, shared by all tests of the process and stopped with it. Tests
 * keep apart by names of their own: databases, topics, groups, keys.
 *
 * <pre>{@code
 * @DynamicPropertySource
 * static void servers(DynamicPropertyRegistry registry) {
 *   TestServers.settings(registry);
 * }
 * }</pre>
 */
public final class TestServers {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static final SingletonSupplier<OwnDirectory> DIRECTORY =
      SingletonSupplier.of(OwnDirectory::take);
  private static final SingletonSupplier<PostgresServer> POSTGRES =
      SingletonSupplier.of(TestServers::startPostgres);
  private static final SingletonSupplier<KafkaServer> KAFKA =
      SingletonSupplier.of(TestServers::startKafka);
  private static final SingletonSupplier<RedisServer> REDIS =
      SingletonSupplier.of(TestServers::startRedis);

  private TestServers() {}

  /** Bootstrap servers, such as {@code 127.0.0.1:41234}. The broker makes no topics by itself. */
  public static String kafka() {
    return KAFKA.obtain().bootstrapServers();
  }

  /** A new, empty database of the caller's own, for whatever needs one role only. */
  public static Database freshDatabase() {
    return freshDatabase(DatabaseRoles.MARKET);
  }

  /** A new, empty database of the caller's own. */
  public static Database freshDatabase(DatabaseRoles roles) {
    PostgresServer server = POSTGRES.obtain();
    String name = "penstock_test_" + DATABASES.incrementAndGet();
    try {
      server.dropDatabase(name);
      server.createDatabase(name, roles);
    } catch (SQLException e) {
      throw new IllegalStateException("making database " + name, e);
    }
    return new Database(PostgresServer.HOST, server.port(), name, roles);
  }

  /** Empty when the process starts. */
  public static Redis redis() {
    return new Redis(RedisServer.HOST, REDIS.obtain().port());
  }

  /** The settings of a Spring context on all three servers, with fresh databases. */
  public static void settings(DynamicPropertyRegistry registry) {
    registry.add("penstock.streams.bootstrap-servers", TestServers::kafka);
    databaseSettings(registry, "market", DatabaseRoles.MARKET);
    databaseSettings(registry, "payments", DatabaseRoles.PAYMENTS);
    registry.add("spring.data.redis.host", () -> redis().host());
    registry.add("spring.data.redis.port", () -> redis().port());
  }

  private static void databaseSettings(
      DynamicPropertyRegistry registry, String name, DatabaseRoles roles) {
    SingletonSupplier<Map<String, String>> settings =
        SingletonSupplier.of(() -> freshDatabase(roles).settings(name));
    String prefix = "penstock.postgres." + name + ".";
    Stream.concat(Stream.of("host", "port", "database"), roles.settings().keySet().stream())
        .forEach(key -> registry.add(prefix + key, () -> settings.obtain().get(prefix + key)));
  }

  /** A port nobody listens on now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Keeps its directory from run to run, because making one takes seconds; fresh databases are made
   * fresh anyway.
   */
  private static PostgresServer startPostgres() {
    return start(
        () -> PostgresServer.start(programs(), directory("postgres"), freePort(), TIMEOUT));
  }

  private static KafkaServer startKafka() {
    return start(() -> KafkaServer.start(emptied("kafka"), freePort(), freePort()));
  }

  private static RedisServer startRedis() {
    return start(() -> {
      RedisServer.stopLeftOver(programs(), directory("redis"));
      return RedisServer.start(programs(), emptied("redis"), freePort(), TIMEOUT);
    });
  }

  private static <T extends AutoCloseable> T start(Start<T> start) {
    try {
      T server = start.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "test servers"));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Programs programs() {
    return new Programs(DIRECTORY.obtain().path().resolveSibling("programs"));
  }

  private static Path directory(String server) {
    return DIRECTORY.obtain().path().resolve(server);
  }

  private static Path emptied(String server) throws IOException {
    FileSystemUtils.deleteRecursively(directory(server));
    return directory(server);
  }

  /** Where a database is, and who may log in. */
  public record Database(String host, int port, String name, DatabaseRoles roles) {

    public String username() {
      return roles.worker();
    }

    public String password() {
      return PostgresServer.PASSWORD;
    }

    public String jdbcUrl() {
      return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /** As settings of the database that the application calls so, such as {@code market}. */
    public Map<String, String> settings(String database) {
      String prefix = "penstock.postgres." + database + ".";
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put(prefix + "host", host);
      settings.put(prefix + "port", String.valueOf(port));
      settings.put(prefix + "database", name);
      roles.settings().forEach((key, value) -> settings.put(prefix + key, value));
      return settings;
    }
  }

  /** Where Redis is. */
  public record Redis(String host, int port) {}

  private interface Start<T> {
    T start() throws IOException;
  }

  /**
   * @param lock held as long as the process lives, however it ends
   */
  private record OwnDirectory(Path path, FileChannel lock) {

    /** The first that no other test process uses. */
    static OwnDirectory take() {
      try {
        for (int i = 1; ; i++) {
          Path path =
              Files.createDirectories(
                  Path.of("target", "test-servers", "set-" + i).toAbsolutePath());
          FileChannel lock =
              FileChannel.open(
                  path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          if (lock.tryLock() != null) {
            return new OwnDirectory(path, lock);
          }
          lock.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

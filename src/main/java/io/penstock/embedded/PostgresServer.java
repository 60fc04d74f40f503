package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL 18 on loopback whose data outlives it. It commits to disk like a real one ({@code
 * fsync} on) and writes its log so that changes can be read from it.
 */
public final class PostgresServer implements AutoCloseable {

  public static final String HOST = "127.0.0.1";

  /** Any would do on loopback; clients insist on having one. */
  public static final String PASSWORD = "penstock";

  private static final String SUPERUSER = "postgres";
  private static final Duration STOP = Duration.ofSeconds(5);

  /** Small memory for a laptop; the sockets of several copies must not meet in one directory. */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=" + HOST,
          "unix_socket_directories=",
          "wal_level=logical",
          "max_connections=100",
          "max_replication_slots=64",
          "max_wal_senders=16",
          // What nobody reads does not fill the disk; a reader that comes too late begins anew.
          "max_slot_wal_keep_size=1GB",
          "shared_buffers=64MB",
          "max_wal_size=512MB",
          "timezone=UTC",
          "jit=off");

  private final Path programs;
  private final Path data;
  private final Path logs;
  private final int port;
  private final Duration timeout;

  private PostgresServer(Path programs, Path directory, int port, Duration timeout) {
    this.programs = programs;
    this.data = directory.resolve("data");
    this.logs = directory.resolve("logs");
    this.port = port;
    this.timeout = timeout;
  }

  /**
   * Starts on the data that is there, or on an empty database the first time. One that was left
   * running on this directory is stopped first.
   *
   * @param directory of its own; holds data and logs
   */
  public static PostgresServer start(Programs programs, Path directory, int port, Duration timeout)
      throws IOException {
    PostgresServer server = new PostgresServer(programs.postgres(), directory, port, timeout);
    Files.createDirectories(server.logs);
    if (!Files.exists(server.data.resolve("PG_VERSION"))) {
      server.initialise();
    }
    stopLeftOver(programs, directory);
    server.startUp();
    return server;
  }

  /**
   * Ends a server that a killed process left running on this directory, and the trace of one that
   * ended badly.
   */
  public static void stopLeftOver(Programs programs, Path directory) throws IOException {
    PostgresServer server = new PostgresServer(programs.postgres(), directory, 0, STOP);
    Path pidFile = server.pidFile();
    if (server.running().isPresent()) {
      server.close();
    }
    // A pid that now belongs to another program would keep PostgreSQL from starting.
    Files.deleteIfExists(pidFile);
  }

  public int port() {
    return port;
  }

  /** Calls back when the running server has ended, whoever ended it, on a thread of the JDK's. */
  public void onEnd(Runnable callback) throws IOException {
    running().ifPresent(process -> process.onExit().thenRun(callback));
  }

  /**
   * Makes a database, unless it exists, and the roles that may use it: one that owns it, one that
   * works in it and one that reads its log. Where owner and worker are the same, nobody reads it.
   */
  public void createDatabase(String name, DatabaseRoles roles) throws SQLException {
    String database = checked(name);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String role : roles.names()) {
        if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + checked(role) + "'")) {
          statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + PASSWORD + "'");
        }
      }
      if (roles.readsLog()) {
        statement.execute("ALTER ROLE " + roles.replication() + " REPLICATION");
        // The owner makes the log's slot in its name, because only such a role may.
        statement.execute("GRANT " + roles.replication() + " TO " + roles.owner());
      }
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
        statement.execute("CREATE DATABASE " + database + " OWNER " + roles.owner());
        statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
        for (String role : roles.names()) {
          statement.execute("GRANT CONNECT ON DATABASE " + database + " TO " + role);
        }
      }
    }
  }

  /** Drops a database with all its connections, if it exists. */
  public void dropDatabase(String name) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + checked(name) + " WITH (FORCE)");
    }
  }

  /**
   * Ends connections, writes everything to disk and stops, or is killed after 5 s. Does nothing if
   * it has ended.
   */
  @Override
  public void close() {
    try {
      Optional<ProcessHandle> process = running();
      if (process.isPresent()) {
        control("stop", STOP, "-m", "fast");
        Command.awaitEnd(process.get(), Duration.ofSeconds(1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void initialise() throws IOException {
    // What an interrupted first start left is no database.
    FileSystemUtils.deleteRecursively(data);
    List<String> words = asUser(programs.resolve("initdb"));
    words.addAll(List.of("-D", data.toString(), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"));
    words.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    Command.Result result = Command.run(words, logs.resolve("initdb.log"), timeout);
    if (result.failed()) {
      throw failure(result.output());
    }
  }

  private void startUp() throws IOException {
    String options = "-p " + port + " -c " + String.join(" -c ", SETTINGS);
    Path log = logs.resolve("postgres.log");
    long before = Files.exists(log) ? Files.size(log) : 0;
    Command.Result result = control("start", timeout, "-l", log.toString(), "-o", options);
    if (result.failed()) {
      String written = Files.exists(log) ? Files.readString(log).substring((int) before) : "";
      throw failure(
          written
              .lines()
              .filter(line -> line.contains("FATAL:"))
              .findFirst()
              .orElse(result.output()));
    }
  }

  private EmbeddedStartException failure(String output) {
    if (output.contains("unshare")) {
      return new EmbeddedStartException(
          "PostgreSQL refuses to run as root, and this machine lets root not become another user ("
              + output
              + ")",
          "start Penstock as an ordinary user");
    }
    if (output.contains("error while loading shared libraries")) {
      return new EmbeddedStartException(
          "PostgreSQL misses a library of the system (" + output + ")",
          "install the package that holds it");
    }
    return new EmbeddedStartException(
        "PostgreSQL did not start: " + output,
        "see " + logs + "; moving " + data + " away starts with empty data");
  }

  private Command.Result control(String action, Duration within, String... more)
      throws IOException {
    List<String> words = asUser(programs.resolve("pg_ctl"));
    words.addAll(
        List.of(action, "-D", data.toString(), "-w", "-t", Long.toString(within.toSeconds())));
    words.addAll(List.of(more));
    return Command.run(words, logs.resolve("pg_ctl-" + action + ".log"), within.plusSeconds(1));
  }

  /** PostgreSQL refuses root; in a user namespace of its own nobody is root. */
  private static List<String> asUser(Path program) {
    List<String> words = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      words.addAll(List.of("unshare", "-U"));
    }
    words.add(program.toString());
    return words;
  }

  private Optional<ProcessHandle> running() throws IOException {
    return Command.running(pidFile(), programs.resolve("postgres"));
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + HOST + ":" + port + "/postgres", SUPERUSER, "");
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static String checked(String name) {
    if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          "name must be lower-case letters, digits and _, was " + name);
    }
    return name;
  }
}

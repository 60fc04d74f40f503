package io.penstock.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Redis 6.2 on loopback whose data outlives it; of a power failure it may lose the last second.
 */
public final class RedisServer implements AutoCloseable {

  public static final String HOST = "127.0.0.1";

  private static final Duration STOP = Duration.ofSeconds(5);

  private final Path program;
  private final Path directory;
  private final int port;

  private RedisServer(Path program, Path directory, int port) {
    this.program = program;
    this.directory = directory;
    this.port = port;
  }

  /**
   * Starts on the data that is there. One that was left running on this directory is stopped first.
   *
   * @param directory of its own; holds data and log
   */
  public static RedisServer start(Programs programs, Path directory, int port, Duration timeout)
      throws IOException {
    Files.createDirectories(directory);
    RedisServer server = new RedisServer(programs.redis(), directory, port);
    server.close();
    server.startUp(timeout);
    server.awaitPong(timeout);
    return server;
  }

  /** Ends a server that a killed process left running on this directory. */
  public static void stopLeftOver(Programs programs, Path directory) throws IOException {
    new RedisServer(programs.redis(), directory, 0).close();
  }

  public int port() {
    return port;
  }

  /** Calls back when the running server has ended, whoever ended it, on a thread of the JDK's. */
  public void onEnd(Runnable callback) throws IOException {
    Command.running(pidFile(), program).ifPresent(process -> process.onExit().thenRun(callback));
  }

  /** Writes everything to disk and stops, or is killed after 5 s. Does nothing if it has ended. */
  @Override
  public void close() {
    try {
      Optional<ProcessHandle> process = Command.running(pidFile(), program);
      process.ifPresent(handle -> {
        handle.destroy();
        Command.awaitEnd(handle, STOP);
      });
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startUp(Duration timeout) throws IOException {
    List<String> words =
        List.of(
            program.toString(),
            "--bind",
            HOST,
            "--port",
            Integer.toString(port),
            "--dir",
            directory.toString(),
            "--pidfile",
            pidFile().toString(),
            "--logfile",
            log().toString(),
            "--daemonize",
            "yes",
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--maxmemory",
            "128mb",
            "--maxmemory-policy",
            "noeviction");
    Command.Result result = Command.run(words, directory.resolve("start.log"), timeout);
    if (result.output().contains("error while loading shared libraries")) {
      throw new EmbeddedStartException(
          "Redis misses a library of the system (" + result.output() + ")",
          "install OpenSSL 3: the package is libssl3 on Debian and Ubuntu, openssl-libs on Fedora");
    }
    if (result.failed()) {
      throw failure(result.output());
    }
  }

  private void awaitPong(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (!answers()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        throw failure("no answer within " + timeout.toSeconds() + " s");
      }
      Command.pause();
    }
  }

  /** False as long as it does not listen yet, or still reads its data. */
  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 1000);
      socket.setSoTimeout(1000);
      OutputStream out = socket.getOutputStream();
      out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }

  private EmbeddedStartException failure(String output) {
    return new EmbeddedStartException(
        "Redis did not start: " + output,
        "see " + log() + "; moving " + directory + " away starts with empty data");
  }

  private Path pidFile() {
    return directory.resolve("redis.pid");
  }

  private Path log() {
    return directory.resolve("redis.log");
  }
}

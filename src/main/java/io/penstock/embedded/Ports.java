package io.penstock.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The ports of one data directory: those that are set, and for a 0 a free one that stays the same
 * from start to start as long as nobody else takes it. Looks at all before it complains.
 */
final class Ports {

  private static final int LAST = 65_535;

  private final Path file;
  private final Properties remembered = new Properties();
  private final List<String> busy = new ArrayList<>();

  /**
   * @param file where the free ports that were taken are remembered
   */
  Ports(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        remembered.load(reader);
      } catch (IllegalArgumentException | CharacterCodingException e) {
        throw unreadable(e);
      }
    }
  }

  private EmbeddedStartException unreadable(Exception cause) {
    return new EmbeddedStartException(
        file + " cannot be understood", "delete it: free ports are chosen anew", cause);
  }

  /**
   * @param user who wants it, such as {@code PostgreSQL}
   * @param setting its name, such as {@code penstock.embedded.postgres-port}
   * @param port as set
   * @return the port to use
   */
  int choose(String user, String setting, int port) throws IOException {
    if (port < 0 || port > LAST) {
      throw new EmbeddedStartException(
          port + " is no port, which " + user + " has as " + setting,
          "set one from 1 to " + LAST + "; --penstock.embedded.copy goes from 2 to 5");
    }
    if (port != 0) {
      if (!isFree(port)) {
        busy.add("port " + port + " of " + user + " (" + setting + ")");
      }
      return port;
    }
    int before = before(setting);
    int chosen = before != 0 && isFree(before) ? before : free();
    remembered.setProperty(setting, Integer.toString(chosen));
    return chosen;
  }

  private int before(String setting) {
    try {
      int port = Integer.parseInt(remembered.getProperty(setting, "0").strip());
      return port >= 0 && port <= LAST ? port : 0;
    } catch (NumberFormatException e) {
      throw unreadable(e);
    }
  }

  /**
   * Remembers what was chosen.
   *
   * @throws EmbeddedStartException when ports that are set are in use
   */
  void settle() throws IOException {
    if (!busy.isEmpty()) {
      boolean one = busy.size() == 1;
      throw new EmbeddedStartException(
          String.join(", ", busy) + (one ? " is" : " are") + " in use by another program",
          "stop that program, set "
              + (one ? "another port" : "other ports")
              + " (0 takes a free one),"
              + " or move all with --penstock.embedded.copy=2");
    }
    if (!remembered.isEmpty()) {
      try (Writer writer = Files.newBufferedWriter(file)) {
        remembered.store(writer, "Free ports taken for settings of 0");
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

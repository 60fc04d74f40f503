package io.penstock.payments.networks.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The other end of a line, played by the test itself: it reads what it expects and says what it
 * likes. Knows of the protocol as much as the frames of these tests need, and nothing of the code.
 */
final class IsoPeer implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private static final Map<Integer, Integer> FIXED =
      Map.ofEntries(
          Map.entry(3, 6),
          Map.entry(4, 12),
          Map.entry(7, 10),
          Map.entry(11, 6),
          Map.entry(12, 6),
          Map.entry(13, 4),
          Map.entry(14, 4),
          Map.entry(18, 4),
          Map.entry(22, 3),
          Map.entry(25, 2),
          Map.entry(37, 12),
          Map.entry(38, 6),
          Map.entry(39, 2),
          Map.entry(41, 8),
          Map.entry(42, 15),
          Map.entry(49, 3),
          Map.entry(70, 3),
          Map.entry(90, 42),
          Map.entry(95, 42));

  private static final Map<Integer, Integer> LENGTHS = Map.of(2, 2, 32, 2, 48, 3);

  private final ServerSocket server;

  IsoPeer() throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  /** On a socket of another kind, such as one with TLS. */
  IsoPeer(ServerSocket server) throws IOException {
    this.server = server;
    server.setSoTimeout(PATIENCE_MILLIS);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The next connection. */
  Talk accept() throws IOException {
    return new Talk(server.accept());
  }

  /** The next connection, which signs on. */
  Talk signedOn() throws IOException {
    Talk talk = accept();
    talk.reply(talk.expect("0800", 70, "001"), 39, "00");
    return talk;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** One connection. */
  static final class Talk implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Talk(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    /** What is said next. */
    Said next() throws IOException {
      byte[] bytes = new byte[in.readUnsignedShort()];
      in.readFully(bytes);
      return Said.of(new String(bytes, StandardCharsets.US_ASCII));
    }

    Said expect(String type) throws IOException {
      Said said = next();
      assertThat(said.type()).as(said.toString()).isEqualTo(type);
      return said;
    }

    Said expect(String type, int field, String value) throws IOException {
      Said said = expect(type);
      assertThat(said.fields()).as(said.toString()).containsEntry(field, value);
      return said;
    }

    /** Answers with all its fields, changed and more. */
    void reply(Said request, Object... changes) throws IOException {
      say(request.answer(changes));
    }

    void say(Said message) throws IOException {
      say(message.text());
    }

    void say(String text) throws IOException {
      say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(byte[] frame) throws IOException {
      byte[] whole = new byte[frame.length + 2];
      whole[0] = (byte) (frame.length >> 8);
      whole[1] = (byte) frame.length;
      System.arraycopy(frame, 0, whole, 2, frame.length);
      raw(whole);
    }

    void raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Waits until the other side has closed it. */
    void awaitEnd() throws IOException {
      try {
        while (in.read() >= 0) {
          // Whatever it said before.
        }
      } catch (EOFException | SocketException ended) {
        // As awaited.
      }
    }

    /** Whether it says nothing for a moment. */
    boolean isSilent() throws IOException {
      socket.setSoTimeout(100);
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException silent) {
        return true;
      } finally {
        socket.setSoTimeout(PATIENCE_MILLIS);
      }
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A message, by field. */
  record Said(String type, TreeMap<Integer, String> fields) {

    static final String NONE = "";

    static Said of(String text) {
      TreeMap<Integer, String> fields = new TreeMap<>();
      boolean two = Character.digit(text.charAt(4), 16) >= 8;
      int at = two ? 36 : 20;
      for (int field = 2; field <= (two ? 128 : 64); field++) {
        int digit = Character.digit(text.charAt(4 + (field - 1) / 4), 16);
        if ((digit & 8 >> (field - 1) % 4) != 0) {
          Integer fixed = FIXED.get(field);
          int header = fixed == null ? LENGTHS.getOrDefault(field, 0) : 0;
          int length = fixed == null ? Integer.parseInt(text.substring(at, at + header)) : fixed;
          fields.put(field, text.substring(at + header, at + header + length));
          at += header + length;
        }
      }
      assertThat(text).as("its length").hasSize(at);
      return new Said(text.substring(0, 4), fields);
    }

    /**
     * @param changes pairs of a field and its value, {@link #NONE} to leave it out
     */
    Said answer(Object... changes) {
      TreeMap<Integer, String> answered = new TreeMap<>(fields);
      answered.keySet().removeAll(Set.of(2, 12, 13, 14, 18, 22, 25, 48));
      String answer = type.substring(0, 2) + (char) (type.charAt(2) + 1) + "0";
      return new Said(answer, answered).with(changes);
    }

    Said with(Object... changes) {
      TreeMap<Integer, String> changed = new TreeMap<>(fields);
      for (int at = 0; at < changes.length; at += 2) {
        if (changes[at + 1].equals(NONE)) {
          changed.remove((Integer) changes[at]);
        } else {
          changed.put((Integer) changes[at], (String) changes[at + 1]);
        }
      }
      return new Said(type, changed);
    }

    Said as(String otherType) {
      return new Said(otherType, fields);
    }

    /** What stands in a field that it has. */
    String get(int field) {
      return Objects.requireNonNull(fields.get(field));
    }

    String text() {
      boolean two = !fields.isEmpty() && fields.lastKey() > 64;
      int[] digits = new int[two ? 32 : 16];
      StringBuilder values = new StringBuilder();
      if (two) {
        digits[0] |= 8;
      }
      fields.forEach((field, value) -> {
        digits[(field - 1) / 4] |= 8 >> (field - 1) % 4;
        Integer header = LENGTHS.get(field);
        if (header != null) {
          values.append(("%0" + header + "d").formatted(value.length()));
        }
        values.append(value);
      });
      StringBuilder text = new StringBuilder(type);
      for (int digit : digits) {
        text.append(Character.toUpperCase(Character.forDigit(digit, 16)));
      }
      return text.append(values).toString();
    }
  }
}

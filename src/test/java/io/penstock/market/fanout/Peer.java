package io.penstock.market.fanout;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The other side of a WebSocket, written by hand so that it can be as wrong as it likes: it hides
 * no frame, answers no ping and checks nothing.
 */
final class Peer implements AutoCloseable {

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** What {@link #next} tells when the connection ended without a close frame. */
  static final String RESET = "reset";

  private static final int PATIENCE_MS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private final String status;

  /** Shakes hands with the headers a program sends: no Origin. */
  Peer(int port) {
    this(port, "Host: 127.0.0.1:" + port);
  }

  Peer(int port, String... headers) {
    this(port, 0, headers);
  }

  /**
   * @param receiveBuffer how many bytes the system may take in while nobody reads; 0: as the system
   *     likes
   */
  Peer(int port, int receiveBuffer, String... headers) {
    try {
      socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(PATIENCE_MS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = socket.getOutputStream();
      String request =
          "GET /connection/websocket HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining())
              + "\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      status = readHead();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of the answer to the handshake. */
  String status() {
    return status;
  }

  private String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    return head.toString(StandardCharsets.US_ASCII).lines().findFirst().orElse("");
  }

  void send(String... commands) {
    frame(true, TEXT, String.join("\n", commands).getBytes(StandardCharsets.UTF_8));
  }

  /** One masked frame. */
  void frame(boolean last, int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
    frame.write((last ? 0x80 : 0) | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.write(0x80 | 126);
      frame.write(payload.length >>> 8);
      frame.write(payload.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >>> shift));
      }
    }
    byte[] mask = {0x12, 0x34, 0x56, 0x78};
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i & 3]);
    }
    raw(frame.toByteArray());
  }

  /** Bytes as they are. What the server no longer takes is lost, as on any network. */
  void raw(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      // The end shows when reading.
    }
  }

  /**
   * The next message; {@code "close 3501 bad request"} or {@link #RESET} when the connection ends.
   */
  String next() {
    while (lines.isEmpty()) {
      lines.addAll(readFrame());
    }
    return lines.remove();
  }

  /** The next messages, as one text. */
  String next(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(next()).append('\n');
    }
    return text.toString();
  }

  private List<String> readFrame() {
    try {
      int opcode = in.readUnsignedByte() & 0x0F;
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = in.readNBytes(Math.toIntExact(length));
      if (payload.length < length) {
        throw new EOFException();
      }
      return switch (opcode) {
        case TEXT -> new String(payload, StandardCharsets.UTF_8).lines().toList();
        case CLOSE -> List.of(close(payload));
        default -> List.of("opcode " + opcode + " " + new String(payload, StandardCharsets.UTF_8));
      };
    } catch (EOFException | SocketException e) {
      return List.of(RESET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String close(byte[] payload) {
    if (payload.length < 2) {
      return "close";
    }
    int code = ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    return ("close "
            + code
            + " "
            + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8))
        .strip();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

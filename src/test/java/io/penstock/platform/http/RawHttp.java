package io.penstock.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes to a socket and back, because a real client refuses to send what a bad one does. */
final class RawHttp {

  private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3})");
  private static final int PATIENCE_MILLIS = 10_000;

  private final int port;

  RawHttp(int port) {
    this.port = port;
  }

  /** Sends, says that no more comes, and reads until the server closes. */
  Answer send(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        socket.getInputStream().transferTo(answer);
      } catch (SocketTimeoutException hanging) {
        throw new AssertionError("the server neither answered nor closed: " + answer, hanging);
      } catch (IOException reset) {
        // The server may close while we still write; what it said until then counts.
      }
      return new Answer(answer.toString(StandardCharsets.ISO_8859_1));
    }
  }

  Answer send(String request) throws IOException {
    return send(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  record Answer(String text) {

    /** Empty when the connection was closed without a word. */
    Optional<Integer> status() {
      Matcher status = STATUS.matcher(text);
      return status.find() ? Optional.of(Integer.valueOf(status.group(1))) : Optional.empty();
    }
  }
}

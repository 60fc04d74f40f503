package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** The fan-out on the server that Boot makes, with all that Boot and we put on its port. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FanoutAppIT {

  private final FakeStreams streams = new FakeStreams();
  private final ConfigurableApplicationContext application = start();

  private ConfigurableApplicationContext start() {
    streams.write(Samples.trade(BTC, 1, "61820.99"));
    return FanoutApp.start(streams, Map.of());
  }

  @AfterAll
  void close() {
    application.close();
  }

  private int port() {
    return FanoutApp.port(application);
  }

  /** Once every WebSocket ended with 3501 when a handler stood behind the HTTP codec. */
  @Test
  void socketsOpenAndStayOpen() {
    try (Peer peer = new Peer(port())) {
      assertThat(peer.status()).isEqualTo("HTTP/1.1 101 Switching Protocols");
      peer.send("{\"id\":1,\"connect\":{}}");
      assertThat(peer.next()).startsWith("{\"id\":1,\"connect\":{\"client\":");
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      assertThat(peer.next()).startsWith("{\"id\":2,\"subscribe\":").contains("\"61820.99\"");
      streams.write(Samples.trade(BTC, 2, "61821.00"));
      assertThat(peer.next()).contains("\"61821.00\"");
    }
  }

  /** Once it was lost, and the buffer it stood in was never given back. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 27})
  void whatComesWithTheHandshakeIsRead(int cut) throws IOException {
    byte[] frame = frame("{\"id\":1,\"connect\":{}}");
    for (int i = 0; i < 30; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(handshake(""));
        first.write(frame, 0, frame.length - cut);
        socket.getOutputStream().write(first.toByteArray());
        String head = read(socket, "\r\n\r\n");
        assertThat(head).startsWith("HTTP/1.1 101 ");
        socket.getOutputStream().write(frame, frame.length - cut, cut);
        assertThat(read(socket, "}")).contains("{\"id\":1,\"connect\":{\"client\":");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"})
  void handshakeWithABodyIsRefused(String header) throws IOException {
    for (int i = 0; i < 30; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(handshake(header));
        all.writeBytes("5\r\nabcde\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(all.toByteArray());
        assertThat(read(socket, "}")).startsWith("HTTP/1.1 400 ").contains("\"code\":\"body\"");
      }
    }
  }

  private static byte[] handshake(String header) {
    return ("GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + header
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Masked with nothing, which is a mask too. */
  private static byte[] frame(String text) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {(byte) 0x81, (byte) (0x80 | text.length()), 0, 0, 0, 0});
    frame.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return frame.toByteArray();
  }

  private static String read(Socket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return text + " and no more";
      }
      text.append((char) next);
    }
    return text.toString();
  }

  @Test
  void refusedHandshakeIsAProblem() throws Exception {
    HttpResponse<String> answer = call("GET", "/connection/websocket");
    assertThat(answer.statusCode()).isEqualTo(426);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
  }

  @Test
  void unreadableRequestIsAProblem() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.getOutputStream().write("garbage\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer)
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("application/problem+json", "\"code\":\"malformed_request\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html", "/stockPrices?symbols=BTC-USD"})
  void headAnswersAsGetDoesWithoutBody(String path) throws Exception {
    assumeTrue(
        FanoutAppIT.class.getResource("/static/index.html") != null,
        "the page is not built: run without -Dweb.skip");
    HttpResponse<String> get = call("GET", path);
    HttpResponse<String> head = call("HEAD", path);
    assertThat(get.statusCode()).isEqualTo(200);
    assertThat(get.body()).isNotEmpty();
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(headers(head)).isEqualTo(headers(get));
  }

  @Test
  void unchangedPageIsNotSentAgain() throws Exception {
    assumeTrue(
        FanoutAppIT.class.getResource("/static/index.html") != null,
        "the page is not built: run without -Dweb.skip");
    String modified = call("GET", "/").headers().firstValue("last-modified").orElseThrow();
    assertThat(call("GET", "/", "If-Modified-Since", modified).statusCode()).isEqualTo(304);
  }

  private static TreeMap<String, List<String>> headers(HttpResponse<?> answer) {
    TreeMap<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("x-request-id");
    return headers;
  }

  private HttpResponse<String> call(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(method, BodyPublishers.noBody())
            .header("Accept", "*/*");
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }
}

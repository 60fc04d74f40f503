package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Listing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that are wrong, hostile or greedy hear the protocol's own code, and their neighbours hear
 * the prices.
 */
class FanoutDefenceIT {

  private final FakeStreams streams = new FakeStreams();
  private final FanoutServer server = server();
  private final Peer neighbour = new Peer(server.port());

  private FanoutServer server() {
    streams.write(Samples.trade(BTC, 1, "1.00"));
    return FanoutServer.start(
        streams,
        "connect-timeout=300ms",
        "max-connections=4",
        "command-burst=1200",
        "commands-per-second=1",
        "close-timeout=1s");
  }

  @BeforeEach
  void subscribe() {
    neighbour.send(
        "{\"id\":1,\"connect\":{}}", "{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
    neighbour.next(2);
  }

  @AfterEach
  void neighbourStillReceives() {
    streams.write(Samples.trade(BTC, 2, "1.01"));
    assertThat(neighbour.next()).contains("\"tradeId\":2");
    neighbour.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "{",
        "nonsense",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{\"id\":2,\"ping\":{}} trailing",
        "{\"id\":-1,\"ping\":{}}",
        "{\"id\":4294967296,\"ping\":{}}",
        "{\"id\":\"2\",\"ping\":{}}",
        "{\"id\":1.5,\"ping\":{}}",
        "{\"ping\":{}}",
        "{\"id\":0,\"subscribe\":{\"channel\":\"ticker:BTC-USD\"}}",
        "{\"id\":2,\"connect\":{}}"
      })
  void endsAConnectionThatSpeaksNonsense(String frame) {
    try (Peer peer = server.connected()) {
      peer.send(frame);
      assertThat(peer.next()).isEqualTo("close 3501 bad request");
    }
  }

  @Test
  void answersWhatCameBeforeTheNonsense() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"ping\":{}}", "nonsense", "{\"id\":3,\"ping\":{}}");
      assertThat(peer.next()).isEqualTo("{\"id\":2,\"ping\":{}}");
      assertThat(peer.next()).isEqualTo("close 3501 bad request");
    }
  }

  /** RFC 6455 section 5.6: a text is UTF-8. The parser would take others. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
  void endsAConnectionThatSpeaksAnotherEncoding(String charset) throws IOException {
    try (Peer peer = server.connected()) {
      peer.frame(true, Peer.TEXT, "{\"id\":2,\"ping\":{}}".getBytes(charset));
      assertThat(peer.next()).isEqualTo("close 3501 bad request");
    }
  }

  @Test
  void endsAConnectionThatSendsBytesOrDeepNesting() {
    try (Peer peer = server.connected();
        Peer deep = server.connected()) {
      peer.frame(true, Peer.BINARY, new byte[] {1, 2, 3});
      assertThat(peer.next()).isEqualTo("close 3501 bad request");
      deep.send("{\"id\":2,\"rpc\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}");
      assertThat(deep.next()).isEqualTo("close 3501 bad request");
    }
  }

  @Test
  void firstCommandIsConnectAndComesSoon() {
    try (Peer hasty = new Peer(server.port());
        Peer mute = new Peer(server.port())) {
      hasty.send("{\"id\":1,\"subscribe\":{\"channel\":\"ticker:BTC-USD\"}}");
      assertThat(hasty.next()).isEqualTo("close 3501 bad request");
      assertThat(mute.next()).isEqualTo("close 3502 stale");
    }
  }

  @Test
  void clientThatAnswersPingsStaysAndOneThatDoesNotGoes() {
    try (FanoutServer pinging =
            FanoutServer.start(streams, "ping-interval=1s", "pong-timeout=300ms");
        Peer lively = pinging.connected();
        Peer dead = pinging.connected()) {
      for (int ping = 0; ping < 2; ping++) {
        assertThat(lively.next()).isEqualTo("{}");
        lively.send("{}");
      }
      assertThat(dead.next(2)).isEqualTo("{}\nclose 3012 no pong\n");
      lively.send("{}");
      assertThat(lively.next())
          .as("a pong that nobody asked for")
          .isEqualTo("close 3501 bad request");
    }
  }

  @Test
  void messagesOfAnotherServiceAreNotAvailable() {
    try (Peer peer = server.connected()) {
      peer.send("{\"send\":{\"data\":{}}}");
      assertThat(peer.next()).isEqualTo("close 3508 not available");
    }
  }

  @Test
  void takesFramesUpToTheLimitAndNoByteMore() {
    try (Peer fitting = server.connected();
        Peer large = server.connected()) {
      fitting.send(padded(65_536));
      assertThat(fitting.next()).isEqualTo("{\"id\":2,\"ping\":{}}");
      large.send(padded(65_537));
      assertThat(large.next()).isEqualTo("close 1009 message size limit exceeded");
    }
  }

  @Test
  void countsFragmentsTogether() {
    try (Peer fitting = server.connected();
        Peer large = server.connected()) {
      byte[] command = padded(60_000).getBytes(StandardCharsets.US_ASCII);
      fitting.frame(false, Peer.TEXT, command);
      fitting.frame(true, Peer.PING, new byte[] {'h', 'i'});
      fitting.frame(true, 0, new byte[5_536]);
      assertThat(fitting.next()).isEqualTo("opcode 10 hi");
      assertThat(fitting.next()).as("zero bytes are no JSON").isEqualTo("close 3501 bad request");
      large.frame(false, Peer.TEXT, command);
      large.frame(false, 0, new byte[5_536]);
      large.frame(true, 0, new byte[1]);
      assertThat(large.next()).isEqualTo("close 1009 message size limit exceeded");
    }
  }

  /** Once each fragment cost 120 bytes, and who never ended a message kept them for ever. */
  @Test
  void aMessageHasAnEndOrItsClientHasOne() {
    try (FanoutServer brief = FanoutServer.start(streams, "message-timeout=300ms");
        Peer fragments = brief.connected();
        Peer frame = brief.connected();
        Peer header = brief.connected();
        Peer tiny = brief.connected();
        Peer steady = brief.connected()) {
      fragments.frame(false, Peer.TEXT, new byte[] {'{'});
      frame.raw(new byte[] {(byte) 0x81, (byte) 0xFE, 0x7F, 0, 1, 2, 3, 4, 5});
      header.raw(new byte[] {(byte) 0x81});
      for (int i = 0; i <= Inbox.MAX_FRAGMENTS; i++) {
        tiny.frame(false, i == 0 ? Peer.TEXT : 0, new byte[1]);
      }
      assertThat(tiny.next()).isEqualTo("close 1009 message size limit exceeded");
      assertThat(fragments.next()).isEqualTo("close 4000 message not finished in time");
      assertThat(frame.next()).isEqualTo("close 4000 message not finished in time");
      assertThat(header.next()).isEqualTo("close 4000 message not finished in time");
      steady.send("{\"id\":2,\"ping\":{}}");
      assertThat(steady.next()).isEqualTo("{\"id\":2,\"ping\":{}}");
      assertThat(brief.loops.heldBytes()).isZero();
    }
  }

  /** Once each kept 64 KB of the network's memory and more, however many there were. */
  @Test
  void unfinishedFramesOfAllClientsTogetherAreBoundedAndTheLongestUnfinishedIsEnded() {
    try (FanoutServer small = FanoutServer.start(streams, "inbox-max-bytes=256KB");
        Peer whole = small.connected()) {
      List<Peer> greedy = new ArrayList<>();
      // Their sizes are powers of two: each holds 64 KB on one of the event loops.
      for (int i = 0; i < 12; i++) {
        Peer peer = small.connected();
        peer.raw(HexFormat.of().parseHex("81FEFFFF00000000"));
        peer.raw(new byte[60_000]);
        greedy.add(peer);
      }
      Awaitility.await()
          .until(() -> small.count("penstock.fanout.disconnects", "code", "4001") >= 8);
      assertThat(small.loops.heldBytes()).isBetween(1L, 262_144L);
      whole.send(padded(65_536));
      assertThat(whole.next()).isEqualTo("{\"id\":2,\"ping\":{}}");
      greedy.forEach(Peer::close);
      Awaitility.await().until(() -> small.loops.heldBytes() == 0);
    }
  }

  /** A client that asks and does not read the answers keeps no more than what it sent at once. */
  @Test
  void framesThatWaitForAnswersAreCountedAndForgottenWithTheirClient() {
    try (Peer peer = server.connected()) {
      String book = "{\"id\":2,\"history\":{\"channel\":\"trades:BTC-USD\",\"limit\":1}}";
      String many = IntStream.range(0, 500).mapToObj(i -> book).collect(Collectors.joining("\n"));
      peer.send(many);
      for (int i = 0; i < 500; i++) {
        assertThat(peer.next()).startsWith("{\"id\":2,\"history\":{");
      }
    }
    Awaitility.await().until(() -> server.loops.heldBytes() == 0);
  }

  @Test
  void refusesUnmaskedFrames() {
    try (Peer peer = server.connected()) {
      peer.raw(new byte[] {(byte) 0x81, 2, '{', '}'});
      assertThat(peer.next()).isEqualTo("close 1002 protocol error");
    }
  }

  @Test
  void answersACloseWithAClose() {
    try (Peer peer = server.connected()) {
      peer.frame(true, Peer.CLOSE, new byte[] {0x03, (byte) 0xE8});
      assertThat(peer.next()).isEqualTo("close 1000");
      assertThat(peer.next()).isEqualTo(Peer.RESET);
    }
    server.awaitSessions(1);
  }

  @Test
  void clientThatNeverClosesIsReset() {
    try (Peer peer = server.connected()) {
      peer.send("nonsense");
      assertThat(peer.next()).isEqualTo("close 3501 bad request");
      assertThat(peer.next()).isEqualTo(Peer.RESET);
    }
    assertThat(server.meters.get("penstock.fanout.resets").counter().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, , 101",
    "localhost:8080, , 101",
    "127.0.0.1, https://friend.example, 101",
    "127.0.0.1:8080, http://127.0.0.1:8080, 101",
    "localhost, http://localhost:80, 101",
    "evil.example, , 421",
    "127.0.0.1, https://evil.example, 403",
    "127.0.0.1:8080, http://127.0.0.1:9090, 403",
    "127.0.0.1, null, 403",
    "127.0.0.1, https://friend.example.evil.example, 403",
  })
  void asksWhosePageItIs(String host, String origin, int status) {
    String[] headers =
        origin == null
            ? new String[] {"Host: " + host}
            : new String[] {"Host: " + host, "Origin: " + origin};
    try (Peer peer = new Peer(server.port(), headers)) {
      assertThat(peer.status()).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.0|Host: 127.0.0.1",
        "HTTP/1.1|Host: 127.0.0.1; Host: 127.0.0.1",
        "HTTP/1.1|Host: 127.0.0.1; Origin: https://friend.example; Origin: https://evil.example",
      })
  void answersAHandshakeThatMeansTwoThingsWithAProblem(String version, String headers)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          "GET /connection/websocket "
              + version
              + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + headers.replace("; ", "\r\n")
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(answer(socket))
          .startsWith(version + " 400 Bad Request")
          .contains("\"code\":\"malformed\"");
    }
  }

  private static String answer(Socket socket) throws IOException {
    StringBuilder answer = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
      answer.append((char) c);
      if (c == '}') {
        break;
      }
    }
    return answer.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Sec-WebSocket-Key: x\r\n"})
  void answersAHandshakeWithoutARightKeyWithAProblem(String key) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          "GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
              + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + key
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(answer(socket))
          .startsWith("HTTP/1.1 400 Bad Request")
          .contains("application/problem+json", "\"code\":\"invalid_key\"");
    }
  }

  @Test
  void speaksTheFramingThatTheClientNamesAndJsonToWhoNamesNone() {
    String host = "Host: 127.0.0.1";
    try (Peer json = new Peer(server.port(), host, "Sec-WebSocket-Protocol: centrifuge-json");
        Peer protobuf =
            new Peer(server.port(), host, "Sec-WebSocket-Protocol: x, centrifuge-protobuf");
        Peer other = new Peer(server.port(), host, "Sec-WebSocket-Protocol: chat")) {
      assertThat(json.status()).isEqualTo("HTTP/1.1 101 Switching Protocols");
      json.send("{\"id\":1,\"connect\":{}}");
      assertThat(json.next()).startsWith("{\"id\":1,\"connect\":{");
      assertThat(protobuf.status()).isEqualTo("HTTP/1.1 101 Switching Protocols");
      protobuf.frame(true, Peer.BINARY, new byte[] {4, 8, 1, 34, 0});
      assertThat(protobuf.next()).startsWith("opcode 2 ").contains("penstock");
      assertThat(other.status()).isEqualTo("HTTP/1.1 400 Bad Request");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "01", "0200", "04FF", "0408022200", "FFFFFFFFFFFFFFFFFF01"})
  void endsAConnectionThatSpeaksNonsenseInProtobuf(String frame) {
    try (Peer peer = connectedInProtobuf()) {
      peer.frame(true, Peer.BINARY, HexFormat.of().parseHex(frame));
      assertThat(peer.next()).isEqualTo("close 3501 bad request");
    }
  }

  @Test
  void endsAConnectionThatMixesTheFramings() {
    try (Peer peer = connectedInProtobuf()) {
      peer.send("{\"id\":2,\"ping\":{}}");
      assertThat(peer.next()).isEqualTo("close 3501 bad request");
    }
  }

  private Peer connectedInProtobuf() {
    Peer peer =
        new Peer(server.port(), "Host: 127.0.0.1", "Sec-WebSocket-Protocol: centrifuge-protobuf");
    peer.frame(true, Peer.BINARY, new byte[] {4, 8, 1, 34, 0});
    peer.next();
    return peer;
  }

  @Test
  void takesNoMoreConnectionsThanSet() {
    List<Peer> peers = IntStream.range(0, 3).mapToObj(i -> server.connected()).toList();
    try (Peer fifth = new Peer(server.port())) {
      assertThat(fifth.status()).isEqualTo("HTTP/1.1 503 Service Unavailable");
    }
    peers.forEach(Peer::close);
    server.awaitSessions(1);
    server.connected().close();
  }

  @Test
  void takesAThousandSubscriptionsAndNotOneMore() {
    IntStream.range(0, 1_001).forEach(i -> streams.write(Samples.trade(listing(i), 1, "1.00")));
    try (Peer peer = server.connected()) {
      // Two frames: one has room for about a thousand commands.
      for (int from = 0; from < 1_001; from += 501) {
        peer.send(
            IntStream.range(from, Math.min(1_001, from + 501))
                .mapToObj(i ->
                    "{\"id\":" + (i + 2) + ",\"subscribe\":{\"channel\":\"ticker:S" + i + "\"}}")
                .collect(Collectors.joining("\n")));
      }
      List<String> replies = IntStream.range(0, 1_001).mapToObj(i -> peer.next()).toList();
      assertThat(replies.stream().filter(reply -> reply.contains("\"subscribe\""))).hasSize(1_000);
      assertThat(replies.stream().filter(reply -> reply.contains("\"error\"")))
          .containsExactly("{\"id\":1002,\"error\":{\"code\":106,\"message\":\"limit exceeded\"}}");
      streams.write(Samples.trade(listing(999), 2, "2.00"));
      assertThat(peer.next()).contains("\"channel\":\"ticker:S999\"", "\"price\":\"2.00\"");
    }
  }

  @Test
  void refusesCommandsThatComeTooFastAndEndsWhatGoesOn() {
    try (Peer peer = server.connected()) {
      String ping = "{\"id\":2,\"ping\":{}}";
      for (int frame = 0; frame < 30; frame++) {
        peer.send(IntStream.range(0, 100).mapToObj(i -> ping).collect(Collectors.joining("\n")));
      }
      int refused = 0;
      String next = peer.next();
      while (!next.startsWith("close")) {
        refused +=
            next.equals(
                    "{\"id\":2,\"error\":{\"code\":111,\"message\":\"too many"
                        + " requests\",\"temporary\":true}}")
                ? 1
                : 0;
        next = peer.next();
      }
      assertThat(next).isEqualTo("close 3013 too many requests");
      assertThat(refused)
          .as("a second burst, but for the few that time gave back")
          .isBetween(1_190, 1_300);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void survivesWhatNobodyThoughtOf(long seed) {
    Random random = new Random(seed);
    for (int client = 0; client < 10; client++) {
      try (Peer peer = server.connected()) {
        for (int i = 0; i < 20; i++) {
          strangeFrame(peer, random);
        }
      }
    }
    server.awaitSessions(1);
    assertThat(server.meters.find("penstock.fanout.session.failures").counter())
        .as("no failure of our own, seed " + seed)
        .isNull();
  }

  private static void strangeFrame(Peer peer, Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    String[] parts = {
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "\"",
      "\n",
      "\"id\"",
      "1",
      "-1",
      "1e9",
      "null",
      "{}",
      "\"connect\"",
      "\"subscribe\"",
      "\"unsubscribe\"",
      "\"channel\"",
      "\"ticker:BTC-USD\"",
      "\"ping\"",
      "\u0000",
      "\ud83d\ude00",
      "{\"id\":5,\"ping\":{}}"
    };
    switch (random.nextInt(5)) {
      case 0 -> peer.raw(bytes);
      case 1 -> peer.frame(random.nextBoolean(), random.nextInt(16), bytes);
      case 2 -> peer.frame(random.nextBoolean(), Peer.TEXT, bytes);
      default ->
          peer.send(
              random
                  .ints(random.nextInt(1, 12), 0, parts.length)
                  .mapToObj(i -> parts[i])
                  .collect(Collectors.joining()));
    }
  }

  private static String padded(int length) {
    String command = "{\"id\":2,\"ping\":{}}";
    return command + " ".repeat(length - command.length());
  }

  private static Listing listing(int number) {
    return Listing.of("S" + number, "coinbase");
  }
}

package io.penstock.sandbox.cards;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.SandboxExchange;
import io.penstock.sandbox.SandboxProperties;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

/** The network's switches and books by HTTP, and its socket by hand. */
class CardsApiIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Sign-on. */
  private static final String SIGN_ON =
      "08008220000100800000"
          + "0400000000000000"
          + "0105101500"
          + "000001"
          + "1100000000001"
          + "PENSTOCK"
          + "001";

  @TempDir Path directory;

  private final Clock clock = Clock.fixed(Instant.parse("2026-01-05T10:15:00Z"), ZoneOffset.UTC);
  private final Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
  private final HttpClient http = HttpClient.newHttpClient();
  private SandboxCards cards;
  private SandboxExchange exchange;

  @BeforeEach
  void start() {
    cards = cards();
    cards.start().block(PATIENCE);
    exchange = SandboxExchange.of(SandboxProperties.defaults(), clock, telemetry, List.of(cards));
    exchange.start();
  }

  private SandboxCards cards() {
    return SandboxCards.of(
        CardsProperties.defaults().withBooks(directory.resolve("books.jsonl")),
        clock,
        Schedulers.parallel(),
        telemetry);
  }

  @AfterEach
  void stop() {
    exchange.stop().block(PATIENCE);
    cards.stop().block(PATIENCE);
  }

  @Test
  void tellsItsStatusAndItsTests() throws Exception {
    assertThat(get("status"))
        .contains("\"listening\":true", "\"port\":" + cards.port(), "\"bookings\":0");
    assertThat(get("tests"))
        .contains(
            "{\"behaviour\":\"timeout-then-approved\",\"number\":\"4000009990001003\","
                + "\"amountEnding\":9901,\"sentence\":\"Approved, but never answered; an inquiry"
                + " says so.\"}");
  }

  @Test
  void tellsItsBooks() throws Exception {
    try (Talk talk = new Talk()) {
      talk.say(SIGN_ON);
      assertThat(talk.next()).startsWith("0810").endsWith("00PENSTOCK001");
      talk.say(purchase("000000000AY7", "4242424242424242", "000000002499"));
      assertThat(talk.next()).startsWith("0210").contains("007919" + "00" + "PENSTOCK");
      talk.say(purchase("000000000AY8", "4000000000009995", "000000000100"));
      assertThat(talk.next()).contains("000000000AY8" + "51" + "PENSTOCK");
    }
    String first =
        "{\"seq\":1,\"deed\":\"purchase\",\"reference\":\"000000000AY7\",\"originalDeed\":null,"
            + "\"original\":null,\"amountMinor\":2499,\"doneMinor\":2499,\"currency\":\"USD\","
            + "\"responseCode\":\"00\",\"authorizationCode\":\"007919\",\"card\":\"424242…4242\","
            + "\"merchant\":\"V9Q4M2S6T1W5ZRB\",\"behaviour\":\"approved\","
            + "\"at\":\"2026-01-05T10:15:00Z\",\"state\":\"approved\",\"capturedMinor\":0,"
            + "\"refundedMinor\":0,\"reversedMinor\":0,\"settledAtOnce\":false}";
    assertThat(get("books?reference=000000000AY7"))
        .isEqualTo("{\"books\":[" + first + "],\"nextAfter\":null}");
    assertThat(get("books?number=14191")).contains("000000000AY7").doesNotContain("000000000AY8");
    assertThat(get("books?limit=1")).endsWith("\"nextAfter\":1}");
    assertThat(get("books?limit=1&after=1")).contains("000000000AY8", "\"state\":\"declined\"");
    assertThat(get("books")).doesNotContain("4242424242424242");
  }

  @Test
  void booksAreThereAfterARestart() throws Exception {
    try (Talk talk = new Talk()) {
      talk.say(purchase("000000000AY7", "4242424242424242", "000000002499"));
      talk.next();
    }
    SandboxCards again = cards();
    assertThat(again.books(null, 0, 10).block(PATIENCE)).hasSize(1);
    again.stop().block(PATIENCE);
  }

  @Test
  void refusesAndHeals() throws Exception {
    int port = cards.port();
    assertThat(post("down", 200)).contains("\"listening\":false");
    Assertions.assertThatThrownBy(() -> new Socket("127.0.0.1", port))
        .isInstanceOf(ConnectException.class);
    assertThat(post("heal", 200)).contains("\"listening\":true", "\"port\":" + port);
    post("refuse", 200);
    try (Talk talk = new Talk()) {
      talk.say(SIGN_ON);
      assertThat(talk.next()).endsWith("91PENSTOCK001");
    }
    post("heal", 200);
    try (Talk talk = new Talk()) {
      talk.say(SIGN_ON);
      assertThat(talk.next()).endsWith("00PENSTOCK001");
    }
  }

  @Test
  void resetBreaksConnections() throws Exception {
    try (Talk talk = new Talk()) {
      talk.say(SIGN_ON);
      talk.next();
      post("reset", 200);
      assertThat(talk.ended()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "next",
        "next?operation=purchase&behaviour=x",
        "next?operation=x&behaviour=late",
        "slow?by=x"
      })
  void switchThatMakesNoSenseIsRefused(String path) throws Exception {
    assertThat(post(path, 400)).startsWith("{\"message\":");
  }

  @Test
  void nextDeedGoesAsAskedFor() throws Exception {
    post("next?operation=purchase&behaviour=insufficient-funds", 200);
    try (Talk talk = new Talk()) {
      talk.say(purchase("000000000AY7", "4242424242424242", "000000002499"));
      assertThat(talk.next()).contains("000000000AY7" + "51" + "PENSTOCK");
      talk.say(purchase("000000000AY8", "4242424242424242", "000000002499"));
      assertThat(talk.next()).contains("00" + "PENSTOCK");
    }
  }

  @Test
  void orderThatLacksSomethingIsAFormatError() throws Exception {
    try (Talk talk = new Talk()) {
      talk.say(purchase("000000000AY7", "4242424242424242", "00000000249x"));
      assertThat(talk.next()).contains("000000000AY7" + "30" + "PENSTOCK");
    }
    assertThat(get("books")).startsWith("{\"books\":[]");
  }

  /** Whatever comes, it answers or breaks that connection, and goes on. */
  @Test
  void damagedMessagesHarmNobody() throws Exception {
    Random random = new Random(8583);
    byte[] sample =
        purchase("000000000AY7", "4242424242424242", "000000002499")
            .getBytes(StandardCharsets.US_ASCII);
    for (int connection = 0; connection < 40; connection++) {
      try (Talk talk = new Talk()) {
        for (int frame = 0; frame < 20; frame++) {
          byte[] damaged = sample.clone();
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
          damaged[4 + random.nextInt(16)] = (byte) "0123456789ABCDEF".charAt(random.nextInt(16));
          talk.say(damaged);
        }
      } catch (java.io.IOException broken) {
        // Its right.
      }
    }
    try (Talk talk = new Talk()) {
      talk.say(SIGN_ON);
      assertThat(talk.next()).endsWith("00PENSTOCK001");
    }
  }

  private static String purchase(String reference, String card, String amount) {
    return "0200723C448108C08000"
        + card.length()
        + card
        + "000000"
        + amount
        + "0105101503"
        + "014192"
        + "101503"
        + "0105"
        + "3003"
        + "5999"
        + "810"
        + "59"
        + "1100000000001"
        + reference
        + "PENSTOCK"
        + "V9Q4M2S6T1W5ZRB"
        + "840";
  }

  private String get(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private String post(String path, int status) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + exchange.port() + "/sandbox/cards/" + path);
  }

  /** A connection to the network. */
  private final class Talk implements AutoCloseable {

    private final Socket socket = new Socket("127.0.0.1", cards.port());
    private final DataInputStream in = new DataInputStream(socket.getInputStream());
    private final DataOutputStream out = new DataOutputStream(socket.getOutputStream());

    Talk() throws Exception {
      socket.setSoTimeout(20_000);
    }

    void say(String message) throws java.io.IOException {
      say(message.getBytes(StandardCharsets.US_ASCII));
    }

    void say(byte[] message) throws java.io.IOException {
      out.writeShort(message.length);
      out.write(message);
      out.flush();
    }

    String next() throws java.io.IOException {
      byte[] message = new byte[in.readUnsignedShort()];
      in.readFully(message);
      return new String(message, StandardCharsets.US_ASCII);
    }

    boolean ended() {
      try {
        return in.read() < 0;
      } catch (java.io.IOException reset) {
        return true;
      }
    }

    @Override
    public void close() throws java.io.IOException {
      socket.close();
    }
  }
}

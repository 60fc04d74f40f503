package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.venue.SteppedClock;
import io.penstock.sandbox.venue.WireClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The exchange on a real port, asked by the JDK's clients. */
class SandboxExchangeIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String SUBSCRIBE_BTC =
      "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],"
          + "\"channels\":[\"level2_batch\",\"matches\",\"ticker\",\"heartbeat\"]}";

  private static final String FEED = "/coinbase/feed";

  /** Nothing is refilled. */
  private static final Clock STILL = new SteppedClock("2026-11-21T12:00:00Z");

  private @Nullable SandboxExchange running;

  @AfterEach
  void stop() {
    if (running != null) {
      running.stop().block();
    }
  }

  @Test
  void tellsASubscriberTheBookTheLastTradeAndThenWhatHappens() {
    try (WireClient client = connect(SandboxProperties.defaults())) {
      client.say(SUBSCRIBE_BTC);
      assertThat(client.expect(4))
          .extracting(SandboxExchangeIT::type)
          .containsExactly("subscriptions", "snapshot", "last_match", "ticker");
      assertThat(client.expect(is("heartbeat"))).contains("\"product_id\":\"BTC-USD\"");
      assertThat(client.expect(is("l2update")))
          .startsWith("{\"type\":\"l2update\",\"product_id\":\"BTC-USD\"");
      JsonNode match = JSON.readTree(client.expect(is("match")));
      JsonNode ticker = JSON.readTree(client.expect(is("ticker")));
      assertThat(ticker.path("trade_id")).isEqualTo(match.path("trade_id"));
    }
  }

  @Test
  void answersPingsAndFragmentsAndGoesOnAfterNonsense() {
    try (WireClient client = connect(SandboxProperties.defaults())) {
      client.ping("are you there");
      assertThat(client.expect()).isEqualTo("pong are you there");
      client.say("nonsense");
      assertThat(type(client.expect())).isEqualTo("error");
      client.sayInTwoFragments(SUBSCRIBE_BTC);
      assertThat(type(client.expect())).isEqualTo("subscriptions");
    }
  }

  @Test
  void closesWithAReasonWhenAClientSaysTooMuch() {
    try (WireClient client =
        WireClient.connect(start(SandboxProperties.defaults(), STILL).port(), FEED)) {
      for (int i = 0; i < 101; i++) {
        client.say("{}");
      }
      assertThat(client.expect(101).getLast()).contains("Rate limit exceeded");
      assertThat(client.expect()).isEqualTo("close 1008 too many messages");
    }
  }

  @Test
  void refusesMoreConnectsThanABurst() {
    SandboxExchange exchange = start(SandboxProperties.defaults(), STILL);
    List<WireClient> clients = new ArrayList<>();
    try {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i <= 20; i++) {
                  clients.add(WireClient.connect(exchange.port(), FEED));
                }
              })
          .hasCauseInstanceOf(WebSocketHandshakeException.class)
          .cause()
          .satisfies(e ->
              assertThat(((WebSocketHandshakeException) e).getResponse().statusCode())
                  .isEqualTo(429));
      assertThat(clients).hasSize(20);
    } finally {
      clients.forEach(WireClient::close);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /coinbase/products/BTC-USD                         | 200 | {"id":"BTC-USD","base_currency":"BTC","quote_currency":"USD","quote_increment":"0.01","base_increment":"0.00000001"
          /coinbase/products/SHIB-USD                        | 200 | {"id":"SHIB-USD","base_currency":"SHIB","quote_currency":"USD","quote_increment":"0.00000001","base_increment":"1"
          /coinbase/products                                 | 200 | [{"id":"BTC-USD"
          /coinbase/time                                     | 200 | {"iso":"20
          /coinbase/products/BTC-USD/ticker                  | 200 | {"ask":"
          /coinbase/products/BTC-USD/book                    | 200 | {"bids":[["
          /coinbase/products/BTC-USD/book?level=3            | 400 | {"message":"Invalid level"}
          /coinbase/products/X-USD                           | 404 | {"message":"NotFound"}
          /coinbase/products/X-USD/trades                    | 404 | {"message":"NotFound"}
          /coinbase/products/BTC-USD/trades?limit=1001       | 400 | {"message":"Invalid limit"}
          /coinbase/products/BTC-USD/trades?after=x          | 400 | {"message":"Invalid after"}
          /coinbase/products/BTC-USD/candles                 | 200 | [[1
          /coinbase/products/BTC-USD/candles?granularity=61  | 400 | {"message":"Unsupported granularity"}
          /coinbase/products/BTC-USD/candles?start=soon      | 400 | {"message":"Invalid start"}
          /coinbase/products/BTC-USD/candles?granularity=60&start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z | 400 | {"message":"granularity too small
          /coinbase/orders                                   | 404 | {"message":"NotFound"}
          /coinbase/feed                                     | 400 | {"message":"Expected a WebSocket handshake"}
          """)
  void answersRestAsDocumented(String path, int status, String begin) {
    SandboxExchange exchange = start(SandboxProperties.defaults());
    HttpResponse<String> answer = WireClient.get(exchange.port(), path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith(begin);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
    JSON.readTree(answer.body());
  }

  @Test
  void pagesThroughTradesByCursors() {
    SandboxExchange exchange = start(SandboxProperties.defaults());
    String path = "/coinbase/products/ETH-USD/trades?limit=5";
    HttpResponse<String> newest = WireClient.get(exchange.port(), path);
    List<Long> first = ids(newest.body());
    assertThat(first).hasSize(5);
    assertThat(header(newest, "CB-BEFORE")).contains(first.getFirst().toString());
    assertThat(header(newest, "CB-AFTER")).contains(first.getLast().toString());
    HttpResponse<String> older =
        WireClient.get(exchange.port(), path + "&after=" + first.getLast());
    assertThat(ids(older.body()))
        .containsExactly(
            first.getLast() - 1,
            first.getLast() - 2,
            first.getLast() - 3,
            first.getLast() - 4,
            first.getLast() - 5);
    long hole = first.getLast() - 3;
    HttpResponse<String> one =
        WireClient.get(exchange.port(), path + "&before=" + (hole - 1) + "&after=" + (hole + 1));
    assertThat(ids(one.body())).containsExactly(hole);
  }

  @Test
  void limitsRequestsOfAnAddress() {
    SandboxExchange exchange = start(SandboxProperties.defaults(), STILL);
    for (int i = 0; i < 15; i++) {
      assertThat(WireClient.get(exchange.port(), "/coinbase/time").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> refused = WireClient.get(exchange.port(), "/coinbase/time");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).isEqualTo("{\"message\":\"Public rate limit exceeded\"}");
  }

  @Test
  void injectsFaults() {
    SandboxExchange exchange = start(SandboxProperties.defaults());
    try (WireClient client = WireClient.connect(exchange.port(), FEED)) {
      client.say(SUBSCRIBE_BTC);
      client.expect(is("subscriptions"));
      fault(exchange, "garbage");
      assertThat(client.expect(frame -> !frame.endsWith("}"))).startsWith("{\"type\":\"ticker\"");
      fault(exchange, "delist?product=BTC-USD");
      assertThat(client.expect(is("error")))
          .isEqualTo(
              "{\"type\":\"error\",\"message\":\"Failed to subscribe\","
                  + "\"reason\":\"BTC-USD is not a valid product\"}");
      assertThat(WireClient.get(exchange.port(), "/coinbase/products/BTC-USD").statusCode())
          .isEqualTo(404);
      fault(exchange, "refuse");
      assertThatThrownBy(() -> WireClient.connect(exchange.port(), FEED))
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
      assertThat(fault(exchange, "heal").path("connections").asInt()).isEqualTo(1);
      assertThat(client.expect(is("match"))).contains("\"product_id\":\"BTC-USD\"");
      fault(exchange, "drop");
      assertThat(client.expect(frame -> frame.equals("broken") || frame.startsWith("close 1006")))
          .isNotEmpty();
    }
  }

  @Test
  void servesAnotherClientBesideAMuteOne() {
    SandboxExchange exchange = start(SandboxProperties.defaults());
    try (WireClient mute = WireClient.connect(exchange.port(), FEED)) {
      mute.say(SUBSCRIBE_BTC);
      mute.expect(is("l2update"));
      fault(exchange, "mute");
      try (WireClient other = WireClient.connect(exchange.port(), FEED)) {
        other.say(SUBSCRIBE_BTC);
        other.expect(is("l2update"));
        while (!mute.isQuiet()) {
          mute.expect();
        }
        mute.ping("are you there");
        other.expect(is("heartbeat"));
        other.expect(is("heartbeat"));
        assertThat(mute.isQuiet()).isTrue();
      }
    }
  }

  @Test
  void answersOnlyToItsOwnMachinesName() {
    SandboxExchange exchange = start(SandboxProperties.defaults());
    assertThat(
            WireClient.get(exchange.port(), "/coinbase/time", "Host", "evil.example").statusCode())
        .isEqualTo(403);
    assertThat(
            WireClient.get(exchange.port(), "/coinbase/time", "Host", "localhost:1").statusCode())
        .isEqualTo(200);
  }

  @Test
  void playsTheRecordingOfTheRealExchangeByteForByte() {
    Path recording = Recordings.root().resolve("coinbase");
    SandboxExchange exchange =
        start(SandboxProperties.defaults().playing(recording.toString(), "max"));
    List<String> expected;
    try (var lines = Recordings.frames("coinbase/exchange-20210417.jsonl.gz")) {
      expected = lines.filter(RecordedFrame::isIncoming).map(RecordedFrame::frame).toList();
    }
    List<String> products = new ArrayList<>();
    JSON.readTree(WireClient.get(exchange.port(), "/coinbase/products").body())
        .forEach(product -> products.add(product.path("id").asString()));
    assertThat(products).hasSize(10);
    try (WireClient client = WireClient.connect(exchange.port(), FEED)) {
      client.say(
          "{\"type\":\"subscribe\",\"product_ids\":[\""
              + String.join("\",\"", products)
              + "\"],\"channels\":[\"level2_batch\",\"matches\",\"ticker\"]}");
      assertThat(type(client.expect())).isEqualTo("subscriptions");
      assertThat(client.expect(expected.size())).isEqualTo(expected);
    }
    JsonNode status =
        JSON.readTree(WireClient.get(exchange.port(), "/sandbox/exchange/status").body());
    assertThat(status.path("framesPlayed").asInt()).isEqualTo(9_946);
    assertThat(status.path("framesTotal").asInt()).isEqualTo(9_946);
  }

  private SandboxExchange start(SandboxProperties properties) {
    return start(properties, Clock.systemUTC());
  }

  private SandboxExchange start(SandboxProperties properties, Clock clock) {
    SandboxExchange exchange =
        SandboxExchange.of(properties, clock, new Telemetry(new SimpleMeterRegistry()));
    exchange.start();
    running = exchange;
    return exchange;
  }

  private WireClient connect(SandboxProperties properties) {
    return WireClient.connect(start(properties).port(), FEED);
  }

  private static JsonNode fault(SandboxExchange exchange, String fault) {
    HttpResponse<String> answer = WireClient.post(exchange.port(), "/sandbox/exchange/" + fault);
    assertThat(answer.statusCode()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static Predicate<String> is(String type) {
    return frame -> frame.startsWith("{\"type\":\"" + type + "\"") && frame.endsWith("}");
  }

  private static String type(String frame) {
    return JSON.readTree(frame).path("type").asString();
  }

  private static List<Long> ids(String trades) {
    return JSON.readTree(trades)
        .valueStream()
        .map(trade -> trade.path("trade_id").asLong())
        .toList();
  }

  private static Optional<String> header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name);
  }
}

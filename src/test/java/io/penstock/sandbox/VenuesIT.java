package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.venue.SteppedClock;
import io.penstock.sandbox.venue.Venue;
import io.penstock.sandbox.venue.WireClient;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Binance and Kraken on a real port, asked by the JDK's clients. */
class VenuesIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String STREAMS = "/binance/stream?streams=btcusdt@trade/btcusdt@depth@100ms";
  private static final String SUBSCRIBE_BOOK =
      "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"]}}";

  private @Nullable SandboxExchange running;

  @AfterEach
  void stop() {
    if (running != null) {
      running.stop().block();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /binance/api/v3/ping                                     | 200 | {}
          /binance/api/v3/time                                     | 200 | {"serverTime":17
          /binance/api/v3/exchangeInfo                             | 200 | {"timezone":"UTC","serverTime":17
          /binance/api/v3/exchangeInfo?symbol=NOPE                 | 400 | {"code":-1121,"msg":"Invalid symbol."}
          /binance/api/v3/depth?symbol=BTCUSDT&limit=5             | 200 | {"lastUpdateId":2
          /binance/api/v3/depth?symbol=BTCUSDT&limit=0             | 400 | {"code":-1130,"msg":"Data sent for parameter 'limit' is not valid."}
          /binance/api/v3/depth?symbol=BTCUSDT&limit=x             | 400 | {"code":-1100,"msg":"Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'."}
          /binance/api/v3/depth?symbol=btcusdt                     | 400 | {"code":-1100,"msg":"Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'."}
          /binance/api/v3/depth                                    | 400 | {"code":-1102,"msg":"Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."}
          /binance/api/v3/depth?symbol=X                           | 400 | {"code":-1121,"msg":"Invalid symbol."}
          /binance/api/v3/trades?symbol=BTCUSDT&limit=2            | 200 | [{"id":
          /binance/api/v3/historicalTrades?symbol=BTCUSDT&fromId=7&limit=1 | 200 | [{"id":7,"price":"
          /binance/api/v3/aggTrades?symbol=BTCUSDT&fromId=7&limit=1 | 200 | [{"a":7,"p":"
          /binance/ws/btcusdt@trade                                | 400 | {"message":"Expected a WebSocket handshake"}
          /kraken/0/public/SystemStatus                            | 200 | {"error":[],"result":{"status":"online","timestamp":"20
          /kraken/0/public/Time                                    | 200 | {"error":[],"result":{"unixtime":17
          /kraken/0/public/AssetPairs                              | 200 | {"error":[],"result":{"XXBTZUSD":{"altname":"XBTUSD","wsname":"XBT/USD","aclass_base":"currency","base":"XXBT"
          /kraken/0/public/AssetPairs?pair=SOLUSD                  | 200 | {"error":[],"result":{"SOLUSD":{"altname":"SOLUSD","wsname":"SOL/USD"
          /kraken/0/public/AssetPairs?pair=DOGEUSD,ETHXBT          | 200 | {"error":[],"result":{"XDGUSD":{"altname":"XDGUSD","wsname":"XDG/USD"
          /kraken/0/public/AssetPairs?pair=NOPE                    | 200 | {"error":["EQuery:Unknown asset pair"]}
          /kraken/0/public/Depth?pair=XBTUSD&count=2               | 200 | {"error":[],"result":{"XXBTZUSD":{"asks":[["
          /kraken/0/public/Depth                                   | 200 | {"error":["EGeneral:Invalid arguments"]}
          /kraken/0/public/Depth?pair=XBTUSD&count=501             | 200 | {"error":["EGeneral:Invalid arguments"]}
          /kraken/0/public/Trades?pair=XXBTZUSD                    | 200 | {"error":[],"result":{"XXBTZUSD":[["
          /kraken/v2                                               | 400 | {"message":"Expected a WebSocket handshake"}
          """)
  void answersRestAsDocumented(String path, int status, String begin) {
    HttpResponse<String> answer = get(start(), path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith(begin);
    JSON.readTree(answer.body());
  }

  @Test
  void tellsWhatItListsOverBothDoorsOfBinance() {
    SandboxExchange exchange = start();
    JsonNode symbol =
        JSON.readTree(get(exchange, "/binance/api/v3/exchangeInfo?symbol=BTCUSDT").body())
            .path("symbols")
            .path(0);
    assertThat(symbol.path("status").asString()).isEqualTo("TRADING");
    assertThat(symbol.path("filters").path(0).path("tickSize").asString()).isEqualTo("0.01000000");
    assertThat(symbol.path("filters").path(1).path("stepSize").asString()).isEqualTo("0.00001000");
    try (WireClient client = connect(exchange, STREAMS)) {
      assertThat(client.expect(message -> message.contains("depthUpdate")))
          .startsWith("{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\"");
      JsonNode trade =
          JSON.readTree(client.expect(message -> message.contains("@trade"))).path("data");
      String path =
          "/binance/api/v3/historicalTrades?symbol=BTCUSDT&limit=1&fromId="
              + trade.path("t").asLong();
      JsonNode rest = JSON.readTree(get(exchange, path).body()).path(0);
      assertThat(rest.path("id")).isEqualTo(trade.path("t"));
      assertThat(rest.path("price")).isEqualTo(trade.path("p"));
      assertThat(rest.path("qty")).isEqualTo(trade.path("q"));
      assertThat(rest.path("time")).isEqualTo(trade.path("T"));
      assertThat(rest.path("isBuyerMaker")).isEqualTo(trade.path("m"));
    }
  }

  @Test
  void pagesThroughTradesOfKrakenByTime() {
    SandboxExchange exchange = start();
    try (WireClient client = connect(exchange, "/kraken/v2")) {
      client.say(
          "{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"symbol\":[\"BTC/USD\"],"
              + "\"snapshot\":true}}");
      JsonNode trades =
          JSON.readTree(client.expect(message -> message.contains("\"snapshot\",\"data\"")))
              .path("data");
      assertThat(trades.size()).isEqualTo(50);
      Instant tenth = Instant.parse(trades.path(10).path("timestamp").asString());
      long since = tenth.getEpochSecond() * 1_000_000_000 + tenth.getNano();
      JsonNode answer =
          JSON.readTree(
                  get(exchange, "/kraken/0/public/Trades?pair=XBTUSD&count=5&since=" + since)
                      .body())
              .path("result");
      JsonNode rest = answer.path("XXBTZUSD");
      assertThat(rest.size()).isEqualTo(5);
      for (int i = 0; i < 5; i++) {
        assertThat(rest.path(i).path(6)).isEqualTo(trades.path(11 + i).path("trade_id"));
        assertThat(new BigDecimal(rest.path(i).path(0).asString()))
            .isEqualByComparingTo(trades.path(11 + i).path("price").decimalValue());
      }
      JsonNode more =
          JSON.readTree(
                  get(
                          exchange,
                          "/kraken/0/public/Trades?pair=XBTUSD&since="
                              + answer.path("last").asString())
                      .body())
              .path("result")
              .path("XXBTZUSD");
      assertThat(more.path(0).path(6)).isEqualTo(trades.path(16).path("trade_id"));
    }
  }

  @Test
  void tradesACoinAtNearlyTheSamePriceEverywhere() {
    SandboxExchange exchange = start(new SteppedClock("2026-11-21T12:00:00Z"));
    BigDecimal coinbase =
        new BigDecimal(
            JSON.readTree(get(exchange, "/coinbase/products/BTC-USD/ticker").body())
                .path("price")
                .asString());
    BigDecimal binance =
        new BigDecimal(
            JSON.readTree(get(exchange, "/binance/api/v3/trades?symbol=BTCUSDT&limit=1").body())
                .path(0)
                .path("price")
                .asString());
    BigDecimal kraken =
        new BigDecimal(
            JSON.readTree(get(exchange, "/kraken/0/public/Depth?pair=XBTUSD&count=1").body())
                .path("result")
                .path("XXBTZUSD")
                .path("asks")
                .path(0)
                .path(0)
                .asString());
    BigDecimal near = coinbase.multiply(new BigDecimal("0.003"));
    assertThat(binance)
        .isBetween(coinbase.subtract(near), coinbase.add(near))
        .isNotEqualByComparingTo(coinbase);
    assertThat(kraken)
        .isBetween(coinbase.subtract(near), coinbase.add(near))
        .isNotEqualByComparingTo(coinbase)
        .isNotEqualByComparingTo(binance);
  }

  @Test
  void limitsTheWeightOfRequestsAndThenBans() {
    SandboxExchange exchange = start(new SteppedClock("2026-11-21T12:00:30Z"));
    String path = "/binance/api/v3/depth?symbol=BTCUSDT&limit=5000";
    for (int i = 1; i <= 24; i++) {
      HttpResponse<String> answer = get(exchange, path);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("X-MBX-USED-WEIGHT-1M"))
          .contains(String.valueOf(250 * i));
    }
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> refused = get(exchange, "/binance/api/v3/ping");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("30");
      assertThat(refused.body())
          .startsWith("{\"code\":-1003,\"msg\":\"Too much request weight used;");
    }
    HttpResponse<String> banned = get(exchange, "/binance/api/v3/ping");
    assertThat(banned.statusCode()).isEqualTo(418);
    assertThat(banned.headers().firstValue("Retry-After")).contains("120");
    assertThat(banned.body()).contains("IP banned until 17");
  }

  @Test
  void limitsConnects() {
    SandboxExchange exchange = start(new SteppedClock("2026-11-21T12:00:00Z"));
    assertThat(connects(exchange, "/kraken/v2")).isEqualTo(150);
    assertThat(connects(exchange, "/binance/ws")).isEqualTo(300);
  }

  /** How many are admitted before one is answered by 429. */
  private static int connects(SandboxExchange exchange, String path) {
    for (int i = 0; i < 1_000; i++) {
      try (WireClient client = connect(exchange, path)) {
        assertThat(client).isNotNull();
      } catch (CompletionException e) {
        assertThat(e.getCause())
            .isInstanceOfSatisfying(
                WebSocketHandshakeException.class,
                refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(429));
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void keepsFaultsOfOneVenueFromTheOthers() {
    SandboxExchange exchange = start();
    try (WireClient binance = connect(exchange, STREAMS);
        WireClient kraken = connect(exchange, "/kraken/v2")) {
      kraken.say(SUBSCRIBE_BOOK);
      kraken.expect(message -> message.contains("\"update\""));
      binance.expect();
      Venue venue = exchange.venue("binance");
      venue.mute();
      venue.refuseConnections(true);
      assertThatThrownBy(() -> connect(exchange, STREAMS))
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
      venue.heal();
      connect(exchange, STREAMS).close();
      kraken.expect(message -> message.contains("\"channel\":\"book\""));
      exchange.venue("kraken").sendGarbage();
      assertThat(kraken.expect(message -> !message.endsWith("}"))).startsWith("{\"channel\"");
      fault(exchange, "delist?venue=kraken&product=BTC/USD");
      kraken.say(SUBSCRIBE_BOOK);
      assertThat(kraken.expect(message -> message.startsWith("{\"error\"")))
          .contains("Currency pair not supported BTC/USD");
      assertThat(get(exchange, "/kraken/0/public/Depth?pair=XBTUSD").body())
          .isEqualTo("{\"error\":[\"EQuery:Unknown asset pair\"]}");
      fault(exchange, "heal?venue=kraken");
      fault(exchange, "close?venue=kraken&code=1012");
      assertThat(kraken.expect(message -> message.startsWith("close ")))
          .isEqualTo("close 1012 closed by a test");
    }
    assertThat(WireClient.post(exchange.port(), "/sandbox/exchange/mute?venue=nope").statusCode())
        .isEqualTo(400);
    assertThat(
            WireClient.post(
                    exchange.port(),
                    "/sandbox/exchange/corrupt-checksum?venue=binance&product=BTCUSDT")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void announcesTheShutdownOfBinanceAndCloses() {
    SandboxExchange exchange = start();
    try (WireClient client = connect(exchange, STREAMS)) {
      client.expect();
      fault(exchange, "announce-shutdown?venue=binance&notice=PT0.3S");
      assertThat(client.expect(message -> message.contains("serverShutdown")))
          .startsWith("{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":");
      assertThat(client.expect(message -> message.startsWith("close ")))
          .isEqualTo("close 1001 server shutdown");
    }
  }

  @Test
  void pingsAndBreaksAnOldConnection() {
    SandboxProperties properties =
        SandboxProperties.defaults()
            .with(
                new SandboxProperties.Binance(
                    Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(60)));
    SandboxExchange exchange = start(properties, Clock.systemUTC());
    try (WireClient client = connect(exchange, "/binance/ws/xlmusdt@trade")) {
      assertThat(client.expect(message -> message.startsWith("ping "))).matches("ping \\d{13}");
      assertThat(
              client.expect(
                  message -> message.equals("broken") || message.startsWith("close 1006")))
          .isNotEmpty();
    }
  }

  @Test
  void slowsAnswersDownAndFreezesSockets() {
    SandboxExchange exchange = start();
    Venue kraken = exchange.venue("kraken");
    kraken.slowAnswers(Duration.ofMinutes(5));
    assertThatThrownBy(() ->
            WireClient.getWithin(Duration.ofMillis(300), exchange.port(), "/kraken/0/public/Time"))
        .isInstanceOf(AssertionError.class);
    kraken.heal();
    assertThat(get(exchange, "/kraken/0/public/Time").statusCode()).isEqualTo(200);
    try (WireClient frozen = connect(exchange, "/kraken/v2");
        WireClient other = connect(exchange, "/binance/ws/btcusdt@depth@100ms")) {
      frozen.say(SUBSCRIBE_BOOK);
      frozen.expect(message -> message.contains("\"update\""));
      kraken.freezeSockets();
      other.expect(3);
      while (!frozen.isQuiet()) {
        frozen.expect();
      }
      frozen.ping("are you there");
      other.expect(10);
      assertThat(frozen.isQuiet()).isTrue();
      assertThat(exchange.venue("kraken").status().connections()).isEqualTo(1);
    }
  }

  @Test
  void forgetsClientsThatLeft() {
    SandboxExchange exchange = start();
    List<WireClient> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(connect(exchange, STREAMS));
      clients.add(connect(exchange, "/kraken/v2"));
    }
    Awaitility.await().until(() -> exchange.status().connections() == 10);
    clients.forEach(WireClient::close);
    Awaitility.await().until(() -> exchange.status().connections() == 0);
  }

  private SandboxExchange start() {
    return start(Clock.systemUTC());
  }

  private SandboxExchange start(Clock clock) {
    return start(SandboxProperties.defaults(), clock);
  }

  private SandboxExchange start(SandboxProperties properties, Clock clock) {
    SandboxExchange exchange =
        SandboxExchange.of(properties, clock, new Telemetry(new SimpleMeterRegistry()));
    exchange.start();
    running = exchange;
    return exchange;
  }

  private static WireClient connect(SandboxExchange exchange, String path) {
    return WireClient.connect(exchange.port(), path);
  }

  private static HttpResponse<String> get(SandboxExchange exchange, String path) {
    return WireClient.get(exchange.port(), path);
  }

  private static void fault(SandboxExchange exchange, String fault) {
    assertThat(WireClient.post(exchange.port(), "/sandbox/exchange/" + fault).statusCode())
        .isEqualTo(200);
  }
}

package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.feed.FeedRig;
import io.penstock.market.feed.FrameTape;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.feed.contract.LoopbackVenue;
import io.penstock.market.feed.contract.LoopbackVenue.Connection;
import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.instruments.TestInstruments;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Trade;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

class KrakenFeedIT {

  private static final String PAIRS =
      """
      {"error":[],"result":{
        "XXBTZUSD":{"altname":"XBTUSD","wsname":"XBT/USD","base":"XXBT","quote":"ZUSD","pair_decimals":1,"lot_decimals":8,
          "fees":[[0,0.4],[10000,0.35]],"status":"online"},
        "XDGEUR":{"altname":"XDGEUR","wsname":"XDG/EUR","pair_decimals":7,"lot_decimals":8,"status":"cancel_only"},
        "AAPLxUSD":{"altname":"AAPLxUSD","wsname":"AAPLx/USD","pair_decimals":2,"lot_decimals":8,"status":"online"},
        "ETHUSD.d":{"altname":"ETHUSD.d","pair_decimals":2,"lot_decimals":8,"status":"online"}}}\
      """;

  private static final String STATUS =
      "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\",\"api_version\":\"v2\"}]}";

  private static final String TICKER =
      """
      {"channel":"ticker","type":"snapshot","data":[{"symbol":"BTC/USD","bid":1.0,"bid_qty":2.0,"ask":3.0,\
      "ask_qty":4.0,"last":2.0,"volume":9.5,"change":0.5,"timestamp":"1970-01-01T00:00:01.000042Z"}]}\
      """;

  private final LoopbackVenue venue = new LoopbackVenue();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FeedRig rig = rig("BTC-USD", "ETH-USD");

  KrakenFeedIT() {
    venue.answers.put("/0/public/AssetPairs", PAIRS);
    venue.whenOpened(connection -> connection.say(STATUS));
  }

  private FeedRig rig(String... symbols) {
    Map<String, String> settings = new HashMap<>();
    settings.put("websocket-url", venue.websocketUrl().toString());
    settings.put("rest-url", venue.restUrl().toString());
    settings.put("symbols", String.join(",", symbols));
    settings.put("depth", "10");
    settings.put("silence", "30s");
    settings.put("mute", "30s");
    settings.put("limits.connects-in-ten-minutes", "600000");
    settings.put("limits.requests-per-second", "1000");
    KrakenProperties bound = KrakenPropertiesTest.bound(settings);
    Guards guards =
        new Guards(
            new ResilienceProperties(Map.of()),
            Clock.systemUTC(),
            new Random(1),
            new Telemetry(meters));
    return new FeedRig(
        new KrakenFeed(
            new VenueClient(
                bound.endpoints(), WebClient.builder(), guards.named("kraken-rest"), FrameTape.OFF),
            bound,
            Clock.systemUTC()),
        meters);
  }

  @AfterEach
  void stop() {
    rig.close();
    venue.close();
  }

  private void awaitTold(String last) {
    await().untilAsserted(() -> assertThat(rig.broker.told()).contains(last));
  }

  private static String book(
      String type, String symbol, String price, String quantity, long checksum) {
    return "{\"channel\":\"book\",\"type\":\"%s\",\"data\":[{\"symbol\":\"%s\",\"bids\":[{\"price\":%s,\"qty\":%s}],\"asks\":[],\"checksum\":%d}]}"
        .formatted(type, symbol, price, quantity, checksum);
  }

  private static String snapshot(String symbol, String price, String quantity) {
    return book("snapshot", symbol, price, quantity, checksum(price, quantity));
  }

  private static String update(String symbol, String price, String quantity) {
    return book("update", symbol, price, quantity, checksum(price, quantity));
  }

  private static long checksum(String price, String quantity) {
    return KrakenChecksum.of(List.of(), List.of(Level.of(price, quantity)), Precision.AS_WRITTEN);
  }

  private static String trade(long id) {
    return trades("update", id);
  }

  private static String trades(String type, long id) {
    return """
    {"channel":"trade","type":"%s","data":[{"symbol":"BTC/USD","side":"sell","price":2.0,"qty":0.5,\
    "ord_type":"limit","trade_id":%d,"timestamp":"1970-01-01T00:00:01.%06dZ"}]}\
    """
        .formatted(type, id, id);
  }

  /** Says these when the books are subscribed, each connection its own. */
  private void saysWhenSubscribed(String[]... said) {
    venue.whenAsked((connection, request) -> {
      if (request.contains("\"subscribe\"")
          && request.contains("\"book\"")
          && isFirst(connection)) {
        int number = venue.connections().indexOf(connection);
        connection.say(said[Math.min(number, said.length - 1)]);
      }
    });
  }

  private static boolean isFirst(Connection connection) {
    return connection.requests().stream()
            .filter(asked -> asked.contains("\"subscribe\"") && asked.contains("\"book\""))
            .count()
        == 1;
  }

  private static String[] of(String... said) {
    return said;
  }

  @Test
  void readsAnExchange() {
    saysWhenSubscribed(
        of(
            snapshot("BTC/USD", "1.0", "2.0"),
            trades("snapshot", 100),
            TICKER,
            update("BTC/USD", "1.0", "3.0"),
            "{\"channel\":\"heartbeat\"}",
            trade(101)));
    rig.start();
    awaitTold("trade 101 BTC-USD");

    assertThat(rig.broker.told())
        .containsExactly(
            "STALE (not connected yet) BTC-USD",
            "STALE (not connected yet) ETH-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "quote 1000042 BTC-USD",
            "update 1 BTC-USD",
            "trade 101 BTC-USD");
    assertThat(venue.extensions).isEmpty();
    await().untilAsserted(() -> assertThat(venue.connection().requests()).hasSize(4));
    assertThat(rig.count("penstock.feed.gaps")).isZero();
  }

  @Test
  void wrongChecksumResyncsOneBookAndLeavesTheOther() {
    saysWhenSubscribed(
        of(
            snapshot("BTC/USD", "1.0", "2.0"),
            snapshot("ETH/USD", "5.0", "2.0"),
            book("update", "BTC/USD", "1.0", "3.0", 7),
            update("BTC/USD", "1.0", "3.0"),
            update("ETH/USD", "5.0", "3.0")));
    rig.start();
    await().untilAsserted(() -> assertThat(venue.connection().requests()).hasSize(6));
    venue.connection().say(snapshot("BTC/USD", "1.0", "4.0"), update("BTC/USD", "1.0", "5.0"));
    awaitTold("update 1 BTC-USD");

    assertThat(venue.connection().requests().subList(4, 6))
        .containsExactly(
            "{\"method\":\"unsubscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"],\"depth\":10},\"req_id\":5}",
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"],\"depth\":10,\"snapshot\":true},\"req_id\":6}");
    assertThat(rig.broker.told().subList(2, rig.broker.told().size()))
        .containsExactly(
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "LIVE ETH-USD",
            "snapshot 0 ETH-USD",
            "STALE (its book failed the checksum) BTC-USD",
            "update 1 ETH-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "update 1 BTC-USD");
    assertThat(rig.count("penstock.feed.books.void")).isEqualTo(1);
  }

  @Test
  void pairThatIsNotSupportedEndsAlone() {
    saysWhenSubscribed(
        of(
            "{\"error\":\"Currency pair not supported BTC/USD\",\"method\":\"subscribe\",\"success\":false,\"symbol\":\"BTC/USD\"}",
            snapshot("ETH/USD", "5.0", "2.0")));
    rig.start();
    awaitTold("snapshot 0 ETH-USD");

    assertThat(rig.broker.told()).contains("ENDED (Currency pair not supported BTC/USD) BTC-USD");
    assertThat(rig.symbols()).isEqualTo(1);
  }

  @Test
  void otherRefusalsEndTheConnection() {
    saysWhenSubscribed(
        of(snapshot("BTC/USD", "1.0", "2.0"), "{\"error\":\"Exceeded msg rate\"}"),
        of(snapshot("BTC/USD", "1.0", "2.0"), trade(5)));
    rig.start();
    awaitTold("trade 5 BTC-USD");

    assertThat(rig.broker.told())
        .contains("STALE (refused by the venue: Exceeded msg rate) BTC-USD");
  }

  @Test
  void readsEveryPairThatIsOnline() {
    saysWhenSubscribed(of(snapshot("BTC/USD", "1.0", "2.0")));
    try (FeedRig all = rig("*")) {
      all.start();
      await().untilAsserted(() -> assertThat(all.broker.told()).contains("snapshot 0 BTC-USD"));
      assertThat(all.symbols()).isEqualTo(1);
      assertThat(
              TestInstruments.of(all.broker.taken(MarketTopics.INSTRUMENTS))
                  .of(KrakenSymbols.VENUE))
          .extracting(instrument ->
              "%s %s %s/%s %d %d %s"
                  .formatted(
                      instrument.listing().symbol(),
                      instrument.venueId(),
                      instrument.base(),
                      instrument.quote(),
                      instrument.priceScale(),
                      instrument.quantityScale(),
                      instrument.isOnline()))
          .containsExactlyInAnyOrder(
              "BTC-USD XBT/USD BTC/USD 1 8 true", "DOGE-EUR XDG/EUR DOGE/EUR 7 8 false");
    }
  }

  @Test
  void errorOfTheListIsToldAndTheSymbolsAreReadAllTheSame() {
    venue.answers.put("/0/public/AssetPairs", "{\"error\":[\"EService:Unavailable\"]}");
    saysWhenSubscribed(of(snapshot("BTC/USD", "1.0", "2.0")));
    rig.start();
    awaitTold("snapshot 0 BTC-USD");

    assertThat(rig.count("penstock.feed.products.unavailable")).isEqualTo(1);
  }

  @Test
  void holeInTheTradesIsFilledFromTheHistory() {
    venue.answers.put(
        "/0/public/Trades?pair=XBTUSD&since=1000099000",
        """
        {"error":[],"result":{"XXBTZUSD":[
          ["2.00000","0.50000000",1.0001000,"s","l","",100],
          ["2.10000","0.25000000",1.0001015,"b","m","",101],
          ["2.20000","0.00000001",1.000101999,"s","l","",102],
          ["2.00000","0.50000000",1.000103,"s","l","",103]],"last":"1000103000"}}\
        """);
    saysWhenSubscribed(of(snapshot("BTC/USD", "1.0", "2.0"), trades("snapshot", 100), trade(103)));
    rig.start();
    awaitTold("trade 102 BTC-USD");

    assertThat(
            rig.broker.events().stream()
                .filter(Trade.class::isInstance)
                .map(Trade.class::cast)
                .map(trade ->
                    "%d %s %s %s %s"
                        .formatted(
                            trade.tradeId(),
                            trade.price(),
                            trade.quantity(),
                            trade.takerSide(),
                            trade.times().time())))
        .containsExactly(
            "103 2.0 0.5 SELL 1970-01-01T00:00:01.000103Z",
            "101 2.10000 0.25000000 BUY 1970-01-01T00:00:01.000101500Z",
            "102 2.20000 0.00000001 SELL 1970-01-01T00:00:01.000101999Z");
    assertThat(rig.count("penstock.feed.gaps.filled")).isEqualTo(1);
  }

  @Test
  void holeOverAReconnectIsFilledByWhatTheSubscriptionTells() {
    saysWhenSubscribed(
        of(snapshot("BTC/USD", "1.0", "2.0"), trades("snapshot", 100), "{\"error\":\"over\"}"),
        of(snapshot("BTC/USD", "1.0", "2.0"), trades("snapshot", 101), trade(102)));
    rig.start();
    awaitTold("trade 102 BTC-USD");

    assertThat(rig.broker.told()).contains("trade 101 BTC-USD");
    assertThat(rig.count("penstock.feed.gaps")).isZero();
  }

  @Test
  void historyWithoutIdsIsNone() {
    venue.answers.put(
        "/0/public/Trades?pair=XBTUSD&since=1000099000",
        "{\"error\":[],\"result\":{\"XXBTZUSD\":[[\"2.0\",\"0.5\",1.0001,\"s\",\"l\",\"\"]],\"last\":\"1\"}}");
    saysWhenSubscribed(of(snapshot("BTC/USD", "1.0", "2.0"), trade(100), trade(102)));
    rig.start();
    awaitTold("trade 102 BTC-USD");

    await().untilAsserted(() -> assertThat(rig.count("penstock.feed.gaps.left")).isEqualTo(1));
  }

  @Test
  void recordingComesThroughWholeAndItsBookIsRight() {
    List<String> frames;
    try (Stream<RecordedFrame> recorded =
        Recordings.frames("kraken/v2-book-btcusd-20230730.jsonl.gz")) {
      frames = recorded.map(RecordedFrame::frame).toList();
    }
    JsonNode expected = Recordings.expected("kraken-v2-book-btcusd-20230730.json");
    venue.whenAsked((connection, request) -> {
      if (request.contains("\"book\"")) {
        connection.say(Flux.fromIterable(frames).map(TextWebSocketFrame::new));
      }
    });
    try (FeedRig whole = rig("BTC-USD")) {
      whole.start();
      awaitTold(whole, "update 509 BTC-USD");

      TreeMap<String, String> bids = new TreeMap<>();
      TreeMap<String, String> asks = new TreeMap<>();
      whole.broker.events().stream()
          .filter(BookChange.class::isInstance)
          .map(BookChange.class::cast)
          .forEach(change -> {
            change.bids().forEach(level -> put(bids, level));
            change.asks().forEach(level -> put(asks, level));
          });
      assertThat(bids).isEqualTo(levels(expected.path("book_top10").path("bids")));
      assertThat(asks).isEqualTo(levels(expected.path("book_top10").path("asks")));
      assertThat(whole.count("penstock.feed.books.void")).isZero();
      assertThat(whole.broker.taken(MarketTopics.DEAD_LETTERS)).isEmpty();
      assertThat(whole.count("penstock.feed.dropped")).isZero();
    }
  }

  private static void awaitTold(FeedRig rig, String last) {
    await().untilAsserted(() -> assertThat(rig.broker.told()).contains(last));
  }

  private static void put(Map<String, String> book, Level level) {
    String price = level.price().strip().toString();
    if (level.quantity().isZero()) {
      book.remove(price);
    } else {
      book.put(price, level.quantity().strip().toString());
    }
  }

  private static Map<String, String> levels(JsonNode levels) {
    TreeMap<String, String> book = new TreeMap<>();
    levels
        .valueStream()
        .forEach(level -> put(book, Level.of(level.path(0).asString(), level.path(1).asString())));
    return book;
  }
}

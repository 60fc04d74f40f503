package io.penstock.market.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.book.OrderBook;
import io.penstock.market.feed.FeedRig;
import io.penstock.market.feed.FrameTape;
import io.penstock.market.feed.TradeGap;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.feed.binance.ScriptedBinance.Answer;
import io.penstock.market.feed.binance.ScriptedBinance.Script;
import io.penstock.market.instruments.Instrument;
import io.penstock.market.instruments.TestInstruments;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Trade;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Decimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

class BinanceFeedIT {

  private static final String SUBSCRIBE =
      """
      {"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@bookTicker","btcusdt@depth@100ms",\
      "ethbtc@trade","ethbtc@bookTicker","ethbtc@depth@100ms"],"id":1}\
      """;
  private static final String SUBSCRIBE_BTC =
      """
      {"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@bookTicker","btcusdt@depth@100ms"],"id":1}\
      """;
  private static final String SUBSCRIBE_REST =
      """
      {"method":"SUBSCRIBE","params":["ethbtc@trade","ethbtc@bookTicker","ethbtc@depth@100ms"],"id":2}\
      """;
  private static final String GRANTED = "{\"result\":null,\"id\":1}";
  private static final String TICKER =
      """
      {"stream":"btcusdt@bookTicker","data":{"u":105,"s":"BTCUSDT","b":"2","B":"1","a":"3","A":"1"}}\
      """;
  private static final String BTC = "/api/v3/depth?symbol=BTCUSDT&limit=1000";
  private static final String ETH = "/api/v3/depth?symbol=ETHBTC&limit=1000";
  private static final String HISTORY = "/api/v3/historicalTrades";
  private static final String PRODUCTS = "/api/v3/exchangeInfo";

  private final ScriptedBinance exchange = new ScriptedBinance();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<FeedRig> rigs = new ArrayList<>();

  private FeedRig rig(String symbols) {
    return rig(Map.of("symbols", symbols));
  }

  private FeedRig rig(Map<String, String> more) {
    FeedRig rig = new FeedRig(feed(more), meters);
    rigs.add(rig);
    rig.start();
    return rig;
  }

  private BinanceFeed feed(Map<String, String> more) {
    Map<String, String> named =
        new HashMap<>(
            Map.of(
                "websocket-url", exchange.websocketUrl(),
                "rest-url", exchange.restUrl(),
                "limits.connects-per-minute", "60000",
                "limits.connects-at-once", "1000",
                "limits.requests-per-second", "1000",
                "limits.requests-at-once", "1000",
                "silence", "30s",
                "mute", "30s"));
    named.putAll(more);
    BinanceProperties settings = BinancePropertiesTest.bound(named);
    ResilienceProperties.Given oneTry =
        new ResilienceProperties.Given(null, null, 1, null, null, null, null);
    Guards guards =
        new Guards(
            new ResilienceProperties(Map.of("binance-rest", oneTry)),
            Clock.systemUTC(),
            new Random(1),
            new Telemetry(meters));
    return new BinanceFeed(
        new VenueClient(
            settings.endpoints(), WebClient.builder(), guards.named("binance-rest"), FrameTape.OFF),
        BinanceTools.of(settings, Clock.systemUTC(), Schedulers.parallel(), new Random(1)));
  }

  private static String update(String name, long first, long last) {
    return """
    {"stream":"%s@depth@100ms","data":{"e":"depthUpdate","E":1767607200058123,"s":"%s","U":%d,"u":%d,\
    "b":[["2","%d"]],"a":[]}}\
    """
        .formatted(name.toLowerCase(Locale.ROOT), name, first, last, last);
  }

  private static String trade(long id) {
    return """
    {"stream":"btcusdt@trade","data":{"e":"trade","E":1767607200058123,"s":"BTCUSDT","t":%d,"p":"61820.99",\
    "q":"0.5","T":1767607200058123,"m":true,"M":true}}\
    """
        .formatted(id);
  }

  private static String restTrade(long id) {
    return """
    {"id":%d,"price":"61820.99","qty":"0.5","quoteQty":"1","time":1767607200058,"isBuyerMaker":true,"isBestMatch":true}\
    """
        .formatted(id);
  }

  private static String snapshot(long id) {
    return "{\"lastUpdateId\":" + id + ",\"bids\":[[\"2\",\"1\"]],\"asks\":[[\"3\",\"1\"]]}";
  }

  private static Flux<WebSocketFrame> texts(String... texts) {
    return Flux.just(texts).map(TextWebSocketFrame::new);
  }

  @AfterEach
  void stop() {
    rigs.forEach(FeedRig::close);
    exchange.close();
    assertThat(exchange.surprises).isEmpty();
  }

  private static void awaitTold(FeedRig rig, String... last) {
    await().untilAsserted(() -> assertThat(rig.broker.told()).contains(last));
  }

  private void awaitAsked(String request) {
    await().untilAsserted(() -> assertThat(exchange.asked).contains(request));
  }

  private long asked(String request) {
    return exchange.asked.stream().filter(request::equals).count();
  }

  @Test
  void readsAnExchange() {
    Sinks.Empty<Void> heard = Sinks.empty();
    exchange
        .answer(BTC, new Answer(200, snapshot(103), "", heard.asMono()))
        .with(
            new Script()
                .expect(
                    SUBSCRIBE_BTC,
                    texts(
                            GRANTED,
                            update("BTCUSDT", 101, 102),
                            update("BTCUSDT", 103, 104),
                            TICKER,
                            trade(7))
                        .concatWith(
                            Flux.defer(() -> {
                              heard.tryEmitEmpty();
                              return texts(update("BTCUSDT", 105, 105), trade(8));
                            }))));
    FeedRig rig = rig("BTC-USDT");
    awaitTold(rig, "trade 8 BTC-USDT", "update 2 BTC-USDT");

    assertThat(rig.broker.told().subList(0, 4))
        .containsExactly(
            "STALE (not connected yet) BTC-USDT",
            "LIVE BTC-USDT",
            "quote 105 BTC-USDT",
            "trade 7 BTC-USDT");
    assertThat(rig.broker.told())
        .containsSubsequence("snapshot 0 BTC-USDT", "update 1 BTC-USDT", "update 2 BTC-USDT")
        .hasSize(8);
    assertThat(exchange.paths).containsExactly("/stream?timeUnit=MICROSECOND");
    assertThat(rig.count("penstock.feed.gaps")).isZero();
    assertThat(rig.count("penstock.feed.dropped")).isZero();
  }

  @Test
  void pingIsAnsweredWithItsOwnPayload() {
    exchange
        .answer(BTC, snapshot(100))
        .with(
            new Script()
                .expect(
                    SUBSCRIBE_BTC,
                    Flux.just(
                        new TextWebSocketFrame(GRANTED),
                        new PingWebSocketFrame(
                            Unpooled.copiedBuffer("1767607200058", StandardCharsets.UTF_8)))));
    rig("BTC-USDT");

    await().untilAsserted(() -> assertThat(exchange.pongs).containsExactly("1767607200058"));
  }

  @Test
  void silentVenueIsAskedForASignOfLifeAndStays() {
    exchange.answer(BTC, snapshot(100)).with(new Script().expect(SUBSCRIBE_BTC, GRANTED));
    FeedRig rig =
        rig(Map.of("symbols", "BTC-USDT", "ping-after", "250ms", "silence", "2s", "mute", "1h"));
    awaitTold(rig, "snapshot 0 BTC-USDT");
    double before = rig.messages();

    await().untilAsserted(() -> assertThat(rig.messages()).isGreaterThan(before + 8));
    assertThat(exchange.paths).hasSize(1);
  }

  @Test
  void symbolWithoutABookEndsAloneAndTheRestIsSubscribed() {
    exchange
        .answer(
            BTC, new Answer(400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", "", Mono.empty()))
        .answer(ETH, snapshot(100))
        .with(
            new Script()
                .expect(SUBSCRIBE, GRANTED)
                .expect(SUBSCRIBE_REST, "{\"result\":null,\"id\":2}"));
    FeedRig rig = rig("BTC-USDT,ETH-BTC");
    awaitTold(rig, "snapshot 0 ETH-BTC", "ENDED (Invalid symbol.) BTC-USDT");

    assertThat(rig.symbols()).isEqualTo(1);
  }

  @Test
  void otherRefusalOfABookIsTriedAgain() {
    exchange
        .answer(BTC, new Answer(400, "{\"code\":-1003,\"msg\":\"Too much\"}", "", Mono.empty()))
        .answer(BTC, new Answer(400, "<html>", "", Mono.empty()))
        .answer(BTC, new Answer(500, "", "", Mono.empty()))
        .answer(BTC, "{\"no\":\"book\"}")
        .answer(BTC, snapshot(100))
        .with(new Script().expect(SUBSCRIBE_BTC, GRANTED));
    FeedRig rig = rig("BTC-USDT");
    awaitTold(rig, "snapshot 0 BTC-USDT");

    assertThat(asked(BTC)).isEqualTo(5);
  }

  @Test
  void refusedRequestForManyEndsTheConnection() {
    exchange
        .answer(BTC, snapshot(100))
        .answer(ETH, snapshot(200))
        .with(
            new Script()
                .expect(
                    SUBSCRIBE, "{\"error\":{\"code\":2,\"msg\":\"Too many requests\"},\"id\":1}"),
            new Script().expect(SUBSCRIBE, GRANTED));
    FeedRig rig = rig("BTC-USDT,ETH-BTC");
    awaitTold(rig, "snapshot 0 BTC-USDT", "snapshot 0 ETH-BTC");

    assertThat(rig.count("penstock.feed.disconnects")).isEqualTo(1);
  }

  @Test
  void lostBookIsFetchedAgainAndTheOtherGoesOn() {
    Sinks.Empty<Void> lost = Sinks.empty();
    Sinks.Empty<Void> mended = Sinks.empty();
    exchange
        .answer(BTC, snapshot(100))
        .answer(BTC, new Answer(200, snapshot(104), "", Mono.fromRunnable(mended::tryEmitEmpty)))
        .answer(ETH, snapshot(200))
        .with(
            new Script()
                .expect(
                    SUBSCRIBE,
                    texts(GRANTED)
                        .concatWith(
                            Flux.defer(() ->
                                lost.asMono()
                                    .thenMany(
                                        texts(
                                            update("BTCUSDT", 102, 104),
                                            update("ETHBTC", 201, 201)))))
                        .concatWith(
                            Flux.defer(() ->
                                mended
                                    .asMono()
                                    .thenMany(
                                        texts(
                                            update("BTCUSDT", 105, 106),
                                            update("ETHBTC", 202, 202)))))));
    FeedRig rig = rig("BTC-USDT,ETH-BTC");
    awaitTold(rig, "snapshot 0 BTC-USDT", "snapshot 0 ETH-BTC");
    rig.broker.forget();
    lost.tryEmitEmpty();
    awaitTold(rig, "update 1 BTC-USDT", "update 2 ETH-BTC");

    assertThat(rig.broker.told().stream().filter(told -> told.endsWith("BTC-USDT")))
        .containsExactly(
            "STALE (updates of its book are missing) BTC-USDT",
            "LIVE BTC-USDT",
            "snapshot 0 BTC-USDT",
            "update 1 BTC-USDT");
    assertThat(rig.broker.told().stream().filter(told -> told.endsWith("ETH-BTC")))
        .containsExactly("update 1 ETH-BTC", "update 2 ETH-BTC");
    assertThat(asked(BTC)).isEqualTo(2);
    assertThat(asked(ETH)).isEqualTo(1);
    assertThat(rig.count("penstock.feed.resyncs")).isEqualTo(1);
  }

  @Test
  void garbageIsKeptAndItsBookFetchedAgain() {
    exchange
        .answer(BTC, snapshot(100))
        .answer(BTC, snapshot(101))
        .with(
            new Script()
                .expect(
                    SUBSCRIBE_BTC,
                    GRANTED,
                    update("BTCUSDT", 101, 101).replace("\"U\":101", "\"U\":\"?\"")));
    FeedRig rig = rig("BTC-USDT");
    awaitAsked(BTC);
    await().untilAsserted(() -> assertThat(rig.broker.taken(MarketTopics.DEAD_LETTERS)).hasSize(1));
    await()
        .untilAsserted(() -> assertThat(rig.broker.told()).last().isEqualTo("snapshot 0 BTC-USDT"));

    assertThat(rig.broker.taken(MarketTopics.DEAD_LETTERS).getFirst().headers())
        .containsEntry("penstock-venue", "binance");
  }

  @Test
  void announcedShutdownIsOutlivedByASuccessor() {
    exchange
        .answer(BTC, snapshot(100))
        .with(
            new Script()
                .expect(
                    SUBSCRIBE_BTC,
                    GRANTED,
                    trade(7),
                    "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1767607200058}}"),
            new Script().expect(SUBSCRIBE_BTC, GRANTED, trade(8)));
    FeedRig rig = rig("BTC-USDT");
    awaitTold(rig, "trade 8 BTC-USDT");

    await().untilAsserted(() -> assertThat(exchange.closed).hasSize(1));
    awaitTold(rig, "STALE (stopped) BTC-USDT");
    assertThat(exchange.paths).hasSize(2);
    assertThat(rig.broker.told())
        .filteredOn(told -> told.startsWith("STALE"))
        .as("the last is of the first line alone")
        .containsExactly("STALE (not connected yet) BTC-USDT", "STALE (stopped) BTC-USDT");
    assertThat(rig.count("penstock.feed.gaps")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"429,1", "418,1"})
  void askedForAPauseNobodyGoesOn(int status, String seconds) {
    exchange
        .answer(
            BTC,
            new Answer(status, "{\"code\":-1003,\"msg\":\"Way too much\"}", seconds, Mono.empty()))
        .answer(BTC, snapshot(100))
        .with(new Script().expect(SUBSCRIBE_BTC, GRANTED));
    FeedRig rig = rig("BTC-USDT");
    awaitTold(rig, "snapshot 0 BTC-USDT");

    assertThat(asked(BTC)).isEqualTo(2);
  }

  @Test
  void holeInTradesIsFilledFromHistory() {
    exchange
        .answer(BTC, snapshot(100))
        .answer(HISTORY, "[" + restTrade(8) + "," + restTrade(9) + "," + restTrade(10) + "]")
        .with(new Script().expect(SUBSCRIBE_BTC, GRANTED, trade(7), trade(10)));
    FeedRig rig = rig("BTC-USDT");
    awaitTold(rig, "trade 8 BTC-USDT", "trade 9 BTC-USDT");

    awaitAsked(HISTORY + "?symbol=BTCUSDT&fromId=8&limit=2");
    assertThat(rig.broker.told())
        .filteredOn(told -> told.startsWith("trade"))
        .containsExactlyInAnyOrder(
            "trade 7 BTC-USDT", "trade 8 BTC-USDT", "trade 9 BTC-USDT", "trade 10 BTC-USDT");
  }

  @Test
  void historyIsAskedForAPageAtATime() {
    exchange.answer(HISTORY, "[" + restTrade(5) + "]");
    BinanceFeed feed = feed(Map.of());

    List<Trade> found =
        feed.trades(new TradeGap(Listing.of("BTC-USDT", "binance"), 5, 5_000)).block();
    assertThat(found).extracting(Trade::tradeId).containsExactly(5L);
    assertThat(exchange.asked).containsExactly(HISTORY + "?symbol=BTCUSDT&fromId=5&limit=1000");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void historyThatIsNotForUsIsEmpty(int status) {
    exchange.answer(HISTORY, new Answer(status, "{}", "", Mono.empty()));

    assertThat(feed(Map.of()).trades(new TradeGap(Listing.of("BTC-USDT", "binance"), 5, 6)).block())
        .isEmpty();
  }

  @Test
  void readsEveryProductThatTrades() {
    exchange
        .answer(
            PRODUCTS,
            """
            {"timezone":"UTC","symbols":[
             {"symbol":"ETHBTC","status":"TRADING","baseAsset":"ETH","quoteAsset":"BTC","baseAssetPrecision":8,
              "quotePrecision":8,"filters":[
               {"filterType":"PRICE_FILTER","tickSize":"0.00001000"},{"filterType":"LOT_SIZE","stepSize":"0.00010000"},
               {"filterType":"MARKET_LOT_SIZE","stepSize":"0.00000000"}],"permissions":[]},
             {"symbol":"OLDUSDT","status":"BREAK","baseAsset":"OLD","quoteAsset":"USDT","filters":[
               {"filterType":"PRICE_FILTER","tickSize":"0.00000000"}],"quotePrecision":3},
             {"symbol":"币安人生USDT","status":"TRADING","baseAsset":"币安人生","quoteAsset":"USDT"},
             {"status":"TRADING"}]}\
            """)
        .answer(ETH, snapshot(100))
        .with(new Script().expect(SUBSCRIBE_REST.replace("\"id\":2", "\"id\":1"), GRANTED));
    FeedRig rig = rig("*");
    awaitTold(rig, "snapshot 0 ETH-BTC");

    assertThat(exchange.asked).contains(PRODUCTS + "?showPermissionSets=false");
    assertThat(
            TestInstruments.of(rig.broker.taken(MarketTopics.INSTRUMENTS)).of(BinanceSymbols.VENUE))
        .extracting(BinanceFeedIT::described)
        .containsExactlyInAnyOrder("ETH-BTC ETHBTC 5 4 true", "OLD-USDT OLDUSDT 3 8 false");
  }

  private static String described(Instrument instrument) {
    return "%s %s %d %d %s"
        .formatted(
            instrument.listing().symbol(),
            instrument.venueId(),
            instrument.priceScale(),
            instrument.quantityScale(),
            instrument.isOnline());
  }

  @Test
  void listOfARealExchangeIsReadWhole() {
    String answer;
    try (Stream<RecordedFrame> frames =
        Recordings.frames("binance/exchange-info-20211012.jsonl.gz")) {
      answer = frames.findFirst().orElseThrow().frame();
    }
    exchange.answer(PRODUCTS, answer);
    BinanceFeed feed = feed(Map.of());

    var products = feed.products().block();
    assertThat(products).hasSize(1_695);
    assertThat(products).filteredOn(product -> product.isOnline()).hasSize(1_262);
    assertThat(products)
        .filteredOn(product -> product.symbol().value().equals("BTC-USDT"))
        .singleElement()
        .satisfies(product -> {
          assertThat(product.priceScale()).isEqualTo(2);
          assertThat(product.quantityScale()).isEqualTo(5);
        });
  }

  @Test
  void recordingComesThroughWholeAndWithoutAGap() {
    List<RecordedFrame> recorded;
    try (Stream<RecordedFrame> frames =
        Recordings.frames("binance/spot-btcusdt-20240808.jsonl.gz")) {
      recorded = frames.toList();
    }
    int snapshot = snapshot(recorded);
    JsonNode expected = Recordings.expected("binance-spot-btcusdt-20240808.json");
    Sinks.Empty<Void> asked = Sinks.empty();
    Sinks.Empty<Void> answered = Sinks.empty();
    exchange
        .answer(
            BTC,
            new Answer(
                200,
                recorded.get(snapshot).frame(),
                "",
                Mono.fromRunnable(asked::tryEmitEmpty).then(answered.asMono())))
        .with(
            new Script()
                .expect(
                    SUBSCRIBE_BTC,
                    texts(GRANTED)
                        .concatWith(asked.asMono().thenMany(frames(recorded.subList(0, snapshot))))
                        .concatWith(
                            Flux.defer(() -> {
                              answered.tryEmitEmpty();
                              return frames(recorded.subList(snapshot + 1, recorded.size()));
                            }))));
    FeedRig rig = rig("BTC-USDT");
    int quotes = 28_040;
    int trades = 9_757;
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() ->
            assertThat(rig.broker.taken(MarketTopics.FEED).size())
                .isEqualTo(quotes + trades + 1 + 3_449 + 2));

    Listing listing = Listing.of("BTC-USDT", "binance");
    OrderBook book = new OrderBook(listing);
    List<MarketEvent> events = rig.broker.events();
    assertThat(events).filteredOn(Quote.class::isInstance).hasSize(quotes);
    assertThat(events).filteredOn(Trade.class::isInstance).hasSize(trades);
    for (MarketEvent event : events) {
      if (event instanceof BookChange change) {
        assertThat(book.apply(change)).isEqualTo(OrderBook.Outcome.APPLIED);
      }
    }
    JsonNode top = expected.path("symbols").path("BTCUSDT").path("book_top10");
    assertLevels(book.bids(10), top.path("bids"));
    assertLevels(book.asks(10), top.path("asks"));
    assertThat(book.bidLevels()).isEqualTo(top.path("bid_levels").asInt());
    assertThat(book.askLevels()).isEqualTo(top.path("ask_levels").asInt());
    assertThat(rig.broker.taken(MarketTopics.DEAD_LETTERS)).isEmpty();
    assertThat(rig.count("penstock.feed.gaps")).isZero();
    assertThat(rig.count("penstock.feed.dropped")).isZero();
    assertThat(rig.count("penstock.feed.resyncs")).isZero();
  }

  private static int snapshot(List<RecordedFrame> recorded) {
    int at = 0;
    while (!recorded.get(at).channel().startsWith("http:")) {
      at++;
    }
    return at;
  }

  private static Flux<WebSocketFrame> frames(List<RecordedFrame> frames) {
    return Flux.fromIterable(frames).map(frame -> new TextWebSocketFrame(frame.frame()));
  }

  private static void assertLevels(List<Level> levels, JsonNode expected) {
    assertThat(levels).hasSize(expected.size());
    for (int i = 0; i < levels.size(); i++) {
      assertThat(levels.get(i).price()).isEqualTo(Decimal.parse(expected.get(i).get(0).asString()));
      assertThat(levels.get(i).quantity())
          .isEqualTo(Decimal.parse(expected.get(i).get(1).asString()));
    }
  }
}

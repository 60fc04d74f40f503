package io.penstock.market.feed.coinbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.feed.FeedRig;
import io.penstock.market.feed.FrameTape;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.feed.coinbase.ScriptedExchange.Script;
import io.penstock.market.instruments.TestInstruments;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Trade;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.telemetry.Telemetry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;
import tools.jackson.databind.JsonNode;

class CoinbaseFeedIT {

  private static final String SUBSCRIBE =
      """
      {"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],\
      "channels":["ticker","matches","level2_batch","heartbeat"]}\
      """;

  private static final String SUBSCRIBE_ETH = SUBSCRIBE.replace("\"BTC-USD\",", "");

  private static final String SUBSCRIPTIONS = "{\"type\":\"subscriptions\",\"channels\":[]}";

  private static final String SNAPSHOT =
      "{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"bids\":[[\"1\",\"2\"]],\"asks\":[[\"3\",\"4\"]]}";

  private static final String UPDATE =
      """
      {"type":"l2update","product_id":"BTC-USD","changes":[["buy","1","0.00000000"]],\
      "time":"2021-04-17T16:43:37.089723Z"}\
      """;

  private static final String TRADE =
      """
      {"type":"match","trade_id":101,"maker_order_id":"m","taker_order_id":"t","side":"sell","size":"0.5",\
      "price":"61820.99","product_id":"BTC-USD","sequence":7,"time":"2021-04-17T16:43:37.089723Z"}\
      """;

  private static final String LAST_MATCH =
      TRADE.replace("\"match\"", "\"last_match\"").replace("\"trade_id\":101", "\"trade_id\":100");

  private static final String TICKER =
      """
      {"type":"ticker","sequence":42,"product_id":"BTC-USD","price":"61820.99","best_bid":"1","best_ask":"3",\
      "side":"buy","time":"2021-04-17T16:43:37.089723Z","trade_id":101,"last_size":"0.5"}\
      """;

  private static final String HEARTBEAT =
      """
      {"type":"heartbeat","sequence":7,"last_trade_id":101,"product_id":"BTC-USD",\
      "time":"2021-04-17T16:43:38.000000Z"}\
      """;

  private final ScriptedExchange exchange = new ScriptedExchange();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FeedRig rig = rig("BTC-USD", "ETH-USD");

  private FeedRig rig(String... symbols) {
    return rig(settings(exchange.websocketUrl(), DataSize.ofKilobytes(64), symbols));
  }

  private FeedRig rig(CoinbaseProperties settings) {
    Guards guards =
        new Guards(
            new ResilienceProperties(Map.of()),
            Clock.systemUTC(),
            new Random(1),
            new Telemetry(meters));
    VenueClient venue =
        new VenueClient(
            settings.endpoints(),
            WebClient.builder(),
            guards.named("coinbase-rest"),
            FrameTape.OFF);
    return new FeedRig(new CoinbaseFeed(venue, settings, Clock.systemUTC()), meters);
  }

  private CoinbaseProperties settings(String url, DataSize maxFrame, String... symbols) {
    return new CoinbaseProperties(
        true,
        URI.create(url),
        URI.create(exchange.restUrl()),
        List.of(symbols),
        500,
        List.of("ticker", "matches", "level2_batch", "heartbeat"),
        100,
        maxFrame,
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        new CoinbaseProperties.Limits(1_000, 1_000, 1_000, 1_000));
  }

  @AfterEach
  void stop() {
    rig.close();
    exchange.close();
    assertThat(exchange.surprises).isEmpty();
  }

  private void awaitTold(String last) {
    await().untilAsserted(() -> assertThat(rig.broker.told()).contains(last));
  }

  @Test
  void readsAnExchange() {
    exchange.with(
        new Script()
            .expect(
                SUBSCRIBE,
                SUBSCRIPTIONS,
                SNAPSHOT,
                LAST_MATCH,
                TICKER,
                UPDATE,
                HEARTBEAT,
                TRADE,
                HEARTBEAT));
    rig.start();
    awaitTold("trade 101 BTC-USD");

    assertThat(rig.broker.told())
        .containsExactly(
            "STALE (not connected yet) BTC-USD",
            "STALE (not connected yet) ETH-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "quote 42 BTC-USD",
            "update 1 BTC-USD",
            "trade 101 BTC-USD");
    assertThat(exchange.extensions).isEmpty();
    assertThat(rig.count("penstock.feed.gaps")).isZero();
  }

  @Test
  void frameInFragmentsIsOneFrame() {
    exchange.with(new Script().expect(SUBSCRIBE, ScriptedExchange.fragments(SNAPSHOT, 7)));
    rig.start();
    awaitTold("snapshot 0 BTC-USD");
  }

  @Test
  void closedConnectionIsReplacedAndBeginsWithASnapshot() {
    exchange.with(
        new Script().expect(SUBSCRIBE, SNAPSHOT, UPDATE).close(1001),
        new Script().expect(SUBSCRIBE, UPDATE, SNAPSHOT, TRADE));
    rig.start();
    awaitTold("trade 101 BTC-USD");

    assertThat(rig.broker.told().subList(2, rig.broker.told().size()))
        .containsExactly(
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "update 1 BTC-USD",
            "STALE (closed by the venue with code 1001) BTC-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "trade 101 BTC-USD");
  }

  @Test
  void brokenConnectionIsReplaced() {
    exchange.with(
        new Script().expect(SUBSCRIBE, SNAPSHOT).drop(),
        new Script().expect(SUBSCRIBE, SNAPSHOT, TRADE));
    rig.start();
    awaitTold("trade 101 BTC-USD");

    assertThat(rig.broker.told().get(4)).startsWith("STALE (").endsWith(" BTC-USD");
  }

  @Test
  void refusedConnectsAreTriedAgain() {
    ScriptedExchange gone = new ScriptedExchange();
    String url = gone.websocketUrl();
    gone.close();
    try (FeedRig lost = rig(settings(url, DataSize.ofKilobytes(64), "BTC-USD"))) {
      lost.start();
      await().untilAsserted(() -> assertThat(lost.failures()).isGreaterThan(3));
      assertThat(lost.broker.told()).containsExactly("STALE (not connected yet) BTC-USD");
    }
  }

  @Test
  void serverThatNeverAnswersTheHandshakeIsGivenUp() {
    DisposableServer silent =
        TcpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((in, out) -> in.receive().then())
            .bindNow();
    try (FeedRig lost =
        rig(
            settings(
                "ws://127.0.0.1:" + silent.port() + "/feed",
                DataSize.ofKilobytes(64),
                "BTC-USD"))) {
      lost.start();
      await().untilAsserted(() -> assertThat(lost.failures()).isGreaterThan(1));
      assertThat(lost.count("penstock.feed.stalls")).isEqualTo(lost.failures());
    } finally {
      silent.disposeNow();
    }
  }

  @Test
  void garbageIsKeptAndHarmsNobody() {
    exchange.with(new Script().expect(SUBSCRIBE, SNAPSHOT, "{\"type\":\"ticker\",\"pri", UPDATE));
    rig.start();
    awaitTold("update 1 BTC-USD");

    OutgoingRecord letter = rig.broker.taken(MarketTopics.DEAD_LETTERS).getFirst();
    assertThat(new String(letter.value(), StandardCharsets.UTF_8))
        .isEqualTo("{\"type\":\"ticker\",\"pri");
    assertThat(letter.headers())
        .containsEntry("penstock-venue", "coinbase")
        .containsEntry("penstock-flow", "feed");
    assertThat(rig.count("penstock.feed.connects")).isEqualTo(1);
  }

  @Test
  void bookOfAnUnparsableFrameIsSubscribedAnew() {
    exchange.with(
        new Script()
            .expect(SUBSCRIBE, SNAPSHOT, UPDATE.replace("\"1\"", "\"one\""), UPDATE)
            .expect(
                "{\"type\":\"unsubscribe\",\"product_ids\":[\"BTC-USD\"],\"channels\":[\"level2_batch\"]}")
            .expect(
                "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channels\":[\"level2_batch\"]}",
                SNAPSHOT,
                UPDATE));
    rig.start();
    awaitTold("update 1 BTC-USD");

    assertThat(rig.broker.told().subList(2, rig.broker.told().size()))
        .containsExactly(
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "STALE (a frame could not be read) BTC-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "update 1 BTC-USD");
  }

  @Test
  void oversizeFrameEndsTheConnection() {
    String large = SNAPSHOT.replace("\"1\"", "\"" + "1".repeat(70_000) + "\"");
    exchange.with(
        new Script().expect(SUBSCRIBE, LAST_MATCH, large),
        new Script().expect(SUBSCRIBE, SNAPSHOT));
    rig.start();
    awaitTold("snapshot 0 BTC-USD");

    assertThat(rig.count("penstock.feed.disconnects")).isEqualTo(1);
  }

  @Test
  void refusedProductEndsAloneAndTheOthersAreSubscribed() {
    exchange.with(
        new Script()
            .expect(
                SUBSCRIBE,
                """
                {"type":"error","message":"Failed to subscribe","reason":"BTC-USD is not a valid product"}\
                """)
            .expect(SUBSCRIBE_ETH, SNAPSHOT.replace("BTC-USD", "ETH-USD")));
    rig.start();
    awaitTold("snapshot 0 ETH-USD");

    assertThat(rig.broker.told())
        .contains("ENDED (Failed to subscribe: BTC-USD is not a valid product) BTC-USD");
    assertThat(rig.symbols()).isEqualTo(1);
  }

  @Test
  void refusalOfEverythingEndsTheConnection() {
    exchange.with(
        new Script()
            .expect(
                SUBSCRIBE,
                LAST_MATCH,
                "{\"type\":\"error\",\"message\":\"Rate limit exceeded\",\"reason\":\"Too many messages\"}"),
        new Script().expect(SUBSCRIBE, SNAPSHOT));
    rig.start();
    awaitTold("snapshot 0 BTC-USD");

    assertThat(rig.broker.told())
        .contains("STALE (refused by the venue: Rate limit exceeded: Too many messages) BTC-USD");
  }

  @Test
  void readsEveryProductThatIsOnline() {
    exchange.products =
        """
        [{"id":"ETH-USD","display_name":"Ethereum / US Dollar","base_currency":"ETH","quote_currency":"USD","quote_increment":"0.01000000",
          "base_increment":"0.00000001","status":"online","trading_disabled":false,"more":{}},
         {"id":"OLD-USD","base_currency":"OLD","quote_currency":"USD","quote_increment":"0.1",
          "base_increment":"1","status":"delisted","trading_disabled":true},
         {"id":"not a product"}]\
        """;
    exchange.with(new Script().expect(SUBSCRIBE_ETH, SNAPSHOT.replace("BTC-USD", "ETH-USD")));
    try (FeedRig all = rig("*")) {
      all.start();
      await().untilAsserted(() -> assertThat(all.broker.told()).contains("snapshot 0 ETH-USD"));
      assertThat(
              TestInstruments.of(all.broker.taken(MarketTopics.INSTRUMENTS))
                  .of(CoinbaseSymbols.VENUE))
          .extracting(instrument ->
              instrument.name() + " " + instrument.priceScale() + " " + instrument.isOnline())
          .containsExactly("Ethereum / US Dollar 2 true", "OLD-USD 1 false");
    }
  }

  @Test
  void slowBrokerLeavesFramesInTheSocket() {
    int trades = 20_000;
    String fat = TRADE.replace("\"m\"", "\"" + "m".repeat(4_000) + "\"");
    AtomicInteger sent = new AtomicInteger();
    exchange.with(
        new Script()
            .expect(
                SUBSCRIBE,
                Flux.range(101, trades)
                    .doOnNext(id -> sent.incrementAndGet())
                    .map(id ->
                        new TextWebSocketFrame(
                            fat.replace("\"trade_id\":101", "\"trade_id\":" + id)))));
    Sinks.Empty<Void> broker = Sinks.empty();
    rig.broker.behaviour =
        records ->
            records
                .index()
                .concatMap(
                    at -> (at.getT1() < 10 ? Mono.empty() : broker.asMono()).thenReturn(at.getT2()),
                    1);
    rig.start();
    await().until(() -> rig.broker.told().size() == 12);

    // The exchange goes on until the buffers of both sockets are full, and then it cannot.
    AtomicInteger before = new AtomicInteger();
    await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofMinutes(1))
        .until(() -> before.getAndSet(sent.get()) == sent.get());
    assertThat(sent.get()).isLessThan(trades);
    assertThat(rig.messages()).isLessThan(100);

    broker.tryEmitEmpty();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> rig.broker.taken(MarketTopics.FEED).size() == trades + 3);
    assertThat(rig.count("penstock.feed.gaps")).isZero();
  }

  @Test
  void recordingComesThroughWholeAndWithoutAGap() {
    List<String> frames;
    try (Stream<RecordedFrame> recorded =
        Recordings.frames("coinbase/exchange-20210417.jsonl.gz")) {
      frames = recorded.filter(RecordedFrame::isIncoming).map(RecordedFrame::frame).toList();
    }
    JsonNode counts = Recordings.expected("coinbase-exchange-20210417.json").path("message_counts");
    String[] symbols = {
      "SKL-USD",
      "SKL-BTC",
      "BAND-GBP",
      "NMR-EUR",
      "BAND-BTC",
      "YFI-BTC",
      "DASH-BTC",
      "NU-GBP",
      "CRV-EUR",
      "SKL-GBP"
    };
    String quoted =
        Stream.of(symbols).map(symbol -> '"' + symbol + '"').collect(Collectors.joining(","));
    exchange.with(
        new Script()
            .expect(
                SUBSCRIBE.replace("\"BTC-USD\",\"ETH-USD\"", quoted),
                Flux.fromIterable(frames).map(TextWebSocketFrame::new)));
    try (FeedRig whole = rig(symbols)) {
      whole.start();
      int snapshots = counts.path("snapshot").intValue();
      int updates = counts.path("l2update").intValue();
      int quotes = counts.path("ticker").intValue();
      int trades = counts.path("match").intValue();
      int states = 2 * symbols.length;
      await()
          .untilAsserted(() ->
              assertThat(whole.broker.taken(MarketTopics.FEED))
                  .hasSize(snapshots + updates + quotes + trades + states));

      List<MarketEvent> events = whole.broker.events();
      assertThat(events).filteredOn(Quote.class::isInstance).hasSize(quotes);
      assertThat(events).filteredOn(Trade.class::isInstance).hasSize(trades);
      assertThat(events)
          .filteredOn(event -> event instanceof BookChange book && book.isSnapshot())
          .hasSize(snapshots);
      assertThat(events)
          .filteredOn(event -> event instanceof BookChange book && !book.isSnapshot())
          .hasSize(updates);
      assertThat(whole.broker.taken(MarketTopics.DEAD_LETTERS)).isEmpty();
      assertThat(whole.count("penstock.feed.gaps")).isZero();
      assertThat(whole.count("penstock.feed.dropped")).isZero();
    }
  }
}

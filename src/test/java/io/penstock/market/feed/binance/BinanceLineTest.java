package io.penstock.market.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FeedLineException;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Symbol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class BinanceLineTest {

  private final Map<String, List<Sinks.One<BinanceClient.Depth>>> answers = new HashMap<>();
  private LineBench bench = bench(Map.of());

  private LineBench bench(Map<String, String> settings) {
    return new LineBench(settings, this::depth);
  }

  private Mono<BinanceClient.Depth> depth(Symbol symbol) {
    Sinks.One<BinanceClient.Depth> answer = Sinks.one();
    answers.computeIfAbsent(symbol.value(), name -> new ArrayList<>()).add(answer);
    return answer.asMono();
  }

  private Sinks.One<BinanceClient.Depth> lastRequest(String symbol) {
    return answers.getOrDefault(symbol, List.of()).getLast();
  }

  /** Answers the last request for the book. */
  private void answer(String symbol, long lastUpdateId) {
    lastRequest(symbol)
        .tryEmitValue(
            new BinanceClient.Depth.Book(
                new DepthSnapshot(
                    lastUpdateId, List.of(Level.of("1", "" + lastUpdateId)), List.of()),
                LineBench.NOW));
  }

  private void fail(String symbol) {
    lastRequest(symbol).tryEmitError(new IOException("reset"));
  }

  private void refuse(String symbol) {
    lastRequest(symbol).tryEmitValue(new BinanceClient.Depth.NoSymbol("Invalid symbol."));
  }

  private static String update(String name, long first, long last) {
    return """
    {"stream":"%s@depth@100ms","data":{"e":"depthUpdate","E":1767607200058,"s":"%s","U":%d,"u":%d,\
    "b":[["2","%d"]],"a":[]}}\
    """
        .formatted(name.toLowerCase(Locale.ROOT), name, first, last, last);
  }

  private static String granted(int request) {
    return "{\"result\":null,\"id\":" + request + "}";
  }

  private static String told(String kind, long price, long quantity, String symbol) {
    return kind + " " + List.of(Level.of("" + price, "" + quantity)) + " " + symbol;
  }

  private static String snapshot(long id, String symbol) {
    return told("snapshot", 1, id, symbol);
  }

  private static String updated(long last, String symbol) {
    return told("update", 2, last, symbol);
  }

  private void live(String symbol, long lastUpdateId) {
    bench.subscribe(symbol);
    bench.say(granted(1));
    answer(symbol, lastUpdateId);
    bench.told();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void eachSymbolIsSubscribedToAllChannels() {
    bench.subscribe("BTC-USDT", "ETH-BTC");

    assertThat(bench.sent)
        .containsExactly(
            """
            {"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@bookTicker","btcusdt@depth@100ms",\
            "ethbtc@trade","ethbtc@bookTicker","ethbtc@depth@100ms"],"id":1}\
            """);
  }

  @Test
  void requestsAreNeverLongerThanBinanceReads() {
    bench = bench(Map.of("symbols-per-request", "300"));
    String[] many =
        IntStream.range(0, 341).mapToObj(i -> "VERYLONGNAME" + i + "-USDT").toArray(String[]::new);
    bench.subscribe(many);

    assertThat(bench.sent).hasSizeBetween(8, 16);
    assertThat(bench.sent)
        .allSatisfy(text ->
            assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4_000));
    assertThat(String.join("", bench.sent).split("@trade\"", -1)).hasSize(342);
    assertThat(bench.sent.getLast()).endsWith("\"id\":" + bench.sent.size() + "}");
  }

  @Test
  void requestsHoldNoMoreSymbolsThanTheSettingsSay() {
    bench = bench(Map.of("symbols-per-request", "2"));
    bench.subscribe("A-USDT", "B-USDT", "C-USDT", "D-USDT", "E-USDT");

    assertThat(bench.sent).hasSize(3);
  }

  @Test
  void bookIsFetchedWhenItsSubscriptionIsGranted() {
    bench.subscribe("BTC-USDT", "ETH-USDT");
    assertThat(bench.asked).isEmpty();
    bench.say(granted(1));
    assertThat(bench.asked).containsExactly("BTC-USDT", "ETH-USDT");

    answer("BTC-USDT", 100);
    assertThat(bench.told()).containsExactly(snapshot(100, "BTC-USDT"));
    bench.say(update("BTCUSDT", 101, 103), update("BTCUSDT", 104, 104));
    assertThat(bench.told()).containsExactly(updated(103, "BTC-USDT"), updated(104, "BTC-USDT"));
  }

  @Test
  void bookIsFetchedWhenItSpeaksBeforeItsSubscriptionIsGranted() {
    bench.subscribe("BTC-USDT");
    bench.say(update("BTCUSDT", 101, 103), update("BTCUSDT", 104, 104), granted(1));

    assertThat(bench.asked).containsExactly("BTC-USDT");
    answer("BTC-USDT", 103);
    assertThat(bench.told()).containsExactly(snapshot(103, "BTC-USDT"), updated(104, "BTC-USDT"));
  }

  @Test
  void everyFrameIsHeardAtLeastAsASignOfLife() {
    live("BTC-USDT", 100);
    bench.say("", granted(9), update("BTCUSDT", 99, 100), "{\"e\":\"new\"}");

    assertThat(bench.heard).hasSize(4);
    assertThat(bench.told()).isEmpty();
  }

  @Test
  void tradesAndQuotesFlowWithoutABook() {
    bench.subscribe("BTC-USDT");
    bench.say(
        """
        {"stream":"btcusdt@trade","data":{"e":"trade","E":1,"s":"BTCUSDT","t":7,"p":"1","q":"1","T":1,"m":true}}\
        """,
        """
        {"stream":"btcusdt@bookTicker","data":{"u":5,"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}}\
        """,
        """
        {"stream":"btcusdt@bookTicker","data":{"u":6,"s":"BTCUSDT","b":"1","B":"1","a":"0.0","A":"0.0"}}\
        """);

    assertThat(bench.told()).containsExactly("trade 7 BTC-USDT", "quote 5 BTC-USDT");
  }

  @Test
  void holeLosesThatBookAloneUntilItIsAskedFor() {
    bench.subscribe("BTC-USDT", "ETH-USDT");
    bench.say(granted(1));
    answer("BTC-USDT", 100);
    answer("ETH-USDT", 500);
    bench.told();

    bench.say(update("BTCUSDT", 102, 102), update("BTCUSDT", 103, 103));
    bench.say(update("ETHUSDT", 501, 501));
    assertThat(bench.told()).containsExactly("lost GAP BTC-USDT", updated(501, "ETH-USDT"));
    assertThat(bench.asked).containsExactly("BTC-USDT", "ETH-USDT");

    bench.resync("BTC-USDT");
    bench.resync("BTC-USDT");
    assertThat(bench.asked).containsExactly("BTC-USDT", "ETH-USDT", "BTC-USDT");
    bench.say(update("BTCUSDT", 104, 104));
    answer("BTC-USDT", 103);
    assertThat(bench.told()).containsExactly(snapshot(103, "BTC-USDT"), updated(104, "BTC-USDT"));
    assertThat(bench.sent).as("nothing but the subscription").hasSize(1);
  }

  @Test
  void frameThatCannotBeReadLosesItsBookWithoutAWordMore() {
    live("BTC-USDT", 100);
    bench.say(update("BTCUSDT", 101, 101).replace("\"u\":101", "\"u\":\"101\""));
    bench.say(update("BTCUSDT", 102, 102));
    assertThat(bench.told()).containsExactly("unparsable BTC-USDT");

    bench.resync("BTC-USDT");
    answer("BTC-USDT", 102);
    assertThat(bench.told()).containsExactly(snapshot(102, "BTC-USDT"));
  }

  @Test
  void frameOfNobodyHarmsNobody() {
    live("BTC-USDT", 100);
    bench.say("{\"stream\":\"btc", update("BTCUSDT", 101, 101));

    assertThat(bench.told()).containsExactly("unparsable null", updated(101, "BTC-USDT"));
  }

  @Test
  void liveBookMayBeAskedForToo() {
    live("BTC-USDT", 100);
    bench.resync("BTC-USDT");
    bench.say(update("BTCUSDT", 101, 101));
    answer("BTC-USDT", 100);

    assertThat(bench.told()).containsExactly(snapshot(100, "BTC-USDT"), updated(101, "BTC-USDT"));
  }

  @Test
  void snapshotThatIsTooOldIsFetchedAgainAfterAPause() {
    bench.subscribe("BTC-USDT");
    bench.say(granted(1), update("BTCUSDT", 101, 105));
    answer("BTC-USDT", 99);
    assertThat(bench.told()).isEmpty();

    bench.pass(Duration.ofMillis(500));
    assertThat(bench.asked).hasSize(2);
    answer("BTC-USDT", 100);
    assertThat(bench.told()).containsExactly(snapshot(100, "BTC-USDT"), updated(105, "BTC-USDT"));
  }

  @Test
  void snapshotThatCannotBeHadIsTriedAgainEverMoreSlowly() {
    bench.subscribe("BTC-USDT");
    bench.say(granted(1));
    for (int i = 1; i <= 30; i++) {
      assertThat(bench.asked).hasSize(i);
      fail("BTC-USDT");
      bench.say(update("BTCUSDT", 100 + i, 100 + i));
      bench.pass(Duration.ofSeconds(30));
    }
    answer("BTC-USDT", 130);

    assertThat(bench.told()).containsExactly(snapshot(130, "BTC-USDT"));
  }

  @Test
  void bookThatWaitsTooLongIsBegunAnew() {
    bench = bench(Map.of("buffered-updates", "2"));
    bench.subscribe("BTC-USDT");
    bench.say(
        granted(1),
        update("BTCUSDT", 101, 101),
        update("BTCUSDT", 102, 102),
        update("BTCUSDT", 103, 103),
        update("BTCUSDT", 104, 104));
    assertThat(bench.told()).containsExactly("lost OVERFLOW BTC-USDT");
    bench.resync("BTC-USDT");

    assertThat(bench.asked).as("it is on its way").hasSize(1);
    answer("BTC-USDT", 101);
    bench.pass(Duration.ofMillis(500));
    answer("BTC-USDT", 102);
    assertThat(bench.told())
        .containsExactly(
            snapshot(102, "BTC-USDT"), updated(103, "BTC-USDT"), updated(104, "BTC-USDT"));
  }

  @Test
  void fewBooksAreFetchedAtTheSameTime() {
    bench = bench(Map.of("snapshots-at-once", "2"));
    bench.subscribe("A-USDT", "B-USDT", "C-USDT", "D-USDT");
    bench.say(granted(1));
    assertThat(bench.asked).containsExactly("A-USDT", "B-USDT");
    answer("B-USDT", 1);
    assertThat(bench.asked).containsExactly("A-USDT", "B-USDT", "C-USDT");
    fail("A-USDT");
    assertThat(bench.asked).as("a pause holds up nobody").hasSize(4).endsWith("D-USDT");
  }

  @Test
  void resyncIsHeardOfWhileAllFetchesAreBusy() {
    bench = bench(Map.of("snapshots-at-once", "1", "max-symbols", "2"));
    bench.subscribe("A-USDT", "B-USDT");
    bench.say(granted(1));
    for (int i = 0; i < 100; i++) {
      bench.resync("A-USDT");
      bench.resync("B-USDT");
    }
    answer("A-USDT", 1);
    answer("B-USDT", 2);

    assertThat(bench.asked).containsExactly("A-USDT", "B-USDT");
    assertThat(bench.told()).containsExactly(snapshot(1, "A-USDT"), snapshot(2, "B-USDT"));
  }

  @Test
  void resyncsOfManyThreadsAreAllHeardOf() {
    String[] symbols =
        IntStream.range(0, 64).mapToObj(i -> "C" + i + "-USDT").toArray(String[]::new);
    bench = bench(Map.of("snapshots-at-once", "64"));
    bench.subscribe(symbols);
    Flux.fromArray(symbols)
        .parallel(8)
        .runOn(Schedulers.boundedElastic())
        .doOnNext(symbol -> bench.line.resync(new Symbol(symbol)).getFirst().subscribe())
        .sequential()
        .blockLast();
    for (int i = 0; i < 64; i++) {
      bench.pass(Duration.ofMillis(5));
    }

    assertThat(bench.asked).containsExactlyInAnyOrder(symbols);
  }

  @Test
  void symbolThatHasNoBookIsRefused() {
    bench.subscribe("BTC-USDT", "OLD-USDT");
    bench.say(granted(1));
    refuse("OLD-USDT");
    answer("BTC-USDT", 100);

    assertThat(bench.told())
        .containsExactly("refused OLD-USDT: Invalid symbol.", snapshot(100, "BTC-USDT"));
  }

  @Test
  void errorOfARequestForOneSymbolIsThatSymbols() {
    bench = bench(Map.of("symbols-per-request", "1"));
    bench.subscribe("BTC-USDT", "OLD-USDT");
    bench.say("{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\"},\"id\":2}");

    assertThat(bench.told()).containsExactly("refused OLD-USDT: Invalid request: invalid stream");
  }

  @Test
  void errorThatNamesASymbolIsThatSymbols() {
    bench.subscribe("BTC-USDT", "OLD-USDT");
    bench.say("{\"error\":{\"code\":2,\"msg\":\"Invalid stream: oldusdt@trade\"},\"id\":1}");

    assertThat(bench.told()).containsExactly("refused OLD-USDT: Invalid stream: oldusdt@trade");
  }

  @Test
  void anyOtherErrorEndsTheLine() {
    bench.subscribe("BTC-USDT", "OLD-USDT");
    bench.say("{\"error\":{\"code\":4,\"msg\":\"Too many\\u0007 subscriptions\"},\"id\":1}");

    assertThat(bench.end)
        .isInstanceOf(FeedLineException.class)
        .hasMessage("refused by the venue: Too many? subscriptions");
  }

  @Test
  void shutdownIsAnnounced() {
    bench.say("{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1}}");

    assertThat(bench.told()).containsExactly("leaving: the venue shuts the server down");
  }

  @Test
  void pingIsOfTheSocket() {
    bench.line.ping().block();

    assertThat(bench.pings()).isEqualTo(1);
  }

  @Test
  void updateOfAPairNobodyAskedForIsToldForTheReaderToCount() {
    bench.say(update("XYZBTC", 1, 1));

    assertThat(bench.told()).containsExactly(updated(1, "XYZ-BTC"));
    assertThat(bench.asked).isEmpty();
  }

  @Test
  void withoutBooksNoneIsFetched() {
    bench = bench(Map.of("channels", "trade,bookTicker"));
    bench.subscribe("BTC-USDT");
    bench.say(granted(1));

    assertThat(bench.asked).isEmpty();
  }

  @Test
  void endOfTheLineEndsItsFetches() {
    bench.subscribe("BTC-USDT");
    bench.say(granted(1));
    assertThat(lastRequest("BTC-USDT").currentSubscriberCount()).isEqualTo(1);
    bench.close();

    assertThat(lastRequest("BTC-USDT").currentSubscriberCount()).isZero();
  }
}

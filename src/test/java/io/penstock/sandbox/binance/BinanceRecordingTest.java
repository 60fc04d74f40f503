package io.penstock.sandbox.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.binance.BinanceClientBook.Verdict;
import io.penstock.sandbox.venue.Recording;
import io.penstock.sandbox.venue.ReplaySpeed;
import io.penstock.sandbox.venue.Stage;
import io.penstock.sandbox.venue.SteppedClock;
import io.penstock.sandbox.venue.TestRecording;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class BinanceRecordingTest {

  private static final String BTC_FILE = "binance/spot-btcusdt-20240808.jsonl.gz";
  private static final String FOUR_FILE = "binance/spot-20211012.jsonl.gz";
  private static final Duration SETTLED = Duration.ofMillis(120);
  private static final String[] BTC_STREAMS = {
    "btcusdt@depth@100ms", "btcusdt@bookTicker", "btcusdt@trade"
  };

  private final VirtualTimeScheduler loop = VirtualTimeScheduler.create();
  private final Clock clock = SteppedClock.of(loop);

  @TempDir private Path folder;

  private BinanceRecordedMarket market(Path path, ReplaySpeed speed, boolean looped) {
    BinanceContents contents = new BinanceContents();
    return new BinanceRecordedMarket(
        contents,
        new Stage<>(
            Recording.open(path, contents),
            speed,
            looped,
            Schedulers.immediate(),
            clock,
            new Telemetry(new SimpleMeterRegistry())));
  }

  /** Is not asked whether it is there, for it does not answer. */
  private BinanceTalk client(BinanceMarket market, String... streams) {
    BinanceTimes times =
        new BinanceTimes(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));
    return new BinanceTalk(market, times, loop, clock, new Dialect(true, false), streams);
  }

  private static List<String> frames(String file, String channel) {
    try (Stream<RecordedFrame> lines = Recordings.frames(file)) {
      return lines
          .filter(line -> line.isIncoming() && line.channel().startsWith(channel))
          .map(RecordedFrame::frame)
          .toList();
    }
  }

  private static JsonNode json(String text) {
    return BinanceTalk.JSON.readTree(text);
  }

  private @Nullable JsonNode rest(BinanceMarket market, String symbol) {
    List<String> answers = new ArrayList<>();
    market.depth(symbol, 5_000, loop).subscribe(answers::add);
    return answers.isEmpty() ? null : json(answers.getFirst());
  }

  private JsonNode known(BinanceMarket market, String symbol) {
    return Objects.requireNonNull(rest(market, symbol));
  }

  @Test
  void playsTheRealRecordingByteForByte() {
    BinanceRecordedMarket market =
        market(Recordings.root().resolve(BTC_FILE), ReplaySpeed.MAX, false);
    assertThat(market.symbols()).containsExactly("BTCUSDT");
    BinanceTalk client = client(market, BTC_STREAMS);
    List<String> heard = client.hear(SETTLED);
    assertThat(heard).hasSize(41_248).isEqualTo(frames(BTC_FILE, "ws"));
    assertThat(market.replay().played()).isEqualTo(41_249);
    assertThat(market.replay().done()).isTrue();
    assertTop(
        known(market, "BTCUSDT"),
        Recordings.expected("binance-spot-btcusdt-20240808.json")
            .path("symbols")
            .path("BTCUSDT")
            .path("book_top10"));
    assertThat(market.lastTrades("BTCUSDT", 1).getFirst().id()).isEqualTo(3_735_693_015L);
    assertThat(json(market.describe("BTCUSDT")).path("filters").path(0).path("tickSize").asString())
        .isEqualTo("0.01000000");
  }

  private static void assertTop(JsonNode rest, JsonNode expected) {
    for (String side : List.of("bids", "asks")) {
      for (int i = 0; i < 10; i++) {
        for (int number = 0; number < 2; number++) {
          assertThat(new BigDecimal(rest.path(side).path(i).path(number).asString()))
              .isEqualByComparingTo(expected.path(side).path(i).path(number).asString());
        }
      }
    }
  }

  /** The event that spans the snapshot comes before the snapshot's line. */
  @Test
  void givesTheRecordedBookToWhoAsksBeforeItsLineAndLetsTheRulesBeFollowed() {
    BinanceRecordedMarket market =
        market(Recordings.root().resolve(BTC_FILE), new ReplaySpeed(1), false);
    BinanceTalk client = client(market, BTC_STREAMS);
    BinanceClientBook book = new BinanceClientBook();
    List<String> answers = new ArrayList<>();
    Disposable question = market.depth("BTCUSDT", 1_000, loop).subscribe(answers::add);
    for (int i = 0; i < 3_600; i++) {
      for (JsonNode message : client.events(Duration.ofMillis(100))) {
        JsonNode event = message.path("data");
        if (event.path("e").asString("").equals("depthUpdate")) {
          assertThat(book.hear(event)).isNotEqualTo(Verdict.LOST);
        }
      }
      if (book.updateId() < 0 && !answers.isEmpty()) {
        assertThat(answers).isEqualTo(frames(BTC_FILE, "http:"));
        assertThat(book.take(json(answers.getFirst()))).isTrue();
      }
    }
    assertThat(question.isDisposed()).isTrue();
    assertThat(market.replay().done()).isTrue();
    assertTop(
        asRest(book),
        Recordings.expected("binance-spot-btcusdt-20240808.json")
            .path("symbols")
            .path("BTCUSDT")
            .path("book_top10"));
    assertThat(market.depth("BTCUSDT", 10, loop).block())
        .startsWith("{\"lastUpdateId\":" + book.updateId() + ",");
  }

  private static JsonNode asRest(BinanceClientBook book) {
    var rest = BinanceTalk.JSON.createObjectNode();
    List<String> levels = book.levels(10);
    for (String side : List.of("bids", "asks")) {
      var array = rest.putArray(side);
      int begin = side.equals("bids") ? 0 : 10;
      for (String level : levels.subList(begin, begin + 10)) {
        array.addArray().add(level.split(" ")[0]).add(level.split(" ")[1]);
      }
    }
    return rest;
  }

  /** A client that asks late, and loses its line now and then, has the same books in the end. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void keepsFourBooksRightOverReconnects(int speed) {
    BinanceRecordedMarket market =
        market(Recordings.root().resolve(FOUR_FILE), new ReplaySpeed(speed), false);
    assertThat(market.symbols())
        .containsExactlyInAnyOrder("NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR");
    Map<String, BinanceClientBook> books = new HashMap<>();
    for (int connection = 0; connection < 4; connection++) {
      books.clear();
      BinanceTalk client = client(market, depths(market));
      int looks = connection < 3 ? 800 / speed : 2_000;
      for (int i = 0; i < looks; i++) {
        for (JsonNode message : client.events(Duration.ofMillis(10))) {
          String symbol = message.path("data").path("s").asString();
          BinanceClientBook book = books.computeIfAbsent(symbol, name -> new BinanceClientBook());
          assertThat(book.hear(message.path("data"))).isNotEqualTo(Verdict.LOST);
        }
        books.forEach((symbol, book) -> {
          JsonNode rest = book.updateId() < 0 ? rest(market, symbol) : null;
          if (rest != null) {
            book.take(rest);
          }
        });
      }
      client.disconnect();
    }
    assertThat(market.replay().done()).isTrue();
    for (String symbol : market.symbols()) {
      JsonNode rest = known(market, symbol);
      BinanceClientBook book = books.get(symbol);
      if (book != null && book.updateId() >= 0) {
        BinanceClientBook whole = new BinanceClientBook();
        whole.take(rest);
        assertThat(book.levels(1_000)).isEqualTo(whole.levels(1_000));
      }
      assertTop(
          rest,
          Recordings.expected("binance-spot-20211012.json")
              .path("symbols")
              .path(symbol)
              .path("book_top10"));
    }
  }

  private static String[] depths(BinanceMarket market) {
    return market.symbols().stream()
        .map(symbol -> symbol.toLowerCase(Locale.ROOT) + "@depth@100ms")
        .toArray(String[]::new);
  }

  @Test
  void takesRulesOfSymbolsFromTheRecordedAnswerAndPlaysTheWholeDirectory() {
    BinanceRecordedMarket market =
        market(Recordings.root().resolve("binance"), ReplaySpeed.MAX, false);
    assertThat(market.symbols())
        .containsExactlyInAnyOrder("NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR", "BTCUSDT", "ETHUSDT");
    assertThat(json(market.describe("RUNEEUR")).path("baseAsset").asString()).isEqualTo("RUNE");
    BinanceTalk client = client(market, "ethusdt@trade", "nknusdt@depth@100ms", "nknusdt@kline_1m");
    assertThat(client.hear(SETTLED)).hasSizeGreaterThan(6_106);
    assertThat(market.replay().played()).isEqualTo(269 + 41_249 + 33_618);
    for (String symbol : List.of("BTCUSDT", "ETHUSDT", "NKNUSDT")) {
      JsonNode rest = known(market, symbol);
      assertThat(new BigDecimal(rest.path("bids").path(0).path(0).asString()))
          .isLessThan(new BigDecimal(rest.path("asks").path(0).path(0).asString()));
    }
    assertThat(known(market, "ETHUSDT").path("lastUpdateId"))
        .isNotEqualTo(known(market, "BTCUSDT").path("lastUpdateId"));
  }

  @Test
  void unwrapsEventsForRawConnections() {
    BinanceRecordedMarket market =
        market(Recordings.root().resolve(FOUR_FILE), ReplaySpeed.MAX, false);
    BinanceTalk client =
        new BinanceTalk(market, loop, clock, false, "nknusdt@bookTicker", "nknusdt@aggTrade");
    List<String> expected =
        frames(FOUR_FILE, "ws").stream()
            .filter(
                frame -> frame.contains("nknusdt@bookTicker") || frame.contains("nknusdt@aggTrade"))
            .map(frame -> frame.substring(frame.indexOf("\"data\":") + 7, frame.length() - 1))
            .toList();
    assertThat(client.hear(SETTLED)).isNotEmpty().isEqualTo(expected);
  }

  @Test
  void waitsFiveSecondsForABookThatIsNotPlayedYetAndGivesUp() {
    BinanceRecordedMarket market =
        market(Recordings.root().resolve(FOUR_FILE), new ReplaySpeed(1), false);
    client(market, depths(market));
    List<String> answers = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    market.depth("RUNEEUR", 100, loop).doOnTerminate(() -> ends.add("end")).subscribe(answers::add);
    loop.advanceTimeBy(Duration.ofMillis(4_900));
    assertThat(ends).isEmpty();
    loop.advanceTimeBy(Duration.ofMillis(100));
    assertThat(ends).hasSize(1);
    assertThat(answers).isEmpty();
    loop.advanceTimeBy(Duration.ofMillis(3_000));
    market.depth("RUNEEUR", 100, loop).subscribe(answers::add);
    loop.advanceTimeBy(Duration.ofMillis(5_000));
    assertThat(answers).hasSize(1);
    assertThat(json(answers.getFirst()).path("lastUpdateId").asLong()).isEqualTo(15_602_511);
  }

  @Test
  void goesOnWithTradesAndLeavesAHoleInUpdatesInEachRoundOfALoop() throws IOException {
    TestRecording recording =
        new TestRecording()
            .add(0, depth(101, 105, 0, "9.99"))
            .line(
                TestRecording.BEGIN.plusMillis(100).toString(),
                "http:/api/v3/depth",
                "in",
                "{\"lastUpdateId\":105,\"bids\":[[\"9.99000000\",\"1.00000000\"]],\"asks\":[[\"10.01000000\",\"1.00000000\"]]}")
            .add(500, trade(7, 500))
            .add(1_000, depth(106, 110, 1_000, "9.98"))
            .add(1_500, trade(8, 1_500));
    BinanceRecordedMarket market =
        market(recording.write(folder.resolve("b.jsonl")), new ReplaySpeed(10), true);
    BinanceTalk client = client(market, "btcusdt@trade", "btcusdt@depth@100ms");
    List<Long> trades = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    BinanceClientBook book = new BinanceClientBook();
    int books = 0;
    for (int i = 0; i < 60; i++) {
      for (JsonNode message : client.events(Duration.ofMillis(10))) {
        JsonNode event = message.path("data");
        times.add(event.path("E").asLong());
        if (event.path("e").asString().equals("trade")) {
          trades.add(event.path("t").asLong());
        } else {
          verdicts.add(book.hear(event));
        }
      }
      JsonNode rest = book.updateId() < 0 ? rest(market, "BTCUSDT") : null;
      if (rest != null && book.take(rest)) {
        books++;
      }
    }
    assertThat(market.replay().round()).isGreaterThan(2);
    assertThat(trades).startsWith(7L, 8L, 9L, 10L, 11L);
    assertThat(times).isSorted();
    assertThat(verdicts)
        .startsWith(Verdict.BUFFERED, Verdict.APPLIED, Verdict.LOST, Verdict.APPLIED, Verdict.LOST);
    assertThat(books).isGreaterThan(2);
  }

  private static String depth(long first, long last, long millis, String bid) {
    return "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":"
        + TestRecording.BEGIN.plusMillis(millis).toEpochMilli()
        + ",\"s\":\"BTCUSDT\",\"U\":"
        + first
        + ",\"u\":"
        + last
        + ",\"b\":[[\""
        + bid
        + "000000\",\"2.00000000\"]],\"a\":[]}}";
  }

  private static String trade(long id, long millis) {
    long time = TestRecording.BEGIN.plusMillis(millis).toEpochMilli();
    return "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":"
        + time
        + ",\"s\":\"BTCUSDT\",\"t\":"
        + id
        + ",\"p\":\"10.00000000\",\"q\":\"0.10000000\",\"T\":"
        + time
        + ",\"m\":true,\"M\":true}}";
  }
}

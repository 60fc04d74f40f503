package io.penstock.sandbox.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.binance.BinanceClientBook.Verdict;
import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.SteppedClock;
import io.penstock.sandbox.venue.Subject.Kind;
import io.penstock.sandbox.venue.Trick;
import io.penstock.sandbox.venue.Voice;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class BinanceSessionTest {

  private static final Duration NOW = Duration.ZERO;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String BTC = "BTCUSDT";

  private final VirtualTimeScheduler loop = VirtualTimeScheduler.create();
  private final Clock clock = SteppedClock.of(loop);
  private BinanceModelMarket market;

  @BeforeEach
  void open() {
    loop.advanceTimeBy(Duration.ofDays(20_000));
    market = new BinanceModelMarket(BinanceProducts.ALL, 1, 1, clock);
  }

  private BinanceTalk raw(String... streams) {
    return new BinanceTalk(market, loop, clock, false, streams);
  }

  private BinanceTalk combined(String... streams) {
    return new BinanceTalk(market, loop, clock, true, streams);
  }

  private JsonNode rest(String symbol) {
    return BinanceTalk.JSON.readTree(
        Objects.requireNonNull(market.depth(symbol, 5_000, loop).block()));
  }

  @Test
  void writesRawAndCombinedEventsAsRecordedOnes() {
    String trade =
        "\\{\"e\":\"trade\",\"E\":17\\d{11},\"s\":\"BTCUSDT\",\"t\":\\d+,\"p\":\"\\d+\\.\\d{8}\","
            + "\"q\":\"\\d+\\.\\d{8}\",\"T\":17\\d{11},\"m\":(true|false),\"M\":true}";
    assertThat(raw("btcusdt@trade").hear(Duration.ofSeconds(10)))
        .isNotEmpty()
        .allMatch(message -> message.matches(trade));
    assertThat(combined("btcusdt@trade").hear(Duration.ofSeconds(10)))
        .isNotEmpty()
        .allMatch(
            message -> message.matches("\\{\"stream\":\"btcusdt@trade\",\"data\":" + trade + "}"));
    assertThat(raw("btcusdt@bookTicker").hear(Duration.ofSeconds(10)))
        .isNotEmpty()
        .allMatch(message ->
            message.matches(
                "\\{\"u\":\\d+,\"s\":\"BTCUSDT\",\"b\":\"[0-9.]+\",\"B\":\"[0-9.]+\","
                    + "\"a\":\"[0-9.]+\",\"A\":\"[0-9.]+\"}"));
    assertThat(raw("btcusdt@aggTrade").hear(Duration.ofSeconds(10)))
        .isNotEmpty()
        .allMatch(message ->
            message.matches(
                "\\{\"e\":\"aggTrade\",\"E\":\\d+,\"s\":\"BTCUSDT\",\"a\":\\d+,\"p\":\"[0-9.]+\","
                    + "\"q\":\"[0-9.]+\",\"f\":\\d+,\"l\":\\d+,\"T\":\\d+,\"m\":(true|false),\"M\":true}"));
    assertThat(raw("btcusdt@depth@100ms").hear(Duration.ofSeconds(10)))
        .isNotEmpty()
        .allMatch(message ->
            message.matches(
                "\\{\"e\":\"depthUpdate\",\"E\":\\d+,\"s\":\"BTCUSDT\",\"U\":\\d+,\"u\":\\d+,"
                    + "\"b\":\\[(\\[\"[0-9.]+\",\"[0-9.]+\"],?)*],\"a\":\\[(\\[\"[0-9.]+\",\"[0-9.]+\"],?)*]}"));
  }

  @Test
  void countsMicrosecondsForWhoAsksForThem() {
    BinanceTalk client =
        new BinanceTalk(
            market,
            BinanceTimes.DOCUMENTED,
            loop,
            clock,
            new Dialect(false, true),
            "btcusdt@trade");
    assertThat(client.events(Duration.ofSeconds(5)))
        .isNotEmpty()
        .allMatch(event -> event.path("T").asLong() > 1_700_000_000_000_000L);
  }

  @Test
  void isSilentAboutUnknownStreamsAndCapitalLetters() {
    BinanceTalk client =
        combined("BTCUSDT@trade", "nopeusdt@trade", "btcusdt@nope", "x", "btcusdt@depth20");
    assertThat(client.hear(Duration.ofSeconds(10))).isEmpty();
  }

  @Test
  void followsSubscriptionsWhileItRuns() {
    BinanceTalk client = raw();
    client.say(
        "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\",\"ethusdt@trade\"],\"id\":1}");
    client.say("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":\"a1\"}");
    assertThat(client.hear(NOW))
        .containsExactly(
            "{\"result\":null,\"id\":1}",
            "{\"result\":[\"btcusdt@trade\",\"ethusdt@trade\"],\"id\":\"a1\"}");
    assertThat(client.events(Duration.ofSeconds(20)))
        .extracting(event -> event.path("s").asString())
        .contains("BTCUSDT", "ETHUSDT");
    client.say("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@trade\",\"x\"],\"id\":null}");
    client.say("{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",true],\"id\":5}");
    client.say("{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":2}");
    List<String> heard = new ArrayList<>(client.hear(NOW));
    assertThat(heard)
        .containsExactly(
            "{\"result\":null,\"id\":null}",
            "{\"result\":null,\"id\":5}",
            "{\"result\":true,\"id\":2}");
    assertThat(client.hear(Duration.ofSeconds(20)))
        .isNotEmpty()
        .allMatch(message -> message.startsWith("{\"stream\":\"ethusdt@trade\",\"data\":{"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                                              | 3 | Invalid JSON: expected value at line 1 column 1
          {"method":"SUBSCRIBE","params":["a@trade"]}        | 2 | Invalid request: request ID must be an unsigned integer
          {"method":"SUBSCRIBE","params":["a@trade"],"id":1.5}| 2 | Invalid request: request ID must be an unsigned integer
          {"params":["a@trade"],"id":1}                      | 2 | Invalid request: missing field `method` at line 1 column 29
          {"method":"SUBSCRIB","params":[],"id":1}           | 2 | Invalid request: unknown variant `SUBSCRIB`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 40
          {"method":"LIST_SUBSCRIPTIONS","params":[],"id":1} | 2 | Invalid request: too many parameters
          {"method":"GET_PROPERTY","params":[1],"id":1}      | 2 | Invalid request: property name must be a string
          {"method":"GET_PROPERTY","params":["x"],"id":1}    | 0 | Unknown property
          {"method":"SET_PROPERTY","params":["combined",1],"id":1} | 1 | Invalid value type: expected Boolean
          """)
  void refusesWhatItCannotFollowAndGoesOn(String request, int code, String message) {
    BinanceTalk client = raw();
    client.say(request);
    assertThat(client.hear(NOW))
        .singleElement()
        .asString()
        .startsWith("{\"error\":{\"code\":" + code + ",\"msg\":\"" + message + "\"},\"id\":");
    assertThat(client.isSentAway()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"depth@100ms", "depth"})
  void tellsBooksThatAClientCanKeepByTheRules(String stream) {
    String[] streams =
        market.symbols().stream()
            .map(symbol -> symbol.toLowerCase(Locale.ROOT) + "@" + stream)
            .toArray(String[]::new);
    BinanceTalk client = raw(streams);
    Map<String, BinanceClientBook> books = new HashMap<>();
    market.symbols().forEach(symbol -> books.put(symbol, new BinanceClientBook()));
    for (int i = 0; i < 120; i++) {
      // Odd stretches, so that REST tells books in the middle of what an event tells.
      for (JsonNode event : client.events(Duration.ofMillis(230 + 37 * (i % 11)))) {
        Verdict verdict = book(books, event).hear(event);
        assertThat(verdict).isNotEqualTo(Verdict.LOST);
      }
      if (i >= 5) {
        books.forEach((symbol, book) -> {
          if (book.updateId() < 0) {
            assertThat(book.take(rest(symbol))).isTrue();
          }
        });
      }
    }
    assertThat(Objects.requireNonNull(books.get(BTC)).bridged()).isGreaterThan(20);
    // Until the last event of the last steps was told.
    Map<String, JsonNode> rests = new HashMap<>();
    market.symbols().forEach(symbol -> rests.put(symbol, rest(symbol)));
    for (int i = 0; i < 400; i++) {
      for (JsonNode event : client.events(Duration.ofMillis(10))) {
        String symbol = event.path("s").asString();
        JsonNode rest = Objects.requireNonNull(rests.get(symbol));
        long told = rest.path("lastUpdateId").asLong();
        if (event.path("U").asLong() > told) {
          continue;
        }
        BinanceClientBook known = book(books, event);
        known.hear(event);
        if (event.path("u").asLong() >= told) {
          BinanceClientBook other = new BinanceClientBook();
          other.take(rest);
          other.hear(event);
          assertThat(known.levels(100)).as(symbol).isEqualTo(other.levels(100));
          rests.put(symbol, BinanceTalk.JSON.createObjectNode().put("lastUpdateId", 0));
        }
      }
    }
    assertThat(Objects.requireNonNull(rests.get(BTC)).path("lastUpdateId").asLong()).isZero();
  }

  private static BinanceClientBook book(Map<String, BinanceClientBook> books, JsonNode event) {
    return Objects.requireNonNull(books.get(event.path("s").asString()));
  }

  @Test
  void tellsTheSameBookToWhomeverAsksForTheSnapshotWhenever() {
    BinanceTalk client = raw("ethusdt@depth@100ms");
    List<JsonNode> events = new ArrayList<>();
    List<JsonNode> snapshots = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      events.addAll(client.events(Duration.ofMillis(30)));
      snapshots.add(rest("ETHUSDT"));
    }
    events.addAll(client.events(SECOND));
    List<String> expected = null;
    int inside = 0;
    for (JsonNode snapshot : snapshots) {
      BinanceClientBook book = new BinanceClientBook();
      events.forEach(book::hear);
      if (!book.take(snapshot)) {
        continue;
      }
      long id = snapshot.path("lastUpdateId").asLong();
      inside +=
          events.stream()
                  .anyMatch(event -> event.path("U").asLong() < id && id < event.path("u").asLong())
              ? 1
              : 0;
      expected = expected == null ? book.levels(100) : expected;
      assertThat(book.levels(100)).isEqualTo(expected);
    }
    assertThat(inside).isGreaterThan(50);
  }

  @Test
  void showsInBookTickersTheBestOfTheBook() {
    BinanceTalk client = combined("btcusdt@bookTicker", "btcusdt@depth@100ms");
    BinanceClientBook book = new BinanceClientBook();
    NavigableMap<Long, String> tickers = new TreeMap<>();
    int compared = 0;
    for (int i = 0; i < 600; i++) {
      for (JsonNode message : client.events(Duration.ofMillis(50))) {
        JsonNode event = message.path("data");
        if (!event.has("e")) {
          tickers.put(
              event.path("u").asLong(),
              new BigDecimal(event.path("b").asString()).toPlainString()
                  + " "
                  + event.path("B").asString()
                  + " "
                  + new BigDecimal(event.path("a").asString()).toPlainString()
                  + " "
                  + event.path("A").asString());
        } else if (book.hear(event) == Verdict.APPLIED
            && tickers.floorKey(event.path("u").asLong()) != null) {
          assertThat(book.best())
              .isEqualTo(tickers.floorEntry(event.path("u").asLong()).getValue());
          compared++;
        }
      }
      if (i == 10) {
        assertThat(book.take(rest(BTC))).isTrue();
      }
    }
    assertThat(compared).isGreaterThan(200);
  }

  @Test
  void tellsEachTradeOnceAndAsRestDoes() {
    BinanceTalk client = raw("btcusdt@trade");
    List<Long> ids = new ArrayList<>();
    client.events(Duration.ofMinutes(1)).forEach(event -> ids.add(event.path("t").asLong()));
    assertThat(ids).hasSizeGreaterThan(100);
    assertThat(ids)
        .isEqualTo(IntStream.range(0, ids.size()).mapToObj(i -> ids.getFirst() + i).toList());
    assertThat(market.lastTrades(BTC, ids.size()).stream().map(BinanceTrade::id).toList())
        .isEqualTo(ids);
    assertThat(market.trades(BTC, ids.get(3), 2).stream().map(BinanceTrade::id).toList())
        .containsExactly(ids.get(3), ids.get(4));
    Aggregate last = market.lastAggregates(BTC, 1).getFirst();
    assertThat(last.lastTrade()).isEqualTo(ids.getLast()).isNotEqualTo(last.id());
    assertThat(market.aggregates(BTC, last.id(), 5)).containsExactly(last);
    assertThat(market.aggregatesWithin(BTC, last.micros(), last.micros(), 5)).containsExactly(last);
  }

  @Test
  void cutsOffAClientThatIsAMinuteBehind() {
    BinanceModelLine line =
        (BinanceModelLine)
            market.line(subscribed("btcusdt@depth@100ms"), new Dialect(false, false));
    line.joined(BinanceStream.named("btcusdt@depth@100ms"));
    loop.advanceTimeBy(Duration.ofSeconds(59));
    assertThat(line.due()).isNotEmpty().noneMatch(Frame::isLast);
    loop.advanceTimeBy(Duration.ofMinutes(2));
    assertThat(line.due()).containsExactly(new Frame.Cut());
  }

  private static BinanceSubscriptions subscribed(String stream) {
    BinanceSubscriptions subscriptions = new BinanceSubscriptions();
    subscriptions.add(BinanceStream.named(stream));
    return subscriptions;
  }

  @Test
  void pingsEveryTwentySecondsAndCutsWhoBringsNoPayloadBackWithinAMinute() {
    BinanceTalk client = raw("xlmusdt@trade");
    Frame.Ping ping = pings(client, Duration.ofSeconds(20)).getFirst();
    client.pong(ping.payload());
    client.pong("unsolicited");
    assertThat(pings(client, Duration.ofSeconds(40))).hasSize(2);
    client.pong("");
    client.hear(Duration.ofSeconds(38));
    assertThat(client.isSentAway()).isFalse();
    List<Frame> last = client.hearAll(Duration.ofSeconds(3));
    assertThat(last.getLast()).isEqualTo(new Frame.Cut());
    assertThat(client.isSentAway()).isTrue();
  }

  @Test
  void keepsALineWhosePingsAreAnsweredUntilItIsADayOld() {
    BinanceTimes times =
        new BinanceTimes(Duration.ofMinutes(10), Duration.ofSeconds(20), Duration.ofMinutes(1));
    BinanceTalk client =
        new BinanceTalk(market, times, loop, clock, new Dialect(false, false), "xlmusdt@trade");
    for (int i = 0; i < 29; i++) {
      pings(client, Duration.ofSeconds(20)).forEach(ping -> client.pong(ping.payload()));
    }
    client.hear(Duration.ofSeconds(19));
    assertThat(client.isSentAway()).isFalse();
    client.hear(Duration.ofSeconds(2));
    assertThat(client.isSentAway()).isTrue();
  }

  private static List<Frame.Ping> pings(BinanceTalk client, Duration within) {
    return client.hearAll(within).stream()
        .filter(Frame.Ping.class::isInstance)
        .map(Frame.Ping.class::cast)
        .toList();
  }

  @Test
  void cutsWhoSaysMoreThanFiveThingsASecondPongsIncluded() {
    BinanceTalk client = raw();
    for (int second = 0; second < 3; second++) {
      client.say("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
      client.ping();
      client.pong("a");
      client.pong("b");
      client.pong("c");
      client.hear(SECOND);
    }
    assertThat(client.isSentAway()).isFalse();
    for (int i = 0; i < 6; i++) {
      client.pong("x");
    }
    assertThat(client.hearAll(NOW)).containsExactly(new Frame.Close(1008, "Too many requests"));
    assertThat(client.isSentAway()).isTrue();
  }

  @Test
  void listensToAThousandAndTwentyFourStreamsAndNoMore() {
    String[] streams =
        IntStream.range(0, 1_023).mapToObj(i -> "a" + i + "@trade").toArray(String[]::new);
    BinanceTalk client = raw(streams);
    client.say("{\"method\":\"SUBSCRIBE\",\"params\":[\"x@trade\",\"y@trade\"],\"id\":1}");
    client.say("{\"method\":\"SUBSCRIBE\",\"params\":[\"x@trade\",\"a1@trade\"],\"id\":2}");
    client.say("{\"method\":\"SUBSCRIBE\",\"params\":[\"y@trade\"],\"id\":3}");
    List<String> heard = client.hear(NOW);
    assertThat(heard.get(0)).startsWith("{\"error\":{\"code\":2,").endsWith("\"id\":1}");
    assertThat(heard.get(1)).isEqualTo("{\"result\":null,\"id\":2}");
    assertThat(heard.get(2)).startsWith("{\"error\":{\"code\":2,").endsWith("\"id\":3}");
  }

  @Test
  void saysThatItWillShutDownAndCloses() {
    BinanceTalk rawly = raw("btcusdt@trade");
    BinanceTalk combinedly = combined("btcusdt@trade");
    rawly.hear(SECOND);
    combinedly.hear(NOW);
    for (BinanceTalk client : List.of(rawly, combinedly)) {
      ((BinanceSession) client.session()).announceShutdown(Duration.ofSeconds(10));
    }
    long time = clock.millis();
    assertThat(rawly.hear(NOW)).contains("{\"e\":\"serverShutdown\",\"E\":" + time + "}");
    assertThat(combinedly.hear(NOW))
        .contains(
            "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":"
                + time
                + "}}");
    rawly.hear(Duration.ofSeconds(9));
    assertThat(rawly.isSentAway()).isFalse();
    List<Frame> last = rawly.hearAll(Duration.ofSeconds(2));
    assertThat(last.getLast()).isEqualTo(new Frame.Close(1001, "server shutdown"));
  }

  @Test
  void showsADroppedAndASwappedUpdateByAHoleAndARepeatedOneByNothing() {
    assertThat(verdicts(new Trick.LeaveOut(Kind.BOOK_UPDATE, BTC))).containsOnlyOnce(Verdict.LOST);
    assertThat(verdicts(new Trick.Swap(Kind.BOOK_UPDATE, BTC))).contains(Verdict.LOST);
    assertThat(verdicts(new Trick.Twice(Kind.BOOK_UPDATE, BTC)))
        .containsOnlyOnce(Verdict.IGNORED)
        .doesNotContain(Verdict.LOST);
  }

  private List<Verdict> verdicts(Trick trick) {
    BinanceTalk client = raw("btcusdt@depth@100ms");
    BinanceClientBook book = new BinanceClientBook();
    client.events(SECOND).forEach(book::hear);
    assertThat(book.take(rest(BTC))).isTrue();
    client.events(SECOND).forEach(book::hear);
    client.session().play(trick);
    List<Verdict> verdicts = new ArrayList<>();
    client.events(Duration.ofSeconds(3)).forEach(event -> verdicts.add(book.hear(event)));
    client.disconnect();
    return verdicts;
  }

  @Test
  void leavesOutATradeWhichRestHasAndSwapsTwo() {
    BinanceTalk client = raw("btcusdt@trade");
    client.session().play(new Trick.LeaveOut(Kind.TRADE, BTC));
    List<JsonNode> events = client.events(Duration.ofSeconds(20));
    long first = events.getFirst().path("t").asLong();
    assertThat(market.trades(BTC, first - 1, 1).getFirst().id()).isEqualTo(first - 1);
    client.session().play(new Trick.Swap(Kind.TRADE, BTC));
    List<JsonNode> swapped = client.events(Duration.ofSeconds(20));
    assertThat(swapped.get(0).path("t").asLong()).isEqualTo(swapped.get(1).path("t").asLong() + 1);
  }

  @Test
  void pingsAndAnswersWhenOnlyTicksAreMute() {
    BinanceTalk client = raw("btcusdt@trade");
    client.hear(SECOND);
    client.session().speak(Voice.HEARTBEATS);
    client.say("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
    List<Frame> heard = client.hearAll(Duration.ofSeconds(30));
    assertThat(heard).hasSize(2);
    assertThat(heard.getFirst())
        .isEqualTo(new Frame.Text("{\"result\":[\"btcusdt@trade\"],\"id\":1}"));
    assertThat(heard.getLast()).isInstanceOf(Frame.Ping.class);
    client.session().speak(Voice.NOTHING);
    assertThat(client.hearAll(Duration.ofSeconds(19))).isEmpty();
  }
}

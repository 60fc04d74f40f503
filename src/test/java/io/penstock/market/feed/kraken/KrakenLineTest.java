package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FeedLineException;
import io.penstock.market.feed.FeedMessage;
import io.penstock.market.feed.FeedMessage.BookLost;
import io.penstock.market.feed.FeedMessage.Noted;
import io.penstock.market.feed.FeedMessage.RecentTrades;
import io.penstock.market.feed.FeedMessage.SymbolRefused;
import io.penstock.market.feed.FeedMessage.Told;
import io.penstock.market.feed.FeedMessage.Unparsable;
import io.penstock.market.feed.TradeGap;
import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class KrakenLineTest {

  private static final Instant RECEIVED = Instant.parse("2026-01-05T10:00:02Z");
  private static final Symbol BTC = new Symbol("BTC-USD");
  private static final Symbol ETH = new Symbol("ETH-USD");
  private static final Listing BTC_USD = Listing.of("BTC-USD", "kraken");

  private final FakeSocket socket = new FakeSocket();
  private final TradeTimes times = new TradeTimes();
  private final List<FeedMessage> told = new ArrayList<>();
  private @Nullable Throwable end;

  private KrakenLine line(Map<String, String> settings) {
    KrakenLine line =
        new KrakenLine(
            socket,
            KrakenPropertiesTest.bound(settings),
            Map.of(),
            times,
            Clock.fixed(RECEIVED, ZoneOffset.UTC));
    line.messages().subscribe(told::add, error -> end = error);
    return line;
  }

  private KrakenLine asked(Symbol... symbols) {
    KrakenLine line = line(Map.of());
    sent(line.subscribe(List.of(symbols)));
    return line;
  }

  private List<String> sent(List<Mono<Void>> requests) {
    socket.sent.clear();
    Flux.concat(requests).blockLast();
    return socket.sent;
  }

  private static String book(String type, List<Level> bids, long checksum) {
    String levels =
        String.join(
            ",",
            bids.stream()
                .map(
                    level -> "{\"price\":%s,\"qty\":%s}".formatted(level.price(), level.quantity()))
                .toList());
    return "{\"channel\":\"book\",\"type\":\"%s\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":[%s],\"asks\":[],\"checksum\":%d}]}"
        .formatted(type, levels, checksum);
  }

  private static String snapshot(Level... bids) {
    return book("snapshot", List.of(bids), checksum(bids));
  }

  private static long checksum(Level... bids) {
    return KrakenChecksum.of(List.of(), List.of(bids), Precision.AS_WRITTEN);
  }

  private static String trades(String type, long... ids) {
    StringBuilder trades = new StringBuilder();
    for (long id : ids) {
      trades
          .append(trades.isEmpty() ? "" : ",")
          .append(
              """
              {"symbol":"BTC/USD","side":"buy","price":2.0,"qty":1.0,"ord_type":"limit","trade_id":%d,\
              "timestamp":"2026-01-05T10:00:00.%06dZ"}\
              """
                  .formatted(id, id));
    }
    return "{\"channel\":\"trade\",\"type\":\"%s\",\"data\":[%s]}".formatted(type, trades);
  }

  @Test
  void subscribesEachChannelAndTheInstrumentsOnce() {
    KrakenLine line = line(Map.of());

    assertThat(sent(line.subscribe(List.of(BTC, ETH))))
        .containsExactly(
            """
            {"method":"subscribe","params":{"channel":"ticker","symbol":["BTC/USD","ETH/USD"],\
            "event_trigger":"bbo","snapshot":true},"req_id":1}\
            """,
            """
            {"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","ETH/USD"],\
            "snapshot":true},"req_id":2}\
            """,
            """
            {"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD","ETH/USD"],"depth":100,\
            "snapshot":true},"req_id":3}\
            """,
            """
            {"method":"subscribe","params":{"channel":"instrument","snapshot":false},"req_id":4}\
            """);
    assertThat(sent(line.subscribe(List.of(ETH)))).isEmpty();
    assertThat(sent(line.subscribe(List.of(ETH, new Symbol("SOL-USD")))))
        .hasSize(3)
        .allSatisfy(request -> assertThat(request).contains("\"symbol\":[\"SOL/USD\"]"));
  }

  @Test
  void subscribesNoMoreSymbolsInARequestThanSet() {
    KrakenLine line = line(Map.of("symbols-per-request", "1", "channels", "book", "depth", "1000"));

    assertThat(sent(line.subscribe(List.of(BTC, ETH))))
        .containsExactly(
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"],\"depth\":1000,\"snapshot\":true},\"req_id\":1}",
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"ETH/USD\"],\"depth\":1000,\"snapshot\":true},\"req_id\":2}");
  }

  @Test
  void resyncIsOfOneBook() {
    KrakenLine line = asked(BTC, ETH);

    assertThat(sent(line.resync(BTC)))
        .containsExactly(
            "{\"method\":\"unsubscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"],\"depth\":100},\"req_id\":5}",
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"],\"depth\":100,\"snapshot\":true},\"req_id\":6}");
  }

  @Test
  void pingIsKrakensOwn() {
    KrakenLine line = line(Map.of());

    assertThat(sent(List.of(line.ping(), line.ping())))
        .containsExactly(
            "{\"method\":\"ping\",\"req_id\":1}", "{\"method\":\"ping\",\"req_id\":2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"channel\":\"heartbeat\"}",
        "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\"}]}",
        "{\"method\":\"pong\",\"req_id\":1}",
        "{\"method\":\"subscribe\",\"success\":true,\"result\":{\"channel\":\"book\",\"symbol\":\"BTC/USD\"}}",
        "{\"channel\":\"trade\",\"type\":\"snapshot\",\"data\":[]}",
        "{\"channel\":\"instrument\",\"type\":\"update\",\"data\":{\"assets\":[],\"pairs\":[]}}",
        "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"bid\":1}]}"
      })
  void eachFrameIsASignOfLife(String frame) {
    asked(BTC);
    socket.say(frame);

    assertThat(told).containsExactly(Noted.INSTANCE);
  }

  @Test
  void frameOfManyTradesIsManyMessages() {
    asked(BTC);
    socket.say(trades("update", 7, 8, 9));

    assertThat(told)
        .extracting(message -> ((Trade) ((Told) message).event()).tradeId())
        .containsExactly(7L, 8L, 9L);
  }

  @Test
  void tradesBeforeTheSubscriptionComeInOrder() {
    asked(BTC);
    socket.say(trades("snapshot", 9, 7, 8));

    assertThat(told).hasSize(1);
    RecentTrades recent = (RecentTrades) told.getFirst();
    assertThat(recent.listing()).isEqualTo(BTC_USD);
    assertThat(recent.trades()).extracting(Trade::tradeId).containsExactly(7L, 8L, 9L);
  }

  @Test
  void timeOfTheTradeBeforeAHoleIsKept() {
    asked(BTC);
    socket.say(trades("snapshot", 7, 8));
    socket.say(trades("update", 9, 12, 11));

    assertThat(times.before(new TradeGap(BTC_USD, 10, 11)))
        .isEqualTo(Instant.parse("2026-01-05T10:00:00.000009Z"));
    assertThat(times.before(new TradeGap(BTC_USD, 7, 11))).isNull();
  }

  @Test
  void changesBeforeTheSnapshotAreNotTold() {
    asked(BTC);
    Level level = Level.of("1.0", "2.0");
    socket.say(book("update", List.of(level), checksum(level)));
    socket.say(snapshot(level));

    assertThat(told).hasSize(2).startsWith(Noted.INSTANCE);
    assertThat(((BookChange) ((Told) told.getLast()).event()).isSnapshot()).isTrue();
  }

  @Test
  void lostBookIsSilentUntilItsSnapshot() {
    asked(BTC);
    Level level = Level.of("1.0", "2.0");
    socket.say(snapshot(level));
    socket.say(book("update", List.of(level), 7));
    socket.say(book("update", List.of(level), checksum(level)));
    socket.say(snapshot(level));

    assertThat(told.subList(1, 3))
        .containsExactly(new BookLost(BTC_USD, BookLost.Reason.CHECKSUM), Noted.INSTANCE);
    assertThat(told.getLast()).isInstanceOf(Told.class);
  }

  @Test
  void wrongSnapshotIsALostBookToo() {
    asked(BTC);
    socket.say(book("snapshot", List.of(Level.of("1.0", "2.0")), 7));

    assertThat(told).containsExactly(new BookLost(BTC_USD, BookLost.Reason.CHECKSUM));
  }

  @Test
  void unparsableFrameVoidsTheBookOfItsPair() {
    asked(BTC);
    Level level = Level.of("1.0", "2.0");
    socket.say(snapshot(level));
    String wrong = book("update", List.of(level), -1);
    socket.say(wrong);
    socket.say(book("update", List.of(level), checksum(level)));

    assertThat(told.get(1))
        .isInstanceOfSatisfying(
            Unparsable.class,
            unparsable -> {
              assertThat(unparsable.symbol()).isEqualTo(BTC);
              assertThat(unparsable.reason()).isEqualTo("checksum is no count");
              assertThat(unparsable.frame()).asString(StandardCharsets.UTF_8).isEqualTo(wrong);
            });
    assertThat(told.getLast()).isEqualTo(Noted.INSTANCE);
  }

  @Test
  void framesAreReadOutOfAnyMemory() {
    asked(BTC);
    socket.sayDirectly(snapshot(Level.of("1.0", "2.0")));
    socket.sayDirectly("{\"channel\":\"heartbeat\",\"more\":[" + "1,".repeat(40_000) + "1]}");

    assertThat(told).hasSize(2).endsWith(Noted.INSTANCE);
    assertThat(told.getFirst()).isInstanceOf(Told.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"Currency pair not supported BTC/USD\",\"method\":\"subscribe\",\"success\":false,\"symbol\":\"BTC/USD\",\"req_id\":1}",
        "{\"error\":\"Currency pair not supported BTC/USD\",\"method\":\"subscribe\",\"success\":false}",
      })
  void pairThatKrakenDoesNotHaveIsRefusedAlone(String frame) {
    asked(BTC, ETH);
    socket.say(frame);

    assertThat(told).containsExactly(new SymbolRefused(BTC, "Currency pair not supported BTC/USD"));
    assertThat(end).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":\"Exceeded msg rate\"}|Exceeded msg rate",
        "{\"error\":\"Exceeded msg rate\",\"symbol\":\"BTC/USD\"}|Exceeded msg rate",
        "{\"error\":\"Currency pair not supported XYZ/USD\"}|Currency pair not supported XYZ/USD",
        "{\"success\":false,\"method\":\"subscribe\",\"req_id\":1}|no reason told",
      })
  void otherRefusalsEndTheLine(String frame, String reason) {
    asked(BTC);
    socket.say(frame);

    assertThat(end)
        .isInstanceOf(FeedLineException.class)
        .hasMessage("refused by the venue: " + reason);
  }

  @Test
  void lineGoesOnWithoutInstrumentsAndWithoutWhatWasNotSubscribed() {
    asked(BTC);
    socket.say(
        "{\"error\":\"Subscription not found\",\"method\":\"unsubscribe\",\"success\":false}");
    socket.say(
        "{\"error\":\"No such channel\",\"method\":\"subscribe\",\"success\":false,\"req_id\":4}");

    assertThat(told).containsExactly(Noted.INSTANCE, Noted.INSTANCE);
    assertThat(end).isNull();
  }

  @Test
  void delistedPairIsRefused() {
    asked(BTC, ETH);
    socket.say(
        """
        {"channel":"instrument","type":"update","data":{"assets":[],"pairs":[\
        {"symbol":"BTC/USD","status":"delisted"},{"symbol":"ETH/USD","status":"maintenance"},\
        {"symbol":"XYZ/USD","status":"delisted"},{"symbol":"no pair","status":"delisted"}]}}\
        """);

    assertThat(told).containsExactly(new SymbolRefused(BTC, "delisted"));
  }
}

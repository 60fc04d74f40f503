package io.penstock.sandbox.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.SteppedClock;
import io.penstock.sandbox.venue.Subject.Kind;
import io.penstock.sandbox.venue.Trick;
import io.penstock.sandbox.venue.Voice;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class KrakenSessionTest {

  private static final Duration NOW = Duration.ZERO;

  private final VirtualTimeScheduler loop = VirtualTimeScheduler.create();
  private final Clock clock = SteppedClock.of(loop);
  private KrakenModelMarket market;
  private KrakenTalk client;

  @BeforeEach
  void connect() {
    loop.advanceTimeBy(Duration.ofDays(20_000));
    market = new KrakenModelMarket(KrakenProducts.ALL, 1, 1, clock);
    client = new KrakenTalk(market, loop, clock);
  }

  @Test
  void greetsWithItsStatus() {
    assertThat(client.hear(NOW))
        .containsExactly(
            "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"version\":\"2.0.10\","
                + "\"system\":\"online\",\"api_version\":\"v2\",\"connection_id\":7}]}");
  }

  @Test
  void answersEachSymbolByItselfAndThenTellsItsBook() {
    client.hear(NOW);
    client.subscribe("book", ",\"depth\":25", "BTC/USD", "XBT/USD", "ETH/EUR");
    List<String> heard = client.hear(NOW);
    assertThat(heard).hasSize(5);
    assertThat(heard.get(0))
        .startsWith(
            "{\"method\":\"subscribe\",\"req_id\":42,\"result\":{\"channel\":\"book\",\"depth\":25,"
                + "\"snapshot\":true,\"symbol\":\"BTC/USD\"},\"success\":true,\"time_in\":\"2024-");
    assertThat(heard.get(1))
        .startsWith(
            "{\"channel\":\"book\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"BTC/USD\"");
    assertThat(heard.get(2))
        .startsWith(
            "{\"error\":\"Currency pair not supported XBT/USD\",\"method\":\"subscribe\","
                + "\"req_id\":42,\"success\":false,\"symbol\":\"XBT/USD\",\"time_in\":\"2024-");
    assertThat(heard.get(4)).contains("\"symbol\":\"ETH/EUR\"");
    JsonNode book = KrakenTalk.json(heard.get(1)).path("data").path(0);
    assertThat(book.path("bids").size()).isEqualTo(25);
    assertThat(book.path("bids").path(0).path("price").decimalValue().scale()).isEqualTo(1);
    assertThat(book.path("bids").path(0).path("qty").decimalValue().scale()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                                                                                       | Malformed request
          [1]                                                                                         | Malformed request
          {}                                                                                          | Unsupported method
          {"method":"subscribe"}                                                                      | Subscription name invalid
          {"method":"subscribe","params":{"channel":"books","symbol":["BTC/USD"]}}                    | Subscription name invalid
          {"method":"subscribe","params":{"channel":"book"}}                                          | Symbol field must be an array
          {"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":"x"}}         | Subscription book depth must be an integer
          {"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":20}}          | Subscription depth not supported
          {"method":"subscribe","params":{"channel":"ticker","symbol":["BTC/USD"],"event_trigger":1}} | Event trigger invalid
          {"method":"unsubscribe","params":{"channel":"trade","symbol":["BTC/USD"]}}                  | Subscription Not Found
          """)
  void refusesWhatItCannotFollowAndGoesOn(String request, String error) {
    client.hear(NOW);
    client.say(request);
    assertThat(client.hear(NOW))
        .singleElement()
        .asString()
        .startsWith("{\"error\":\"" + error + "\",\"method\":\"")
        .contains("\"success\":false");
    client.subscribe("trade", "", "BTC/USD");
    assertThat(client.hear(NOW)).singleElement().asString().contains("\"success\":true");
  }

  @Test
  void refusesASecondSubscriptionAndAWrongDepthOfAnUnsubscription() {
    client.subscribe("book", ",\"depth\":100", "BTC/USD");
    client.hear(NOW);
    client.subscribe("book", ",\"depth\":10", "BTC/USD");
    assertThat(client.hear(NOW)).singleElement().asString().contains("\"Already subscribed\"");
    client.unsubscribe("book", "", "BTC/USD");
    assertThat(client.hear(NOW)).singleElement().asString().contains("\"Subscription Not Found\"");
    client.unsubscribe("book", ",\"depth\":100", "BTC/USD");
    assertThat(client.hear(NOW)).singleElement().asString().contains("\"success\":true");
    assertThat(client.hear("book", Duration.ofSeconds(5))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 25, 100})
  void tellsBooksThatAClientCanKeepWithEachChecksumRight(int depth) {
    String[] symbols = market.symbols().toArray(String[]::new);
    client.hear(NOW);
    client.subscribe("book", ",\"depth\":" + depth, symbols);
    List<KrakenClientBook> books = new ArrayList<>();
    for (String symbol : symbols) {
      Instrument instrument = market.instrument(symbol);
      books.add(new KrakenClientBook(depth, instrument.priceScale(), instrument.sizeScale()));
    }
    for (int i = 0; i < 60; i++) {
      for (String message : client.hear("book", Duration.ofMillis(500))) {
        String symbol = KrakenTalk.json(message).path("data").path(0).path("symbol").asString();
        int index = List.of(symbols).indexOf(symbol);
        assertThat(books.get(index).hear(message)).as(message).isTrue();
      }
      for (int s = 0; s < symbols.length; s++) {
        assertThat(books.get(s).levels()).isEqualTo(rest(symbols[s], depth));
      }
    }
    assertThat(books.getFirst().messages()).isGreaterThan(100);
    assertThat(books).allMatch(book -> book.messages() > 1);
  }

  @Test
  void tellsAClientThatWasAwayForLongOneDifference() {
    client.hear(NOW);
    client.subscribe("book", "", "BTC/USD");
    KrakenClientBook book = new KrakenClientBook(10, 1, 8);
    client.hear("book", NOW).forEach(message -> assertThat(book.hear(message)).isTrue());
    KrakenModelLine line = new KrakenModelLine(market, subscribed());
    line.joined(
        KrakenRequest.parse(
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"]}}"),
        KrakenChannel.BOOK,
        "BTC/USD");
    loop.advanceTimeBy(Duration.ofMinutes(1));
    List<String> due = line.due();
    assertThat(due).hasSize(1);
    assertThat(book.hear(due.getFirst())).isTrue();
  }

  private static KrakenSubscriptions subscribed() {
    KrakenSubscriptions subscriptions = new KrakenSubscriptions();
    subscriptions.add(
        KrakenRequest.parse(
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"]}}"),
        KrakenChannel.BOOK,
        "BTC/USD");
    return subscriptions;
  }

  @Test
  void tellsTheLastFiftyTradesAndThenEachOnce() {
    client.hear(NOW);
    client.subscribe("trade", ",\"snapshot\":true", "BTC/USD");
    List<Long> ids = new ArrayList<>();
    List<String> messages = client.hear("trade", Duration.ofMinutes(1));
    messages.forEach(message ->
        KrakenTalk.json(message)
            .path("data")
            .forEach(trade -> ids.add(trade.path("trade_id").asLong())));
    assertThat(KrakenTalk.json(messages.getFirst()).path("type").asString()).isEqualTo("snapshot");
    assertThat(KrakenTalk.json(messages.getFirst()).path("data").size()).isEqualTo(50);
    assertThat(ids).hasSizeGreaterThan(100);
    for (int i = 1; i < ids.size(); i++) {
      assertThat(ids.get(i)).isEqualTo(ids.get(i - 1) + 1);
    }
    assertThat(market.lastTrades("BTC/USD", ids.size()).stream().map(KrakenTrade::id).toList())
        .isEqualTo(ids);
    assertThat(messages.get(1))
        .matches(
            "\\{\"channel\":\"trade\",\"type\":\"update\",\"data\":\\[\\{\"symbol\":\"BTC/USD\","
                + "\"side\":\"(buy|sell)\",\"price\":\\d+\\.\\d,\"qty\":\\d+\\.\\d{8},"
                + "\"ord_type\":\"(market|limit)\",\"trade_id\":\\d+,"
                + "\"timestamp\":\"2024-[-0-9T:]+\\.\\d{6}Z\"}.*]}");
  }

  @Test
  void tellsATickerUponEachTradeOrUponEachChangeOfTheBestPrices() {
    client.hear(NOW);
    client.subscribe("ticker", "", "BTC/USD");
    client.subscribe("ticker", ",\"event_trigger\":\"bbo\"", "ETH/USD");
    client.subscribe("trade", "", "BTC/USD");
    int trades = 0;
    int tickers = 0;
    int quotes = 0;
    BigDecimal bid = BigDecimal.ZERO;
    for (String message : client.hear(Duration.ofMinutes(1))) {
      JsonNode json = KrakenTalk.json(message);
      JsonNode data = json.path("data").path(0);
      if (!json.path("type").asString("").equals("update")) {
        continue;
      }
      switch (json.path("channel").asString("")) {
        case "trade" -> trades++;
        case "ticker" -> {
          assertThat(data.path("bid").decimalValue()).isLessThan(data.path("ask").decimalValue());
          assertThat(data.path("last").decimalValue())
              .isBetween(data.path("low").decimalValue(), data.path("high").decimalValue());
          if (data.path("symbol").asString().equals("BTC/USD")) {
            tickers++;
          } else {
            quotes++;
            assertThat(data.path("bid").decimalValue().add(data.path("bid_qty").decimalValue()))
                .isNotEqualTo(bid);
            bid = data.path("bid").decimalValue().add(data.path("bid_qty").decimalValue());
          }
        }
        default -> {}
      }
    }
    assertThat(tickers).isEqualTo(trades).isGreaterThan(50);
    assertThat(quotes).isGreaterThan(50);
  }

  @Test
  void tellsInstrumentsWithTheirPrecision() {
    client.hear(NOW);
    client.say("{\"method\":\"subscribe\",\"params\":{\"channel\":\"instrument\"}}");
    List<String> heard = client.hear(NOW);
    assertThat(heard.getFirst())
        .startsWith(
            "{\"method\":\"subscribe\",\"result\":{\"channel\":\"instrument\",\"snapshot\":true},"
                + "\"success\":true");
    JsonNode pairs = KrakenTalk.json(heard.getLast()).path("data").path("pairs");
    assertThat(pairs.size()).isEqualTo(market.symbols().size());
    assertThat(pairs.path(0).path("symbol").asString()).isEqualTo("BTC/USD");
    assertThat(pairs.path(0).path("price_precision").asInt()).isEqualTo(1);
    assertThat(pairs.path(0).path("qty_precision").asInt()).isEqualTo(8);
    assertThat(heard.getLast()).contains("\"price_increment\":0.1,\"qty_min\":0.00000001}");
  }

  @Test
  void beatsOnlyInSilenceAndOnlyForWhoHasSubscribed() {
    client.hear(NOW);
    assertThat(client.hear(Duration.ofSeconds(10))).isEmpty();
    client.say("{\"method\":\"subscribe\",\"params\":{\"channel\":\"instrument\"}}");
    client.hear(Duration.ofMillis(500));
    assertThat(client.hear(Duration.ofSeconds(10)))
        .hasSizeBetween(9, 11)
        .containsOnly("{\"channel\":\"heartbeat\"}");
    client.subscribe("book", "", market.symbols().toArray(String[]::new));
    client.hear(NOW);
    assertThat(client.hear("heartbeat", Duration.ofSeconds(10))).isEmpty();
  }

  @Test
  void beatsOnWhenOnlyTicksAreMute() {
    client.subscribe("book", "", "BTC/USD");
    client.hear(Duration.ofSeconds(1));
    client.session().speak(Voice.HEARTBEATS);
    client.say("{\"method\":\"ping\",\"req_id\":3}");
    List<String> heard = client.hear(Duration.ofSeconds(5));
    assertThat(heard.getFirst()).startsWith("{\"method\":\"pong\",\"req_id\":3");
    assertThat(heard.subList(1, heard.size()))
        .hasSizeBetween(4, 5)
        .containsOnly("{\"channel\":\"heartbeat\"}");
    client.session().speak(Voice.NOTHING);
    assertThat(client.hear(Duration.ofSeconds(5))).isEmpty();
  }

  @Test
  void answersPings() {
    client.hear(NOW);
    client.say("{\"method\":\"ping\",\"req_id\":101}");
    assertThat(client.hear(NOW))
        .singleElement()
        .asString()
        .startsWith("{\"method\":\"pong\",\"req_id\":101,\"time_in\":\"2024-");
  }

  @Test
  void followsNothingThatIsSaidTooFastAndStays() {
    client.hear(NOW);
    for (int i = 0; i < KrakenVenue.MESSAGE_BURST; i++) {
      client.say("{\"method\":\"ping\"}");
    }
    assertThat(client.hear(NOW)).allMatch(message -> message.startsWith("{\"method\":\"pong\""));
    client.subscribe("trade", "", "BTC/USD");
    assertThat(client.hear(NOW))
        .singleElement()
        .asString()
        .startsWith("{\"error\":\"Exceeded msg rate\",\"method\":\"subscribe\",\"req_id\":42,");
    assertThat(client.isSentAway()).isFalse();
    client.hear(Duration.ofMillis(100));
    client.subscribe("trade", "", "BTC/USD");
    assertThat(client.hear(NOW)).singleElement().asString().contains("\"success\":true");
  }

  @Test
  void sendsAwayWhoHasNoSubscriptionAndSaysNothingForAMinute() {
    client.hear(Duration.ofSeconds(59));
    client.say("{\"method\":\"ping\"}");
    client.hear(Duration.ofSeconds(59));
    assertThat(client.isSentAway()).isFalse();
    client.hear(Duration.ofMillis(1_100));
    assertThat(client.isSentAway()).isTrue();
  }

  @Test
  void showsADroppedASwappedAndACorruptedUpdateByTheChecksum() {
    for (Trick trick :
        List.of(
            new Trick.LeaveOut(Kind.BOOK_UPDATE, "BTC/USD"),
            new Trick.Swap(Kind.BOOK_UPDATE, "BTC/USD"))) {
      KrakenTalk other = new KrakenTalk(market, loop, clock);
      other.subscribe("book", ",\"depth\":100", "BTC/USD");
      List<String> all = new ArrayList<>(other.hear("book", Duration.ofSeconds(1)));
      other.session().play(trick);
      all.addAll(other.hear("book", Duration.ofSeconds(5)));
      KrakenClientBook book = new KrakenClientBook(100, 1, 8);
      assertThat(all.stream().map(message -> followed(book, message)).toList()).contains(false);
      other.disconnect();
    }
  }

  /** What happened before the fault is no measure of what it hides. */
  @Test
  void showsEachOfManyDroppedUpdatesOfOneConnection() {
    client.subscribe("book", ",\"depth\":100", "ETH/USD");
    client.hear(Duration.ofSeconds(1));
    for (int i = 0; i < 20; i++) {
      client.session().play(new Trick.LeaveOut(Kind.BOOK_UPDATE, "ETH/USD"));
      client.unsubscribe("book", ",\"depth\":100", "ETH/USD");
      client.subscribe("book", ",\"depth\":100", "ETH/USD");
      KrakenClientBook book = new KrakenClientBook(100, 2, 8);
      assertThat(
              client.hear("book", Duration.ofSeconds(5)).stream()
                  .map(message -> followed(book, message))
                  .toList())
          .contains(false);
    }
  }

  /** What a client cannot apply is as good as a wrong checksum. */
  private static boolean followed(KrakenClientBook book, String message) {
    try {
      return book.hear(message);
    } catch (AssertionError e) {
      return false;
    }
  }

  @Test
  void closesWithTheCodeThatWasAskedFor() {
    client.hear(NOW);
    client.session().close(1012, "restart");
    assertThat(client.hearAll(NOW)).containsExactly(new Frame.Close(1012, "restart"));
    assertThat(client.isSentAway()).isTrue();
  }

  private List<String> rest(String symbol, int depth) {
    Instrument instrument = market.instrument(symbol);
    List<String> levels = new ArrayList<>();
    var book = market.book(symbol).top(depth);
    for (int i = 0; i < book.bids().levels(); i++) {
      levels.add(
          instrument.price(book.bids().price(i)) + " " + instrument.size(book.bids().size(i)));
    }
    for (int i = 0; i < book.asks().levels(); i++) {
      levels.add(
          instrument.price(book.asks().price(i)) + " " + instrument.size(book.asks().size(i)));
    }
    return levels;
  }
}

package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.feed.kraken.KrakenMessages.Accepted;
import io.penstock.market.feed.kraken.KrakenMessages.Book;
import io.penstock.market.feed.kraken.KrakenMessages.Books;
import io.penstock.market.feed.kraken.KrakenMessages.Heartbeat;
import io.penstock.market.feed.kraken.KrakenMessages.Instruments;
import io.penstock.market.feed.kraken.KrakenMessages.Match;
import io.penstock.market.feed.kraken.KrakenMessages.Message;
import io.penstock.market.feed.kraken.KrakenMessages.Other;
import io.penstock.market.feed.kraken.KrakenMessages.Pong;
import io.penstock.market.feed.kraken.KrakenMessages.Refusal;
import io.penstock.market.feed.kraken.KrakenMessages.Ticker;
import io.penstock.market.feed.kraken.KrakenMessages.Tickers;
import io.penstock.market.feed.kraken.KrakenMessages.Trades;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KrakenParserTest {

  private static final Listing ABC = Listing.of("ABC-USD", "kraken");
  private static final Instant RECEIVED = Instant.parse("2026-01-05T10:00:02Z");

  private static final String TRADE =
      """
      {"channel":"trade","type":"update","data":[{"symbol":"ABC/USD","side":"sell","price":10.03,"qty":0.75,\
      "ord_type":"market","trade_id":101,"timestamp":"2026-01-05T10:00:00.390000Z"}]}\
      """;

  private static final String BOOK =
      """
      {"channel":"book","type":"update","data":[{"symbol":"ABC/USD","bids":[{"price":10.01,"qty":1.75}],"asks":[],\
      "checksum":123456789,"timestamp":"2026-01-05T10:00:00.290000Z"}]}\
      """;

  private static final String TICKER =
      """
      {"channel":"ticker","type":"update","data":[{"symbol":"ABC/USD","bid":10.00,"bid_qty":4.25000000,\
      "ask":10.02,"ask_qty":2.50000000,"last":10.02,"volume":1234.5,"change":0.52,\
      "timestamp":"2026-01-05T09:59:58.250000Z"}]}\
      """;

  private final List<Message> session = session();

  @Test
  void readsEveryMessageOfASession() {
    assertThat(session.stream().map(Object::getClass))
        .containsExactly(
            Other.class,
            Accepted.class,
            Refusal.class,
            Books.class,
            Trades.class,
            Tickers.class,
            Tickers.class,
            Books.class,
            Trades.class,
            Heartbeat.class,
            Instruments.class,
            Pong.class);
  }

  @Test
  void numbersKeepTheZerosThatTheChecksumCounts() {
    Book book = ((Books) session.get(3)).books().getFirst();

    assertThat(book)
        .isEqualTo(
            new Book(
                true,
                ABC,
                List.of(Level.of("10.00", "4.25"), Level.of("9.99", "0.001")),
                List.of(Level.of("10.02", "2.5"), Level.of("10.03", "3")),
                book.checksum(),
                Instant.parse("2026-01-05T10:00:00.060000Z")));
    assertThat(book.bids().getLast().quantity()).hasToString("0.00100000");
    assertThat(book.bids().getFirst().price()).hasToString("10.00");
  }

  @Test
  void sessionsChecksumsAreRight() {
    KrakenBook book = new KrakenBook(100, Precision.AS_WRITTEN);

    assertThat(book.apply(((Books) session.get(3)).books().getFirst(), RECEIVED)).isPresent();
    assertThat(book.apply(((Books) session.get(7)).books().getFirst(), RECEIVED)).isPresent();
    assertThat(book.bids()).containsExactly(Level.of("10.01", "1.75"), Level.of("10.00", "4.25"));
  }

  @Test
  void tradeNamesTheTakersSide() {
    Instant time = Instant.parse("2026-01-05T10:00:00.390000Z");
    Trades trades = (Trades) session.get(8);

    assertThat(trades.isSnapshot()).isFalse();
    assertThat(trades.matches().stream().map(match -> match.trade(RECEIVED)))
        .containsExactly(
            new Trade(
                ABC,
                101,
                Decimal.parse("10.03"),
                Decimal.parse("0.75"),
                Side.BUY,
                Times.of(time, RECEIVED)),
            new Trade(
                ABC,
                102,
                Decimal.parse("10.04"),
                Decimal.parse("0.00000001"),
                Side.BUY,
                Times.of(time, RECEIVED)));
  }

  @Test
  void tradesBeforeTheSubscriptionAreMarked() {
    Trades trades = (Trades) session.get(4);

    assertThat(trades.isSnapshot()).isTrue();
    assertThat(trades.matches()).extracting(Match::tradeId).containsExactly(99L, 100L);
  }

  @Test
  void tickerBecomesAQuoteNumberedByItsMicroseconds() {
    Instant time = Instant.parse("2026-01-05T09:59:58.250000Z");

    assertThat(((Tickers) session.get(5)).tickers().getFirst().quote(RECEIVED))
        .contains(
            new Quote(
                ABC,
                1_767_607_198_250_000L,
                Decimal.parse("10.00"),
                Decimal.parse("4.25"),
                Decimal.parse("10.02"),
                Decimal.parse("2.50"),
                Decimal.parse("10.02"),
                Decimal.parse("9.50"),
                Decimal.parse("1234.50000000"),
                Times.of(time, RECEIVED)));
  }

  @Test
  void tickerOfAPairWithoutOrdersIsNoQuote() {
    Ticker ticker = ((Tickers) session.get(6)).tickers().getFirst();

    assertThat(ticker)
        .isEqualTo(
            new Ticker(
                Listing.of("DEF-EUR", "kraken"),
                null,
                null,
                Decimal.parse("7.5"),
                null,
                null,
                Decimal.ZERO,
                Decimal.ZERO,
                null));
    assertThat(ticker.quote(RECEIVED)).isEmpty();
  }

  @Test
  void quoteWithoutATimeIsOfTheTimeReceivedAndHasNoNumber() {
    String bare =
        """
        {"channel":"ticker","type":"update","data":[{"symbol":"ABC/USD","bid":1,"ask":2,"last":3,"change":4,\
        "volume":589300000000000.12345678}]}\
        """;

    assertThat(((Tickers) parse(bare)).tickers().getFirst().quote(RECEIVED))
        .contains(
            new Quote(
                ABC,
                0,
                Decimal.parse("1"),
                null,
                Decimal.parse("2"),
                null,
                Decimal.parse("3"),
                null,
                null,
                Times.of(RECEIVED, RECEIVED)));
  }

  @Test
  void answersAreReadWhole() {
    assertThat(session.get(1)).isEqualTo(new Accepted("subscribe"));
    assertThat(session.get(2))
        .isEqualTo(new Refusal("subscribe", 1L, "Currency pair not supported XYZ/EUR", "XYZ/EUR"));
    assertThat(session.get(10))
        .isEqualTo(new Instruments(List.of(new Instruments.Pair("ABC/USD", "delisted"))));
    assertThat(session.get(0)).isEqualTo(new Other("status"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":\"Exceeded msg rate\"}|''||Exceeded msg rate|",
        "{\"error\":\"E\",\"success\":false,\"method\":\"subscribe\"}|subscribe||E|",
        "{\"success\":false,\"method\":\"unsubscribe\",\"req_id\":7}|unsubscribe|7|no reason told|",
        "{\"error\":\"E\",\"req_id\":\"seven\",\"symbol\":5}|''||E|",
      })
  void refusalsMayLackMuch(
      String frame, String method, @Nullable Long id, String error, @Nullable String pair) {
    assertThat(parse(frame)).isEqualTo(new Refusal(method, id, error, pair));
  }

  @Test
  void longErrorsAreCutShort() {
    assertThat(parse("{\"error\":\"" + "no ".repeat(1_000) + "\"}"))
        .isEqualTo(new Refusal("", null, "no ".repeat(66) + "no…", null));
  }

  @Test
  void orderOfFieldsDoesNotMatter() {
    assertThat(
            parse(
                """
                {"data":[{"timestamp":"2026-01-05T10:00:00.390000Z","trade_id":101,"new":{"a":[1]},"qty":0.75,\
                "price":10.03,"side":"sell","symbol":"ABC/USD"}],"type":"update","channel":"trade"}\
                """))
        .isEqualTo(parse(TRADE));
  }

  @Test
  void numbersMayBeTexts() {
    assertThat(parse(TRADE.replace("10.03", "\"10.03\""))).isEqualTo(parse(TRADE));
  }

  @Test
  void sideOfABookThatIsNotToldDidNotChange() {
    assertThat(parse(BOOK.replace("\"asks\":[],", ""))).isEqualTo(parse(BOOK));
  }

  @Test
  void readsOutOfTheMiddleOfABuffer() {
    byte[] buffer = ("xx" + TRADE + "yy").getBytes(StandardCharsets.UTF_8);

    assertThat(KrakenParser.parse(buffer, 2, buffer.length - 4)).isEqualTo(parse(TRADE));
  }

  @ParameterizedTest
  @CsvSource({
    "1e-8,                0.00000001",
    "1E-8,                0.00000001",
    "1.5e-05,             0.000015",
    "2e3,                 2000",
    "0.00100000,          0.00100000",
    "0.30000000000000004, 0.30000000000000004",
    "9223372036854775807, 9223372036854775807",
    "123456789.123456789, 123456789.123456789"
  })
  void numbersAreExactHoweverTheyAreSpelt(String written, String plain) {
    Trades trades = (Trades) parse(TRADE.replace("10.03", written));

    assertThat(trades.matches().getFirst().price()).hasToString(plain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"price\":10.03,'|''|price is missing",
        "'\"price\":10.03'|'\"price\":\"\"'|price is missing",
        "'\"price\":10.03'|'\"price\":null'|price is missing",
        "'\"price\":10.03'|'\"price\":\"ten\"'|price is no decimal number that fits",
        "'\"price\":10.03'|'\"price\":true'|price is no number",
        "'\"price\":10.03'|'\"price\":[10.03]'|price is no number",
        "'\"price\":10.03'|'\"price\":1e-19'|price is no decimal number that fits",
        "'\"price\":10.03'|'\"price\":12345678901234567890'|price is no decimal number that fits",
        "'\"price\":10.03'|'\"price\":1,\"price\":1'|price is given twice",
        "'\"price\":10.03'|'\"price\":0.00'|price is not above 0",
        "'\"qty\":0.75'|'\"qty\":-0.75'|qty is not above 0",
        "'\"trade_id\":101'|'\"trade_id\":\"101\"'|trade_id is no count",
        "'\"trade_id\":101'|'\"trade_id\":-1'|trade_id is no count",
        "'\"trade_id\":101'|'\"trade_id\":1e3'|trade_id is no count",
        "'\"trade_id\":101'|'\"trade_id\":1000000000000000000'|trade_id is no count",
        "'\"side\":\"sell\"'|'\"side\":\"ask\"'|side is neither buy nor sell",
        "'\"side\":\"sell\"'|'\"side\":1'|side is no text",
        "'10:00:00.390000Z'|'10:00:60Z'|timestamp is no time of the years 1970 to 2261",
        "'\"type\":\"update\",'|''|type is missing",
        "'\"type\":\"update\"'|'\"type\":\"delta\"'|type is neither snapshot nor update",
        "'\"type\":\"update\"'|'\"type\":\"update\",\"type\":\"update\"'|type is given twice",
        "'}]}'|'},7]}'|data holds what is no object",
        "'}]}'|'}]}{}'|text behind the JSON object",
      })
  void tradeIsUnparsableWhenAFieldIsMissingOrWrong(String replaced, String by, String reason) {
    assertUnparsable(TRADE.replace(replaced, by), reason, ABC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"price\":10.01,\"qty\":1.75}'|'10.01'|bids holds what is no level",
        "'{\"price\":10.01,\"qty\":1.75}'|'null'|bids holds what is no level",
        "',\"qty\":1.75'|''|bids holds a level without price or qty",
        "'\"qty\":1.75'|'\"qty\":1.75,\"qty\":1.75'|bids is given twice",
        "'10.01'|'0.0'|bids holds a price not above 0 or a qty below 0",
        "'1.75'|'-1'|bids holds a price not above 0 or a qty below 0",
        "'[{\"price\":10.01,\"qty\":1.75}]'|'{}'|bids is no array",
        "'\"checksum\":123456789,'|''|checksum is missing",
        "'123456789'|'\"123456789\"'|checksum is no count",
        "'123456789'|'-1'|checksum is no count",
      })
  void bookIsUnparsableWhenALevelOrTheChecksumIsWrong(String replaced, String by, String reason) {
    assertUnparsable(BOOK.replace(replaced, by), reason, ABC);
  }

  @Test
  void snapshotNeedsBothSides() {
    assertUnparsable(
        BOOK.replace("update", "snapshot").replace("\"asks\":[],", ""), "asks is missing", ABC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"bid\":10.00'|'\"bid\":\"x\"'|bid is no decimal number that fits",
        "'\"ask\":10.02'|'\"ask\":{}'|ask is no number",
        "'\"timestamp\":\"2026'|'\"timestamp\":\"2262'|timestamp is no time of the years 1970 to 2261",
      })
  void tickerIsUnparsableWhenAPriceOrItsTimeIsWrong(String replaced, String by, String reason) {
    assertUnparsable(TICKER.replace(replaced, by), reason, ABC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ABC-USD", "ABC", "abc/usd", "A/B/C", "ABC/U-D", "/USD", "ABC/"})
  void namesThatAreNoPairsAreUnparsable(String name) {
    assertUnparsable(TRADE.replace("ABC/USD", name), "symbol is no pair", null);
  }

  @Test
  void frameOfManyPairsNamesTheOneThatIsWrong() {
    String two = TRADE.replace("]}", ",{\"symbol\":\"XYZ/EUR\",\"side\":\"buy\"}]}");

    assertUnparsable(two, "trade_id is missing", Listing.of("XYZ-EUR", "kraken"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "\"trade\"", "1", "null"})
  void framesThatAreNoObjectAreUnparsable(String frame) {
    assertUnparsable(frame, "no JSON object", null);
  }

  @Test
  void framesThatSayNothingAreUnparsable() {
    assertUnparsable("{}", "channel is missing", null);
    assertUnparsable("{\"channel\":7}", "channel is no text", null);
    assertUnparsable("{\"channel\":\"trade\",\"type\":\"update\"}", "data is missing", null);
    assertUnparsable(
        "{\"channel\":\"trade\",\"type\":\"update\",\"data\":7}", "data is no array", null);
    assertUnparsable(
        "{\"channel\":\"instrument\",\"type\":\"update\",\"data\":{}}", "pairs is missing", null);
  }

  @Test
  void emptyDataSayNothingAndHarmNobody() {
    assertThat(parse("{\"channel\":\"trade\",\"type\":\"snapshot\",\"data\":[]}"))
        .isEqualTo(new Trades(true, List.of()));
  }

  @Test
  void brokenJsonIsUnparsableWithAShortPrintableReason() {
    for (String frame :
        List.of(
            "{",
            TRADE.substring(0, 40),
            "{\"channel\":\"\u0001\"}",
            "\u00e9",
            "{\"a\":" + "9".repeat(500) + "}")) {
      assertThatExceptionOfType(UnparsableFrameException.class)
          .isThrownBy(() -> parse(frame))
          .satisfies(e -> assertThat(e.getMessage()).matches("no JSON: [ -~]{1,123}"));
    }
  }

  @Test
  void frameThatBreaksOffTellsWhoseItWas() {
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse(BOOK.substring(0, BOOK.indexOf("checksum"))))
        .satisfies(e -> assertThat(e.listing()).isEqualTo(ABC));
  }

  @Test
  void limitsHold() {
    String level = "{\"price\":1,\"qty\":1},";
    assertUnparsable(
        BOOK.replace("[{\"price\"", "[" + level.repeat(KrakenFields.MAX_ELEMENTS) + "{\"price\""),
        "bids has more than 10000 elements",
        ABC);
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse("{\"a\":" + "[".repeat(KrakenParser.MAX_DEPTH)))
        .withMessageStartingWith("no JSON: Document nesting depth (17)");
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse("{\"channel\":\"" + "a".repeat(50_000) + "\"}"))
        .withMessageStartingWith("no JSON: String value length");
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> KrakenParser.parse(new byte[KrakenParser.MAX_FRAME_BYTES + 1]))
        .withMessage("frame of more than 16777216 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void anyBytesAreAMessageOrUnparsable(int seed) {
    Random random = new Random(seed);
    List<byte[]> frames =
        incoming().map(frame -> frame.frame().getBytes(StandardCharsets.UTF_8)).toList();
    int parsed = 0;
    int unparsable = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] frame = mutated(frames.get(random.nextInt(frames.size())), random);
      try {
        becomesEventsThatCanBeSent(KrakenParser.parse(frame));
        parsed++;
      } catch (UnparsableFrameException e) {
        assertThat(e.getMessage()).as("seed %d, frame %d", seed, i).matches("[ -~]{1,140}");
        unparsable++;
      }
    }
    assertThat(parsed).isGreaterThan(500);
    assertThat(unparsable).isGreaterThan(500);
  }

  private static void becomesEventsThatCanBeSent(Message message) {
    Stream<MarketEvent> events =
        switch (message) {
          case Trades trades -> trades.matches().stream().map(match -> match.trade(RECEIVED));
          case Tickers tickers ->
              tickers.tickers().stream().flatMap(ticker -> ticker.quote(RECEIVED).stream());
          case Books books -> books.books().stream().flatMap(KrakenParserTest::change);
          case Instruments _, Heartbeat _, Refusal _, Accepted _, Pong _, Other _ -> Stream.empty();
        };
    events.forEach(event -> assertThat(TickCodec.decode(TickCodec.encode(event))).isEqualTo(event));
  }

  /** Of a book whose checksum is right whatever is in it. */
  private static Stream<MarketEvent> change(Book book) {
    KrakenBook kept = new KrakenBook(10, Precision.AS_WRITTEN);
    assertThat(kept.apply(book, RECEIVED)).isNotNull();
    long checksum = KrakenChecksum.of(kept.asks(), kept.bids(), Precision.AS_WRITTEN);
    return kept
        .apply(
            new Book(
                book.isSnapshot(), book.listing(), book.bids(), book.asks(), checksum, book.time()),
            RECEIVED)
        .stream()
        .map(change -> change);
  }

  /**
   * A frame with a few bytes replaced, doubled, left out or cut off; half of them by what JSON is
   * made of.
   */
  private static byte[] mutated(byte[] frame, Random random) {
    byte[] json = "{}[]\",:0123456789.-eEtfn\\u".getBytes(StandardCharsets.UTF_8);
    byte[] mutant = frame;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(mutant.length);
      byte other =
          random.nextBoolean() ? json[random.nextInt(json.length)] : (byte) random.nextInt(256);
      int length = mutant.length;
      mutant =
          switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(mutant, at + 1);
            case 1 -> spliced(mutant, at, at + 1);
            case 2 -> spliced(mutant, at, Math.max(0, at - random.nextInt(40)));
            case 3 -> spliced(mutant, at, Math.min(length, at + random.nextInt(40)));
            default -> {
              byte[] changed = mutant.clone();
              changed[at] = other;
              yield changed;
            }
          };
    }
    return mutant;
  }

  /** The bytes up to one position, then those from another on. */
  private static byte[] spliced(byte[] bytes, int end, int from) {
    byte[] spliced = Arrays.copyOf(bytes, Math.max(1, end + bytes.length - from));
    System.arraycopy(
        bytes, from, spliced, end, Math.min(bytes.length - from, spliced.length - end));
    return spliced;
  }

  private static Stream<RecordedFrame> incoming() {
    return Recordings.ownFrames("kraken/session.jsonl").filter(RecordedFrame::isIncoming);
  }

  private static List<Message> session() {
    return incoming().map(frame -> parse(frame.frame())).toList();
  }

  private static Message parse(String frame) {
    return KrakenParser.parse(frame.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertUnparsable(String frame, String reason, @Nullable Listing listing) {
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse(frame))
        .withMessage(reason)
        .satisfies(e -> assertThat(e.listing()).isEqualTo(listing));
  }
}

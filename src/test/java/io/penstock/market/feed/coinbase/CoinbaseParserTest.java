package io.penstock.market.feed.coinbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.coinbase.CoinbaseMessages.ErrorMessage;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Heartbeat;
import io.penstock.market.feed.coinbase.CoinbaseMessages.L2Update;
import io.penstock.market.feed.coinbase.CoinbaseMessages.LastMatch;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Match;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Message;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Other;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Snapshot;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Subscriptions;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Ticker;
import io.penstock.market.tick.BookChange;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoinbaseParserTest {

  private static final Listing ABC = Listing.of("ABC-USD", "coinbase");
  private static final Listing XYZ = Listing.of("XYZ-EUR", "coinbase");
  private static final Instant RECEIVED = Instant.parse("2026-01-05T10:00:02Z");
  private static final String MATCH =
      """
      {"type":"match","trade_id":101,"side":"sell","size":"0.75","price":"10.03","product_id":"ABC-USD",\
      "sequence":5003,"time":"2026-01-05T10:00:00.390000Z"}\
      """;
  private static final String UPDATE =
      """
      {"type":"l2update","product_id":"ABC-USD","changes":[["buy","10.01","1.75"]],\
      "time":"2026-01-05T10:00:00.290000Z"}\
      """;

  private final List<Message> session = session();

  @Test
  void readsEveryMessageOfASession() {
    assertThat(session.stream().map(Object::getClass))
        .containsExactly(
            Subscriptions.class,
            Snapshot.class,
            LastMatch.class,
            Ticker.class,
            Ticker.class,
            L2Update.class,
            Match.class,
            Heartbeat.class,
            ErrorMessage.class,
            Other.class);
  }

  @Test
  void matchNamesTheMakersSideSoTheTakerIsOnTheOther() {
    Instant time = Instant.parse("2026-01-05T10:00:00.390000Z");

    assertThat(session.get(6))
        .isEqualTo(
            new Match(ABC, 101, Decimal.parse("10.03"), Decimal.parse("0.75"), Side.SELL, time));
    assertThat(((Match) session.get(6)).trade(RECEIVED))
        .isEqualTo(
            new Trade(
                ABC,
                101,
                Decimal.parse("10.03"),
                Decimal.parse("0.75"),
                Side.BUY,
                Times.of(time, RECEIVED)));
  }

  @Test
  void lastMatchTellsFromWhichTradeOn() {
    Instant time = Instant.parse("2026-01-05T09:59:58.250000Z");

    assertThat(session.get(2))
        .isEqualTo(
            new LastMatch(ABC, 100, Decimal.parse("10.02"), Decimal.parse("0.5"), Side.SELL, time));
  }

  @Test
  void tickerBecomesAQuote() {
    Instant time = Instant.parse("2026-01-05T09:59:58.250000Z");

    assertThat(((Ticker) session.get(3)).quote(RECEIVED))
        .contains(
            new Quote(
                ABC,
                5000,
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
  void tickerOfAProductNeverTradedHasNeitherPriceNorTime() {
    Ticker ticker = (Ticker) session.get(4);

    assertThat(ticker)
        .isEqualTo(
            new Ticker(
                XYZ,
                12,
                null,
                null,
                null,
                null,
                null,
                Decimal.parse("7.5"),
                null,
                Decimal.ZERO,
                Decimal.ZERO,
                null));
    assertThat(ticker.quote(RECEIVED)).isEmpty();
  }

  @Test
  void quoteWithoutAVenuesTimeIsOfTheTimeReceived() {
    Ticker ticker =
        (Ticker)
            parse(
                """
                {"type":"ticker","sequence":1,"product_id":"ABC-USD","best_bid":"1","best_ask":"2",\
                "volume_24h":"589300000000000.12345678"}\
                """);

    assertThat(ticker.quote(RECEIVED))
        .contains(
            new Quote(
                ABC,
                1,
                Decimal.parse("1"),
                null,
                Decimal.parse("2"),
                null,
                null,
                null,
                null,
                Times.of(RECEIVED, RECEIVED)));
  }

  @Test
  void snapshotIsSortedAndWithoutEmptyLevels() {
    assertThat(((Snapshot) session.get(1)).bookChange(RECEIVED))
        .isEqualTo(
            new BookChange(
                ABC,
                BookChange.Kind.SNAPSHOT,
                0,
                List.of(Level.of("10.00", "4.25"), Level.of("9.99", "1.0")),
                List.of(Level.of("10.02", "2.50"), Level.of("10.03", "3.0")),
                Times.of(RECEIVED, RECEIVED)));
  }

  @Test
  void updateKeepsZerosAndOrder() {
    BookChange change = ((L2Update) session.get(5)).bookChange(7, RECEIVED);

    assertThat(change)
        .isEqualTo(
            new BookChange(
                ABC,
                BookChange.Kind.UPDATE,
                7,
                List.of(Level.of("10.01", "1.75"), Level.of("9.99", "0.0")),
                List.of(Level.of("10.02", "0.00000000")),
                Times.of(Instant.parse("2026-01-05T10:00:00.290000Z"), RECEIVED)));
    assertThat(change.asks().getFirst().quantity()).hasToString("0.00000000");
  }

  @Test
  void heartbeatErrorAndSubscriptionsAreReadWhole() {
    assertThat(session.get(7))
        .isEqualTo(new Heartbeat(ABC, 5003, 101, Instant.parse("2026-01-05T10:00:00.990000Z")));
    assertThat(session.get(8))
        .isEqualTo(new ErrorMessage("Failed to subscribe", "NOPE-USD is not a valid product"));
    assertThat(session.get(0))
        .isEqualTo(
            new Subscriptions(
                List.of(
                    new Subscriptions.Channel("level2_batch", List.of("ABC-USD", "XYZ-EUR")),
                    new Subscriptions.Channel("heartbeat", List.of("ABC-USD")),
                    new Subscriptions.Channel("status", List.of()))));
    assertThat(session.get(9)).isEqualTo(new Other("status"));
  }

  @Test
  void longErrorsAreCutShort() {
    String message = "{\"type\":\"error\",\"message\":\"" + "no ".repeat(1_000) + "\"}";

    assertThat(parse(message)).isEqualTo(new ErrorMessage("no ".repeat(66) + "no…", ""));
  }

  @Test
  void orderOfFieldsDoesNotMatter() {
    assertThat(
            parse(
                """
                {"time":"2026-01-05T10:00:00.390000Z","product_id":"ABC-USD","price":"10.03","new_field":{"a":[1]},\
                "size":"0.75","side":"sell","trade_id":101,"type":"match"}\
                """))
        .isEqualTo(parse(MATCH));
  }

  @Test
  void readsOutOfTheMiddleOfABuffer() {
    byte[] buffer = ("xx" + MATCH + "yy").getBytes(StandardCharsets.UTF_8);

    assertThat(CoinbaseParser.parse(buffer, 2, buffer.length - 4)).isEqualTo(parse(MATCH));
  }

  @Test
  void readsASnapshotOfMegabytes() {
    String levels =
        IntStream.rangeClosed(1, 60_000)
            .mapToObj("[\"%d.00\",\"0.12345678\"]"::formatted)
            .collect(Collectors.joining(","));
    String frame =
        "{\"type\":\"snapshot\",\"product_id\":\"ABC-USD\",\"bids\":[" + levels + "],\"asks\":[]}";

    Snapshot snapshot = (Snapshot) parse(frame);

    assertThat(frame).hasSizeGreaterThan(1 << 20);
    assertThat(snapshot.bids()).hasSize(60_000).startsWith(Level.of("60000.00", "0.12345678"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"price\":\"10.03\",'|''|price is missing",
        "'\"price\":\"10.03\"'|'\"price\":\"\"'|price is missing",
        "'\"price\":\"10.03\"'|'\"price\":null'|price is missing",
        "'\"price\":\"10.03\"'|'\"price\":10.03'|price is no text",
        "'\"price\":\"10.03\"'|'\"price\":[\"10.03\"]'|price is no text",
        "'\"price\":\"10.03\"'|'\"price\":\"ten\"'|price is no decimal number that fits",
        "'\"price\":\"10.03\"'|'\"price\":\"1\",\"price\":\"1\"'|price is given twice",
        "'\"price\":\"10.03\"'|'\"price\":\"0.00\"'|price is not above 0",
        "'\"size\":\"0.75\"'|'\"size\":\"-0.75\"'|size is not above 0",
        "'\"trade_id\":101'|'\"trade_id\":\"101\"'|trade_id is no count",
        "'\"trade_id\":101'|'\"trade_id\":-1'|trade_id is no count",
        "'\"trade_id\":101'|'\"trade_id\":1e3'|trade_id is no count",
        "'\"trade_id\":101'|'\"trade_id\":1000000000000000000'|trade_id is no count",
        "'\"side\":\"sell\"'|'\"side\":\"SELL\"'|side is neither buy nor sell",
        "'10:00:00.390000Z'|'10:00:60Z'|time is no time of the years 1970 to 2261",
        "'2026-'|'2262-'|time is no time of the years 1970 to 2261",
        "'\"type\":\"match\",'|''|type is missing",
        "'}'|'}{}'|text behind the JSON object",
      })
  void matchIsUnparsableWhenAFieldIsMissingOrWrong(String replaced, String by, String reason) {
    assertUnparsable(MATCH.replace(replaced, by), reason, ABC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'[\"buy\",\"10.01\",\"1.75\"]'|'\"buy\"'|changes holds what is no change",
        "'\"buy\",\"10.01\",\"1.75\"'|''|changes holds an empty change",
        "'\"buy\"'|'[\"buy\"]'|changes is no text",
        "'\"buy\"'|'\"bid\"'|changes is neither buy nor sell",
        "'\"buy\"'|'null'|changes holds a change without a side",
        "',\"1.75\"'|''|changes holds a level without price or size",
        "'10.01'|'0'|changes holds a price not above 0 or a size below 0",
        "'1.75'|'-1'|changes holds a price not above 0 or a size below 0",
        "'[[\"buy\",\"10.01\",\"1.75\"]]'|'{}'|changes is no array",
      })
  void updateIsUnparsableWhenAChangeIsWrong(String replaced, String by, String reason) {
    assertUnparsable(UPDATE.replace(replaced, by), reason, ABC);
  }

  @Test
  void moreElementsOfAChangeAreNotOurBusiness() {
    assertThat(parse(UPDATE.replace("\"1.75\"", "\"1.75\",[3],{\"a\":1}")))
        .isEqualTo(parse(UPDATE));
  }

  @Test
  void productIdsThatAreNoSymbolsAreUnparsable() {
    assertUnparsable(MATCH.replace("ABC-USD", "abc/usd"), "product_id is no product id", null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "\"match\"", "1", "null"})
  void framesThatAreNoObjectAreUnparsable(String frame) {
    assertUnparsable(frame, "no JSON object", null);
  }

  @Test
  void brokenJsonIsUnparsableWithAShortPrintableReason() {
    for (String frame :
        List.of(
            "{",
            MATCH.substring(0, 40),
            "{\"type\":\"\u0001\"}",
            "\u00e9",
            "{\"a\":" + "9".repeat(500) + "}")) {
      assertThatExceptionOfType(UnparsableFrameException.class)
          .isThrownBy(() -> parse(frame))
          .satisfies(e -> assertThat(e.getMessage()).matches("no JSON: [ -~]{1,123}"));
    }
  }

  @Test
  void limitsHold() {
    assertUnparsable(
        "{\"type\":\"snapshot\",\"product_id\":\"ABC-USD\",\"asks\":[],\"bids\":["
            + "[\"1\",\"1\"],".repeat(FieldReader.MAX_ELEMENTS)
            + "[\"1\",\"1\"]]}",
        "bids has more than 200000 elements",
        ABC);
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse("{\"a\":" + "[".repeat(CoinbaseParser.MAX_DEPTH)))
        .withMessageStartingWith("no JSON: Document nesting depth (17)");
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse("{\"type\":\"" + "a".repeat(50_000) + "\"}"))
        .withMessageStartingWith("no JSON: String value length");
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> CoinbaseParser.parse(new byte[CoinbaseParser.MAX_FRAME_BYTES + 1]))
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
        becomesEventsThatCanBeSent(CoinbaseParser.parse(frame));
        parsed++;
      } catch (UnparsableFrameException e) {
        assertThat(e.getMessage()).matches("[ -~]{1,140}");
        unparsable++;
      }
    }
    assertThat(parsed).isGreaterThan(500);
    assertThat(unparsable).isGreaterThan(500);
  }

  private static void becomesEventsThatCanBeSent(Message message) {
    Stream<MarketEvent> events =
        switch (message) {
          case Match match -> Stream.of(match.trade(RECEIVED));
          case Ticker ticker -> ticker.quote(RECEIVED).stream().map(quote -> quote);
          case Snapshot snapshot -> Stream.of(snapshot.bookChange(RECEIVED));
          case L2Update update -> Stream.of(update.bookChange(1, RECEIVED));
          case LastMatch _, Heartbeat _, Subscriptions _, ErrorMessage _, Other _ -> Stream.empty();
        };
    events.forEach(event -> assertThat(TickCodec.decode(TickCodec.encode(event))).isEqualTo(event));
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
    return Recordings.ownFrames("coinbase/session.jsonl").filter(RecordedFrame::isIncoming);
  }

  private static List<Message> session() {
    return incoming().map(frame -> parse(frame.frame())).toList();
  }

  private static Message parse(String frame) {
    return CoinbaseParser.parse(frame.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertUnparsable(String frame, String reason, @Nullable Listing listing) {
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse(frame))
        .withMessage(reason)
        .satisfies(e -> assertThat(e.listing()).isEqualTo(listing));
  }
}

package io.penstock.market.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.binance.BinanceMessages.BookTicker;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.feed.binance.BinanceMessages.DepthUpdate;
import io.penstock.market.feed.binance.BinanceMessages.ErrorMessage;
import io.penstock.market.feed.binance.BinanceMessages.Granted;
import io.penstock.market.feed.binance.BinanceMessages.Message;
import io.penstock.market.feed.binance.BinanceMessages.Other;
import io.penstock.market.feed.binance.BinanceMessages.ServerShutdown;
import io.penstock.market.feed.binance.BinanceMessages.TradeEvent;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinanceParserTest {

  private static final Listing ABC = Listing.of("ABC-USDT", "binance");
  private static final Instant RECEIVED = Instant.parse("2026-01-05T10:00:02Z");
  private static final String TRADE =
      """
      {"stream":"abcusdt@trade","data":{"e":"trade","E":1767607200108,"s":"ABCUSDT","t":501,"p":"10.03000000",\
      "q":"0.75000000","T":1767607200107,"m":false,"M":true}}\
      """;
  private static final String UPDATE =
      """
      {"stream":"abcusdt@depth@100ms","data":{"e":"depthUpdate","E":1767607200058,"s":"ABCUSDT","U":1001,"u":1004,\
      "b":[["10.01","1.75"]],"a":[]}}\
      """;
  private static final String TICKER =
      """
      {"stream":"abcusdt@bookTicker","data":{"u":1005,"s":"ABCUSDT","b":"10.01","B":"1.75","a":"10.03","A":"3.00"}}\
      """;

  private final BinanceParser parser = new BinanceParser(new BinanceSymbols());
  private final List<Message> session =
      incoming().filter(frame -> frame.channel().equals("ws")).map(f -> parse(f.frame())).toList();

  @Test
  void readsEveryMessageOfASession() {
    assertThat(session.stream().map(Object::getClass))
        .containsExactly(
            Granted.class,
            DepthUpdate.class,
            BookTicker.class,
            TradeEvent.class,
            TradeEvent.class,
            TradeEvent.class,
            BookTicker.class,
            Other.class,
            Other.class,
            ErrorMessage.class,
            ErrorMessage.class,
            ServerShutdown.class,
            Other.class);
  }

  @Test
  void tradeWhoseBuyerIsTheMakerWasTakenBySomebodyWhoSells() {
    Instant time = Instant.parse("2026-01-05T10:00:00.107Z");

    assertThat(((TradeEvent) session.get(3)).trade(RECEIVED))
        .isEqualTo(
            new Trade(
                ABC,
                501,
                Decimal.parse("10.03"),
                Decimal.parse("0.75"),
                Side.BUY,
                Times.of(time, RECEIVED)));
    assertThat(((TradeEvent) session.get(4)).trade(RECEIVED).takerSide()).isEqualTo(Side.SELL);
  }

  @Test
  void timesComeInMillisecondsOrMicroseconds() {
    assertThat(((TradeEvent) session.get(3)).time()).isEqualTo("2026-01-05T10:00:00.107Z");
    assertThat(((TradeEvent) session.get(4)).time()).isEqualTo("2026-01-05T10:00:00.117456Z");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "99999999999999, ",
    "100000000000000, 1973-03-03T09:46:40Z",
    "9214646399999999, 2261-12-31T23:59:59.999999Z",
    "9214646400000000, ",
    "9214646399999, 2261-12-31T23:59:59.999Z",
    "9214646400000, ",
    "999999999999999999, "
  })
  void timesAreOfTheYears1970To2261(long count, @Nullable Instant time) {
    assertThat(FieldReader.time(count)).isEqualTo(time);
  }

  @Test
  void rawStreamsAreReadLikeCombinedOnes() {
    assertThat(session.get(5))
        .isEqualTo(
            new TradeEvent(
                ABC,
                503,
                Decimal.parse("10.01"),
                Decimal.parse("0.5"),
                true,
                Instant.parse("2026-01-05T10:00:00.127Z")));
    String raw = TICKER.substring(TICKER.indexOf("{\"u\""), TICKER.length() - 1);
    assertThat(parse(raw)).isEqualTo(parse(TICKER)).isInstanceOf(BookTicker.class);
  }

  @Test
  void bookTickerHasNeitherTypeNorTimeAndIsOfTheTimeReceived() {
    assertThat(((BookTicker) session.get(2)).quote(RECEIVED))
        .contains(
            new Quote(
                ABC,
                1005,
                Decimal.parse("10.01"),
                Decimal.parse("1.75"),
                Decimal.parse("10.03"),
                Decimal.parse("3"),
                null,
                null,
                null,
                Times.of(RECEIVED, RECEIVED)));
  }

  @Test
  void bookWithoutSellersIsNoQuote() {
    BookTicker ticker = (BookTicker) session.get(6);

    assertThat(ticker.listing()).isEqualTo(Listing.of("XYZ-BTC", "binance"));
    assertThat(ticker.ask()).isNull();
    assertThat(ticker.quote(RECEIVED)).isEmpty();
  }

  @Test
  void updateKeepsItsNumbersItsZerosAndItsOrder() {
    DepthUpdate update = (DepthUpdate) session.get(1);

    assertThat(update.first()).isEqualTo(1001);
    assertThat(update.last()).isEqualTo(1004);
    assertThat(update.bookChange(RECEIVED))
        .isEqualTo(
            new BookChange(
                ABC,
                BookChange.Kind.UPDATE,
                0,
                List.of(Level.of("10.01", "1.75"), Level.of("9.99", "0")),
                List.of(Level.of("10.02", "0")),
                Times.of(Instant.parse("2026-01-05T10:00:00.058Z"), RECEIVED)));
    assertThat(update.asks().getFirst().quantity()).hasToString("0.0");
  }

  @Test
  void snapshotIsSortedAndWithoutEmptyLevels() {
    DepthSnapshot snapshot = snapshot(answer());

    assertThat(snapshot.lastUpdateId()).isEqualTo(1003);
    assertThat(snapshot.bookChange(ABC, RECEIVED))
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
  void answersAndAnnouncementsAreReadWhole() {
    assertThat(session.get(0)).isEqualTo(new Granted(1));
    assertThat(session.get(9))
        .isEqualTo(new ErrorMessage(2L, 2, "Invalid request: invalid stream"));
    assertThat(session.get(10)).isEqualTo(new ErrorMessage(3L, 0, "Unknown property"));
    assertThat(parse("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}"))
        .isEqualTo(new ErrorMessage(null, -1121, "Invalid symbol."));
    assertThat(parse("{\"e\":\"serverShutdown\",\"E\":1770123456789}"))
        .isEqualTo(new ServerShutdown());
    assertThat(session.get(7)).isEqualTo(new Other("aggTrade"));
    assertThat(session.get(8)).isEqualTo(new Other("arr"));
  }

  @Test
  void longErrorsAreCutShort() {
    String message = "{\"code\":1,\"msg\":\"" + "no ".repeat(1_000) + "\"}";

    assertThat(parse(message)).isEqualTo(new ErrorMessage(null, 1, "no ".repeat(66) + "no…"));
  }

  @Test
  void orderOfFieldsDoesNotMatter() {
    assertThat(
            parse(
                """
                {"data":{"M":true,"m":false,"T":1767607200107,"q":"0.75000000","p":"10.03000000","new":{"a":[1]},\
                "t":501,"s":"ABCUSDT","E":1767607200108,"e":"trade"},"stream":"abcusdt@trade"}\
                """))
        .isEqualTo(parse(TRADE));
  }

  @Test
  void readsOutOfTheMiddleOfABuffer() {
    byte[] buffer = ("xx" + TRADE + "yy").getBytes(StandardCharsets.UTF_8);

    assertThat(parser.parse(buffer, 2, buffer.length - 4)).isEqualTo(parse(TRADE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"t\":501,'|''|t is missing",
        "'\"t\":501'|'\"t\":-1'|t is no count",
        "'\"t\":501'|'\"t\":\"501\"'|t is no count",
        "'\"t\":501'|'\"t\":1234567890123456789'|t is no count",
        "'\"t\":501'|'\"t\":501,\"t\":502'|t is given twice",
        "'\"p\":\"10.03000000\",'|''|p is missing",
        "'\"p\":\"10.03000000\"'|'\"p\":10.03'|p is no text",
        "'\"p\":\"10.03000000\"'|'\"p\":\"ten\"'|p is no decimal number that fits",
        "'\"p\":\"10.03000000\"'|'\"p\":\"0.00\"'|p is not above 0",
        "'\"q\":\"0.75000000\"'|'\"q\":\"-1\"'|q is not above 0",
        "'\"m\":false,'|''|m is missing",
        "'\"m\":false'|'\"m\":\"no\"'|m is neither true nor false",
        "'\"T\":1767607200107'|'\"T\":null'|T is missing",
        "'\"T\":1767607200107'|'\"T\":999999999999999999'|T is no time of the years 1970 to 2261",
        "'\"e\":\"trade\"'|'\"e\":7'|e is no text"
      })
  void tradeWithAWrongFieldIsUnparsable(String part, String damaged, String reason) {
    assertThat(TRADE).contains(part);
    assertUnparsable(TRADE.replace(part, damaged), reason, ABC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"U\":1001'|'\"U\":1005'|u is below U",
        "'\"U\":1001,'|''|U is missing",
        "'\"u\":1004,'|''|u is missing",
        "'\"a\":[]'|'\"a\":\"\"'|a is missing",
        "'\"a\":[]'|'\"a\":[7]'|a holds what is no level",
        "'\"a\":[]'|'\"a\":[[\"1\"]]'|a holds a level without price or quantity",
        "'\"a\":[]'|'\"a\":[[\"0\",\"1\"]]'|a holds a price not above 0 or a quantity below 0",
        "'\"a\":[]'|'\"a\":[[\"1\",\"-1\"]]'|a holds a price not above 0 or a quantity below 0",
        "'\"b\":[[\"10.01\",\"1.75\"]]'|'\"b\":{}'|b is no text",
        "'[\"10.01\",\"1.75\"]'|'[\"10.01\",\"x\"]'|b is no decimal number that fits",
        "'\"E\":1767607200058,'|''|E is missing"
      })
  void updateWithAWrongFieldIsUnparsable(String part, String damaged, String reason) {
    assertThat(UPDATE).contains(part);
    assertUnparsable(UPDATE.replace(part, damaged), reason, ABC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"u\":1005,'|''|u is missing",
        "'\"b\":\"10.01\",'|''|b is missing",
        "'\"B\":\"1.75\"'|'\"B\":\"-1.75\"'|B is below 0",
        "',\"A\":\"3.00\"'|''|A is missing"
      })
  void bookTickerWithAWrongFieldIsUnparsable(String part, String damaged, String reason) {
    assertThat(TICKER).contains(part);
    assertUnparsable(TICKER.replace(part, damaged), reason, ABC);
  }

  @Test
  void listingIsKnownFromTheStreamWhereThePayloadDoesNotTellIt() {
    assertUnparsable(TRADE.replace("\"s\":\"ABCUSDT\",", ""), "s is missing", ABC);
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse(TRADE.substring(0, 60)))
        .withMessageStartingWith("no JSON: Unexpected end-of-input")
        .satisfies(e -> assertThat(e.listing()).isEqualTo(ABC));
  }

  @Test
  void payloadOfAnotherStreamIsOfNobody() {
    assertUnparsable(TRADE.replace("ABCUSDT", "ABDUSDT"), "s is not of its stream", null);
    assertUnparsable(TRADE.replace("abcusdt@", "abcusd@"), "s is not of its stream", null);
    assertUnparsable(TRADE.replace("abcusdt@trade", "abcusdt"), "s is not of its stream", null);
  }

  @Test
  void pairThatNoSymbolIsSpeltLikeIsUnparsable() {
    assertUnparsable(
        TRADE.replace("ABCUSDT", "ABCQQQ").replace("abcusdt", "abcqqq"), "s is no pair", null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "\"trade\"", "1", "null"})
  void framesThatAreNoObjectAreUnparsable(String frame) {
    assertUnparsable(frame, "no JSON object", null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|e is missing",
        "'{\"result\":null}'|id is missing",
        "'{\"error\":7}'|code is missing",
        "'{\"error\":{\"code\":1}}'|msg is missing",
        "'{\"code\":\"1\",\"msg\":\"\"}'|code is no number",
        "'{\"u\":1,\"b\":\"1\"}'|e is missing"
      })
  void frameOfNoKindIsUnparsable(String frame, String reason) {
    assertUnparsable(frame, reason, null);
  }

  @Test
  void limitsHold() {
    assertUnparsable(
        UPDATE.replace(
            "\"a\":[]",
            "\"a\":[" + "[\"1\",\"1\"],".repeat(FieldReader.MAX_ELEMENTS) + "[\"1\",\"1\"]]"),
        "a has more than 20000 elements",
        ABC);
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse("{\"x\":" + "[".repeat(BinanceParser.MAX_DEPTH)))
        .withMessageStartingWith("no JSON: Document nesting depth (17)");
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse("{\"e\":\"" + "a".repeat(50_000) + "\"}"))
        .withMessageStartingWith("no JSON: String value length");
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parser.parse(new byte[BinanceParser.MAX_FRAME_BYTES + 1]))
        .withMessage("frame of more than 4194304 bytes");
  }

  @Test
  void answerThatIsNoBookIsUnparsable() {
    for (String answer :
        List.of("", "[]", "{}", "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", "<html>")) {
      assertThatExceptionOfType(UnparsableFrameException.class).isThrownBy(() -> snapshot(answer));
    }
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> snapshot(answer().replace("\"asks\"", "\"a\"")))
        .withMessage("asks is missing");
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
        becomesEventsThatCanBeSent(parser.parse(frame));
        parsed++;
      } catch (UnparsableFrameException e) {
        assertThat(e.getMessage()).matches("[ -~]{1,140}");
        unparsable++;
      }
      try {
        parser.parseSnapshot(frame).bookChange(ABC, RECEIVED);
      } catch (UnparsableFrameException e) {
        assertThat(e.getMessage()).matches("[ -~]{1,140}");
      }
    }
    assertThat(parsed).isGreaterThan(300);
    assertThat(unparsable).isGreaterThan(500);
  }

  private static void becomesEventsThatCanBeSent(Message message) {
    Stream<MarketEvent> events =
        switch (message) {
          case TradeEvent trade -> Stream.of(trade.trade(RECEIVED));
          case BookTicker ticker -> ticker.quote(RECEIVED).stream().map(quote -> quote);
          case DepthUpdate update -> Stream.of(update.bookChange(RECEIVED));
          case Granted _, ErrorMessage _, ServerShutdown _, Other _ -> Stream.empty();
        };
    events.forEach(event -> assertThat(TickCodec.decode(TickCodec.encode(event))).isEqualTo(event));
  }

  /**
   * A frame with a few bytes replaced, doubled, left out or cut off; half of them by what JSON is
   * made of.
   */
  static byte[] mutated(byte[] frame, Random random) {
    byte[] json = "{}[]\",:0123456789.-eEtfnuUbBaAs\\".getBytes(StandardCharsets.UTF_8);
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
    return Recordings.ownFrames("binance/session.jsonl").filter(RecordedFrame::isIncoming);
  }

  private static String answer() {
    return incoming()
        .filter(frame -> frame.channel().startsWith("http:/api/v3/depth"))
        .findFirst()
        .orElseThrow()
        .frame();
  }

  private Message parse(String frame) {
    return parser.parse(frame.getBytes(StandardCharsets.UTF_8));
  }

  private DepthSnapshot snapshot(String answer) {
    return parser.parseSnapshot(answer.getBytes(StandardCharsets.UTF_8));
  }

  private void assertUnparsable(String frame, String reason, @Nullable Listing listing) {
    assertThatExceptionOfType(UnparsableFrameException.class)
        .isThrownBy(() -> parse(frame))
        .withMessage(reason)
        .satisfies(e -> assertThat(e.listing()).isEqualTo(listing));
  }
}

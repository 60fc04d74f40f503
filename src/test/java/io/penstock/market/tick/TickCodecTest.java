package io.penstock.market.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.penstock.market.tick.wire.BarV1;
import io.penstock.market.tick.wire.MarketEventV1;
import io.penstock.platform.values.Decimal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickCodecTest {

  private static final Path EXAMPLES = Path.of("streams/schemas/examples");
  private static final Listing BTC = Listing.of("BTC-USD", "coinbase");
  private static final Times UNPUBLISHED =
      Times.of(
          Instant.ofEpochSecond(1_784_000_000, 123_456_000),
          Instant.ofEpochSecond(1_784_000_000, 145_000_000));
  private static final Times PUBLISHED =
      UNPUBLISHED.publishedAt(Instant.ofEpochSecond(1_784_000_000, 147_000_000));
  private static final Times AT_RECEIPT = Times.of(UNPUBLISHED.received(), UNPUBLISHED.received());
  private static final Instant FIVE_SECONDS_LATER = UNPUBLISHED.received().plusSeconds(5);

  private static final Trade TRADE =
      new Trade(
          BTC, 42, Decimal.parse("61820.99"), Decimal.parse("0.50000000"), Side.BUY, UNPUBLISHED);
  private static final Quote QUOTE =
      new Quote(
          BTC,
          7001,
          Decimal.parse("61820.98"),
          null,
          Decimal.parse("61820.99"),
          Decimal.parse("0.00000001"),
          Decimal.parse("61820.99"),
          Decimal.parse("61000"),
          Decimal.parse("12345678.00000000"),
          PUBLISHED);
  private static final BookChange SNAPSHOT =
      new BookChange(
          BTC,
          BookChange.Kind.SNAPSHOT,
          0,
          List.of(Level.of("61820.98", "0.50000000"), Level.of("61820.00", "0.00000100")),
          List.of(Level.of("61820.99", "2.00000000")),
          AT_RECEIPT);
  private static final BookChange UPDATE =
      new BookChange(
          Listing.of("SHIB-USD", "coinbase"),
          BookChange.Kind.UPDATE,
          17,
          List.of(Level.of("0.00000001", "0.0"), Level.of("0.00000002", "123456789012345678")),
          List.of(),
          UNPUBLISHED);
  private static final FeedState STALE =
      new FeedState(
          BTC,
          FeedState.Status.STALE,
          "no frame for 5 s",
          Times.of(FIVE_SECONDS_LATER, FIVE_SECONDS_LATER));
  private static final Bar BAR =
      new Bar(
          BTC,
          BarInterval.ONE_MINUTE,
          Instant.ofEpochSecond(1_783_999_980),
          Decimal.parse("61820.00"),
          Decimal.parse("61821.00"),
          Decimal.parse("61819.99"),
          Decimal.parse("61820.99"),
          new BigDecimal("0.50000000"),
          new BigDecimal("30910.4950000000"),
          3,
          40,
          42,
          1,
          true);

  static final List<Example> EXAMPLE_EVENTS =
      List.of(
          new Example("trade", TRADE),
          new Example("quote", QUOTE),
          new Example("snapshot", SNAPSHOT),
          new Example("update", UPDATE),
          new Example("stale", STALE));

  record Example(String name, MarketEvent event) {}

  @ParameterizedTest
  @FieldSource("EXAMPLE_EVENTS")
  void encodesAsTheSchemasExamplesSay(Example example) throws IOException {
    MarketEventV1.MarketEvent.Builder wire = MarketEventV1.MarketEvent.newBuilder();
    JsonFormat.parser()
        .merge(Files.readString(EXAMPLES.resolve(example.name() + ".market-event.v1.json")), wire);

    assertThat(MarketEventV1.MarketEvent.parseFrom(TickCodec.encode(example.event())))
        .isEqualTo(wire.build());
  }

  @ParameterizedTest
  @FieldSource("EXAMPLE_EVENTS")
  void decodesWhatItEncoded(Example example) {
    MarketEvent decoded = TickCodec.decode(TickCodec.encode(example.event()));

    assertThat(decoded).isEqualTo(example.event());
    // Decimals are equal by value, but print as they were spelt.
    assertThat(decoded.toString()).isEqualTo(example.event().toString());
  }

  @Test
  void everyExampleIsChecked() throws IOException {
    try (var files = Files.list(EXAMPLES)) {
      assertThat(files.filter(file -> file.toString().endsWith(".market-event.v1.json")))
          .hasSize(EXAMPLE_EVENTS.size());
    }
  }

  @Test
  void encodesBarsAsTheExampleSays() throws IOException {
    BarV1.Bar.Builder wire = BarV1.Bar.newBuilder();
    JsonFormat.parser().merge(Files.readString(EXAMPLES.resolve("bar.v1.json")), wire);

    assertThat(BarV1.Bar.parseFrom(TickCodec.encodeBar(BAR))).isEqualTo(wire.build());
    assertThat(TickCodec.decodeBar(TickCodec.encodeBar(BAR))).isEqualTo(BAR);
  }

  @Test
  void keepsSumsThatALongCannotHold() {
    Bar wide =
        TickCodec.decodeBar(
            TickCodec.encodeBar(barOf("123456789012345678901234567890.123456789012")));

    assertThat(wide.notional())
        .isEqualTo(new BigDecimal("123456789012345678901234567890.123456789012"));
    assertThat(TickCodec.decodeBar(TickCodec.encodeBar(barOf("1E+3"))).notional())
        .isEqualTo(new BigDecimal("1000"));
  }

  @Test
  void keepsTheNanosecondsOfTimesBeforeAndAfterTheEpoch() {
    for (Instant time :
        List.of(
            Instant.parse("1969-12-31T23:59:59.999999999Z"),
            Instant.EPOCH,
            Instant.parse("2021-04-17T16:43:37.1295161Z"),
            Instant.parse("1678-01-01T00:00:00Z"),
            Instant.parse("2261-12-31T23:59:59.999999999Z"))) {
      FeedState state = new FeedState(BTC, FeedState.Status.LIVE, "", Times.of(time, time));
      assertThat(TickCodec.decode(TickCodec.encode(state))).isEqualTo(state);
    }
  }

  @Test
  void refusesTimesThatNanosecondsCannotHold() {
    for (String time : List.of("1677-01-01T00:00:00Z", "2263-01-01T00:00:00Z")) {
      Instant instant = Instant.parse(time);
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              TickCodec.encode(
                  new FeedState(BTC, FeedState.Status.LIVE, "", Times.of(instant, instant))))
          .withMessage("time outside the years 1678 to 2261: " + time);
    }
  }

  @Test
  void spendsOneScaleOnAColumnOfLevelsThatAgree() {
    List<Level> bids = IntStream.range(0, 1_000).mapToObj(i -> level(6_000_000 - i, 8)).toList();
    List<Level> mixed =
        IntStream.range(0, 1_000).mapToObj(i -> level(6_000_000 - i, i % 9)).toList();

    assertThat(TickCodec.encode(book(bids)).length).isEqualTo(6_059);
    assertThat(TickCodec.encode(book(mixed)).length).isEqualTo(6_059 + 1_000);
    assertThat(TickCodec.decode(TickCodec.encode(book(mixed))).toString())
        .isEqualTo(book(mixed).toString());
  }

  @Test
  void refusesLevelsWithColumnsOfDifferentLengths() {
    MarketEventV1.MarketEvent.Builder wire = wireOf(SNAPSHOT);
    wire.getBookChangeBuilder().getBidsBuilder().addPriceUnits(1);
    assertRefused(wire.build(), "levels with columns of different lengths");

    wire = wireOf(SNAPSHOT);
    wire.getBookChangeBuilder().getBidsBuilder().addPriceScales(2).addPriceScales(2);
    assertRefused(wire.build(), "levels with columns of different lengths");

    wire = wireOf(SNAPSHOT);
    wire.getBookChangeBuilder().getAsksBuilder().clearQuantityScales();
    assertRefused(wire.build(), "levels with columns of different lengths");
  }

  @Test
  void refusesWhatTheVocabularyRefuses() {
    assertRefused(wireOf(TRADE).clearTrade().build(), "market event of a kind unknown here");
    assertRefused(
        wireOf(TRADE).setSymbol("btc/usd").build(), "symbol must look like BTC-USD or AAPL");
    MarketEventV1.MarketEvent.Builder wire = wireOf(TRADE);
    wire.getTradeBuilder().clearPrice();
    assertRefused(wire.build(), "price must be above 0, was 0");
    wire = wireOf(TRADE);
    wire.getTradeBuilder().getPriceBuilder().setScale(19);
    assertRefused(wire.build(), "scale must be 0 to 18, was 19");
    wire = wireOf(TRADE);
    wire.getTradeBuilder().setTakerSideValue(9);
    assertRefused(wire.build(), "trade without a taker's side");
    wire = wireOf(UPDATE);
    wire.getBookChangeBuilder().clearKind();
    assertRefused(wire.build(), "book change without a kind");
    wire = wireOf(STALE);
    wire.getFeedStateBuilder().setStatusValue(7);
    assertRefused(wire.build(), "feed state without a status");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anyBytesDecodeOrAreRefused(int seed) {
    Random random = new Random(seed);
    byte[] bar = TickCodec.encodeBar(BAR);
    for (int i = 0; i < 1_000; i++) {
      byte[] event =
          TickCodec.encode(EXAMPLE_EVENTS.get(random.nextInt(EXAMPLE_EVENTS.size())).event());
      decodesOrIsRefused(() -> TickCodec.decode(mutated(event, random)));
      decodesOrIsRefused(() -> TickCodec.decodeBar(mutated(bar, random)));
      byte[] garbage = new byte[random.nextInt(64)];
      random.nextBytes(garbage);
      decodesOrIsRefused(() -> TickCodec.decode(garbage));
      decodesOrIsRefused(() -> TickCodec.decodeBar(garbage));
    }
  }

  private static void decodesOrIsRefused(Runnable decoding) {
    try {
      decoding.run();
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] mutant =
        Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length);
    for (int i = random.nextInt(4); i > 0 && mutant.length > 0; i--) {
      mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
    }
    return mutant;
  }

  private static MarketEventV1.MarketEvent.Builder wireOf(MarketEvent event) {
    try {
      return MarketEventV1.MarketEvent.parseFrom(TickCodec.encode(event)).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertRefused(MarketEventV1.MarketEvent wire, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TickCodec.decode(wire.toByteArray()))
        .withMessage(reason);
  }

  private static BookChange book(List<Level> bids) {
    return new BookChange(BTC, BookChange.Kind.SNAPSHOT, 0, bids, List.of(), AT_RECEIPT);
  }

  private static Level level(long price, int quantityScale) {
    return new Level(Decimal.of(price, 2), Decimal.of(5_000, quantityScale));
  }

  private static Bar barOf(String notional) {
    return new Bar(
        BTC,
        BAR.interval(),
        BAR.start(),
        BAR.open(),
        BAR.high(),
        BAR.low(),
        BAR.close(),
        BAR.volume(),
        new BigDecimal(notional),
        1,
        40,
        40,
        0,
        false);
  }
}

package io.penstock.market.bars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.Recordings;
import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BarFoldTest {

  private static final Listing BTC = Listing.of("BTC-USD", "mtgox");
  private static final Instant MINUTE = Instant.parse("2026-01-05T10:00:00Z");

  @Test
  void aSingleTradeIsABar() {
    assertThat(
            BarFold.of(BarInterval.ONE_MINUTE, trade(7, "10.50", "2", MINUTE.plusMillis(59_999))))
        .isEqualTo(bar("10.50", "10.50", "10.50", "10.50", "2", "21.00", 1, 7, 7));
  }

  @Test
  void openAndCloseGoByTradeIdNotByArrivalOrTime() {
    Trade third = trade(3, "12", "1", MINUTE);
    Trade first = trade(1, "10", "1", MINUTE.plusSeconds(30));
    Trade second = trade(2, "9.5", "0.5", MINUTE.plusSeconds(10));

    Bar bar = BarFold.with(BarFold.with(BarFold.of(BarInterval.ONE_MINUTE, third), first), second);

    assertThat(bar).isEqualTo(bar("10", "12", "9.5", "12", "2.5", "26.75", 3, 1, 3));
    assertThat(bar.vwap()).isEqualTo("10.700000000000");
  }

  @Test
  void barsBeginAtWholeSecondsAndMinutes() {
    List<Trade> trades =
        List.of(
            trade(1, "1", "1", MINUTE.minusNanos(1)),
            trade(2, "2", "1", MINUTE),
            trade(3, "3", "1", MINUTE.plusNanos(1)));

    assertThat(BarFold.fold(BarInterval.ONE_MINUTE, trades).keySet())
        .containsExactly(
            new BarId(BTC, BarInterval.ONE_MINUTE, MINUTE.minusSeconds(60)),
            new BarId(BTC, BarInterval.ONE_MINUTE, MINUTE));
    assertThat(
            BarFold.fold(BarInterval.ONE_SECOND, trades).sequencedValues().stream()
                .map(Bar::trades))
        .containsExactly(1L, 2L);
  }

  @Test
  void sumsWhatALongCannotHold() {
    Bar bar =
        BarFold.of(
            BarInterval.ONE_SECOND, trade(1, "9223372036854775807", "9223372036854775807", MINUTE));

    assertThat(bar.notional()).isEqualTo("85070591730234615847396907784232501249");
  }

  @Test
  void aClosedBarStaysClosedAndAsRevisedAsItIs() {
    Bar open = BarFold.of(BarInterval.ONE_MINUTE, trade(5, "10", "1", MINUTE));
    Bar closed =
        new Bar(
            BTC,
            open.interval(),
            open.start(),
            open.open(),
            open.high(),
            open.low(),
            open.close(),
            open.volume(),
            open.notional(),
            1,
            5,
            5,
            3,
            true);

    Bar late = BarFold.with(closed, trade(4, "9", "1", MINUTE));

    assertThat(late.open()).isEqualTo(Decimal.parse("9"));
    assertThat(late.revision()).isEqualTo(3);
    assertThat(late.closed()).isTrue();
  }

  @Test
  void tradesOfAnotherBarAreRefused() {
    Bar bar = BarFold.of(BarInterval.ONE_MINUTE, trade(1, "10", "1", MINUTE));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BarFold.with(bar, trade(2, "10", "1", MINUTE.plusSeconds(60))))
        .withMessageStartingWith(
            "cannot merge BarId[listing=BTC-USD@mtgox, interval=ONE_MINUTE, start=2026-01-05T10:01");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void anyOrderAndAnyPartsOfTheSameTradesGiveTheSameBars(int seed) {
    Random random = new Random(seed);
    List<Trade> trades =
        new ArrayList<>(IntStream.range(0, 500).mapToObj(id -> random(id, random)).toList());
    for (BarInterval interval : BarInterval.STORED) {
      Map<BarId, Bar> inOrder = BarFold.fold(interval, trades);
      for (int i = 0; i < 20; i++) {
        Collections.shuffle(trades, random);
        assertThat(BarFold.fold(interval, trades)).isEqualTo(inOrder);

        int cut = random.nextInt(trades.size());
        Map<BarId, Bar> parts = BarFold.fold(interval, trades.subList(0, cut));
        BarFold.fold(interval, trades.subList(cut, trades.size()))
            .forEach((id, part) -> parts.merge(id, part, BarFold::merge));
        assertThat(parts).isEqualTo(inOrder);
      }
    }
  }

  @Test
  void foldsADayOfMtGoxAsExpected() throws IOException {
    JsonNode expected = Recordings.expected("trades-mtgox-btcusd-20130101.json");
    List<Trade> trades = mtGox();

    List<Bar> minutes = List.copyOf(BarFold.fold(BarInterval.ONE_MINUTE, trades).values());
    List<Bar> seconds = List.copyOf(BarFold.fold(BarInterval.ONE_SECOND, trades).values());

    assertThat(trades).hasSize(2_331);
    assertThat(minutes).hasSize(537);
    ExpectedBars.assertBars(minutes, expected.path("bars_1m"));
    ExpectedBars.assertBars(seconds.subList(0, 50), expected.path("bars_1s_first_50"));
    assertThat(minutes.stream().map(Bar::volume).reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualTo("28168.91145963");
    assertThat(minutes.stream().map(Bar::notional).reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo("375719.0089656859363");
  }

  private static List<Trade> mtGox() throws IOException {
    try (Stream<String> lines =
        Files.lines(Recordings.root().resolve("trades/mtgox-btcusd-20130101.csv"))) {
      return lines
          .skip(1)
          .map(line -> line.split(",", -1))
          .map(row ->
              trade(Long.parseLong(row[0]), row[1], row[2], microseconds(Long.parseLong(row[0]))))
          .toList();
    }
  }

  private static Instant microseconds(long id) {
    return Instant.ofEpochSecond(id / 1_000_000, id % 1_000_000 * 1_000);
  }

  private static Trade random(long id, Random random) {
    return new Trade(
        random.nextBoolean() ? BTC : Listing.of("ETH-USD", "mtgox"),
        id,
        Decimal.of(1 + random.nextInt(50), random.nextInt(3)),
        Decimal.of(1 + random.nextInt(1_000_000), random.nextInt(9)),
        Side.BUY,
        Times.of(MINUTE.plusMillis(random.nextInt(150_000)), MINUTE));
  }

  private static Trade trade(long id, String price, String quantity, Instant time) {
    return new Trade(
        BTC, id, Decimal.parse(price), Decimal.parse(quantity), Side.BUY, Times.of(time, time));
  }

  private static Bar bar(
      String open,
      String high,
      String low,
      String close,
      String volume,
      String notional,
      long trades,
      long first,
      long last) {
    return new Bar(
        BTC,
        BarInterval.ONE_MINUTE,
        MINUTE,
        Decimal.parse(open),
        Decimal.parse(high),
        Decimal.parse(low),
        Decimal.parse(close),
        new BigDecimal(volume),
        new BigDecimal(notional),
        trades,
        first,
        last,
        0,
        false);
  }
}

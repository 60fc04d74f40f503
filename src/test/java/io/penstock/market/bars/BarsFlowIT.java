package io.penstock.market.bars;

import static io.penstock.market.bars.BarsHarness.FIRST;
import static io.penstock.market.bars.BarsHarness.SECOND;
import static io.penstock.market.bars.BarsHarness.record;
import static io.penstock.market.bars.BarsHarness.records;
import static io.penstock.market.bars.TestTicks.BTC;
import static io.penstock.market.bars.TestTicks.ETH;
import static io.penstock.market.bars.TestTicks.MINUTE;
import static io.penstock.market.bars.TestTicks.quote;
import static io.penstock.market.bars.TestTicks.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.UnprocessableRecordException;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class BarsFlowIT {

  private static BarsHarness harness;

  @BeforeAll
  static void start() {
    harness = new BarsHarness();
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  @BeforeEach
  void empty() {
    harness.rows("SELECT market_add_month('2026-01-01')::text");
    harness.empty();
    harness.clock.set(MINUTE);
  }

  @Test
  void closesABarTwoSecondsOfVenueTimeAfterItsEnd() {
    PartitionBars partition = harness.open(FIRST);
    harness.handle(partition, List.of(record(FIRST, 0, trade(1, "10", "1", MINUTE))));
    harness.handle(partition, List.of(record(FIRST, 1, quote(BTC, MINUTE.plusMillis(2_999)))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).closed()).isFalse();

    harness.handle(partition, List.of(record(FIRST, 2, quote(ETH, MINUTE.plusMillis(3_000)))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).closed()).isFalse();

    harness.handle(partition, List.of(record(FIRST, 3, quote(BTC, MINUTE.plusMillis(3_000)))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).closed()).isTrue();
    assertThat(bar(BarInterval.ONE_MINUTE, MINUTE).closed()).isFalse();
    assertThat(harness.streams.known()).isEqualTo(harness.storedBars());
  }

  @Test
  void closesABarFiveSecondsOfOurTimeAfterItsEndThoughItsVenueIsSilent() {
    // Received 100 ms after it happened, 400 ms before the end of its second: over at 0.6 + 0.4 +
    // 5.
    PartitionBars partition = harness.open(FIRST);
    harness.handle(
        partition,
        List.of(
            record(
                FIRST,
                0,
                trade(BTC, 1, "10", "1", MINUTE.plusMillis(600), MINUTE.plusMillis(700)))));

    harness.handle(
        partition, List.of(record(FIRST, 1, quote(ETH, MINUTE, MINUTE.plusMillis(6_099)))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).closed()).isFalse();

    harness.handle(
        partition, List.of(record(FIRST, 2, quote(ETH, MINUTE, MINUTE.plusMillis(6_100)))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).closed()).isTrue();
  }

  @Test
  void closesABarOfAPartitionInWhichNothingComes() {
    PartitionBars partition = harness.open(FIRST);
    harness.handle(
        partition, List.of(record(FIRST, 0, trade(1, "10", "1", MINUTE.plusMillis(600)))));

    harness.clock.set(MINUTE.plusMillis(5_999));
    harness.await(harness.flow.pulse(partition, FIRST));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).closed()).isFalse();

    harness.clock.set(MINUTE.plusMillis(6_000));
    harness.await(harness.flow.pulse(partition, FIRST));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).closed()).isTrue();
    assertThat(harness.streams.sent().getLast()).isEqualTo(bar(BarInterval.ONE_SECOND, MINUTE));

    harness.handle(
        partition, List.of(record(FIRST, 1, trade(2, "11", "1", MINUTE.plusMillis(700)))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).revision()).isEqualTo(1);
  }

  @Test
  void aLateTradeRevisesAClosedBar() {
    PartitionBars partition = harness.open(FIRST);
    harness.handle(
        partition,
        records(
            FIRST,
            List.of(
                trade(2, "10", "1", MINUTE.plusMillis(200)),
                trade(3, "12", "1", MINUTE.plusMillis(300)),
                trade(5, "11", "1", MINUTE.plusSeconds(4)))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).closed()).isTrue();

    harness.handle(
        partition, List.of(record(FIRST, 3, trade(1, "9", "0.5", MINUTE.plusMillis(100)))));

    Bar revised = bar(BarInterval.ONE_SECOND, MINUTE);
    assertThat(revised)
        .isEqualTo(
            new Bar(
                BTC,
                BarInterval.ONE_SECOND,
                MINUTE,
                Decimal.parse("9"),
                Decimal.parse("12"),
                Decimal.parse("9"),
                Decimal.parse("12"),
                new BigDecimal("2.5"),
                new BigDecimal("26.5"),
                3,
                1,
                3,
                1,
                true));
    assertThat(harness.streams.sent()).contains(revised);
    assertThat(bar(BarInterval.ONE_MINUTE, MINUTE).revision()).isZero();
    assertThat(bar(BarInterval.ONE_MINUTE, MINUTE).open()).isEqualTo(Decimal.parse("9"));
  }

  @Test
  void aTradeToldTwiceCountsOnceThoughItsTimesDiffer() {
    harness.play(
        FIRST,
        List.of(
            trade(1, "10", "1", MINUTE.plusNanos(123_456_789)),
            trade(1, "10", "1", MINUTE.plusMillis(123)),
            trade(2, "11", "1", MINUTE.plusMillis(200))));
    PartitionBars partition = harness.open(FIRST);
    harness.handle(
        partition, List.of(record(FIRST, 3, trade(2, "11", "1", MINUTE.plusMillis(1_200)))));

    assertThat(bar(BarInterval.ONE_MINUTE, MINUTE).trades()).isEqualTo(2);
    assertThat(harness.rows("SELECT trade_id || ' ' || time FROM market_trades ORDER BY 1"))
        .containsExactly("1 2026-01-05 10:00:00.123456+00", "2 2026-01-05 10:00:00.2+00");
  }

  @Test
  void cutsNanosecondsOffSoThatNoTradeSlipsIntoTheNextBar() {
    harness.play(FIRST, List.of(trade(1, "10", "1", MINUTE.plusNanos(999_999_999))));

    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).trades()).isEqualTo(1);
    assertThat(harness.recomputed().keySet()).isEqualTo(harness.storedBars().keySet());
  }

  @Test
  void sumsWhatALongCannotHold() {
    String most = "9223372036854775807";
    harness.play(FIRST, List.of(trade(1, most, most, MINUTE), trade(2, most, most, MINUTE)));

    Bar bar = bar(BarInterval.ONE_SECOND, MINUTE);
    assertThat(bar.notional()).isEqualByComparingTo("170141183460469231694793815568465002498");
    assertThat(bar.volume()).isEqualByComparingTo("18446744073709551614");
  }

  @Test
  void writesTwoPartitionsInOneTransaction() {
    PartitionBars first = harness.open(FIRST);
    PartitionBars second = harness.open(SECOND);
    List<Trade> btc = trades(BTC, 500);
    List<Trade> eth = trades(ETH, 500);
    List<StreamRecord> btcRecords = records(FIRST, btc);
    List<StreamRecord> ethRecords = records(SECOND, eth);
    Flux<Integer> cuts = Flux.range(0, 10).map(cut -> cut * 50);

    harness.await(
        Mono.when(
            cuts.concatMap(from -> harness.flow.handle(first, btcRecords.subList(from, from + 50))),
            cuts.concatMap(
                from -> harness.flow.handle(second, ethRecords.subList(from, from + 50)))));

    assertThat(harness.groups).contains(2);
    assertThat(
            harness.storedBars().values().stream()
                .filter(bar -> bar.interval() == BarInterval.ONE_MINUTE))
        .extracting(Bar::trades)
        .containsExactly(500L, 500L);
    assertThat(harness.rows("SELECT next_offset::text FROM market_topic_positions"))
        .containsExactly("500", "500");
    assertThat(harness.streams.known()).isEqualTo(harness.storedBars());
  }

  @Test
  void aWriterThatWasOvertakenWritesNothing() {
    PartitionBars old = harness.open(FIRST);
    harness.handle(old, List.of(record(FIRST, 0, trade(1, "10", "1", MINUTE))));
    PartitionBars successor = harness.open(FIRST);
    List<String> before = harness.tables();

    assertThatThrownBy(
            () -> harness.handle(old, List.of(record(FIRST, 1, trade(2, "11", "1", MINUTE)))))
        .isInstanceOf(OvertakenException.class);
    assertThat(harness.tables()).isEqualTo(before);

    harness.handle(successor, List.of(record(FIRST, 1, trade(2, "11", "1", MINUTE))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).trades()).isEqualTo(2);
  }

  @Test
  void publishesAgainWhatACrashBetweenCommitAndPublishingHeldBack() {
    PartitionBars partition = harness.open(FIRST);
    harness.streams.fails = () -> true;
    assertThatThrownBy(
            () -> harness.handle(partition, List.of(record(FIRST, 0, trade(1, "10", "1", MINUTE)))))
        .hasMessage("the broker is away");
    harness.streams.fails = () -> false;
    assertThat(harness.streams.sent()).isEmpty();
    assertThat(harness.storedBars()).hasSize(2);

    PartitionBars again = harness.open(FIRST);
    assertThat(harness.streams.known()).isEqualTo(harness.storedBars());

    harness.handle(again, List.of(record(FIRST, 0, trade(1, "10", "1", MINUTE))));
    assertThat(bar(BarInterval.ONE_SECOND, MINUTE).trades()).isEqualTo(1);
  }

  @Test
  void recordsThatAreNoEventsAreNamed() {
    PartitionBars partition = harness.open(FIRST);
    StreamRecord garbage =
        new StreamRecord(
            FIRST, 7, "BTC-USD", "garbage".getBytes(StandardCharsets.UTF_8), Map.of(), MINUTE);

    assertThatThrownBy(() -> harness.handle(partition, List.of(garbage)))
        .isInstanceOfSatisfying(
            UnprocessableRecordException.class,
            error -> assertThat(error.record()).isEqualTo(garbage));

    StreamRecord future =
        record(FIRST, 8, trade(BTC, 1, "1", "1", MINUTE.plusSeconds(86_401), MINUTE));
    PartitionBars again = harness.open(FIRST);
    assertThatThrownBy(() -> harness.handle(again, List.of(future)))
        .isInstanceOf(UnprocessableRecordException.class)
        .hasMessage("trade of an impossible time");
  }

  @Test
  void batchesWithoutTradesDoNotTouchTheDatabase() {
    PartitionBars partition = harness.open(FIRST);

    harness.handle(
        partition,
        List.of(record(FIRST, 0, quote(BTC, MINUTE)), record(FIRST, 1, quote(ETH, MINUTE))));

    assertThat(harness.groups).isEmpty();
  }

  private static Bar bar(BarInterval interval, Instant start) {
    Bar bar = harness.storedBars().get(new BarId(BTC, interval, start));
    return Objects.requireNonNull(bar);
  }

  private static List<Trade> trades(Listing listing, int count) {
    List<Trade> trades = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      trades.add(
          trade(
              listing, id, "10", "1", MINUTE.plusMillis(id * 100L), MINUTE.plusMillis(id * 100L)));
    }
    return trades;
  }
}

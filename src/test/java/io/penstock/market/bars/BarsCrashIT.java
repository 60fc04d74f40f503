package io.penstock.market.bars;

import static io.penstock.market.bars.BarsHarness.FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However batches are cut, and wherever it crashes: the same tables as a run without any of it. */
class BarsCrashIT {

  private static final Instant START =
      Instant.parse("2026-01-31T23:59:30Z"); // two months, two partitions of a table
  private static final int EVENTS = 800;

  private static BarsHarness harness;

  @BeforeAll
  static void start() {
    harness = new BarsHarness();
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyCutsAndCrashesGiveTheTablesOfAnUninterruptedRun(long seed) {
    List<StreamRecord> records = BarsHarness.records(FIRST, events(new Random(seed)));
    harness.rows("SELECT market_add_month('2026-01-01')::text");
    harness.empty();
    harness.handle(harness.open(FIRST), records);
    List<String> uninterrupted = harness.tables();
    assertThat(uninterrupted).hasSizeGreaterThan(200);
    assertThat(harness.barRows()).anyMatch(row -> row.matches(".* [1-9][0-9]* t .*"));
    assertBarsAreTheFoldOfTheirTrades();

    harness.empty();
    int crashes = playWithCrashes(records, new Random(seed + 100));

    assertThat(crashes).isGreaterThan(10);
    assertThat(harness.tables()).isEqualTo(uninterrupted);
    assertThat(harness.streams.known()).containsExactlyInAnyOrderEntriesOf(harness.storedBars());
  }

  /**
   * As the streams module calls a handler: anew after each failure, from the last record
   * acknowledged on.
   */
  private static int playWithCrashes(List<StreamRecord> records, Random random) {
    int acknowledged = 0;
    int crashes = 0;
    harness.failsBeforeCommit = () -> random.nextInt(12) == 0;
    harness.streams.fails = () -> random.nextInt(40) == 0;
    while (acknowledged < records.size()) {
      try {
        PartitionBars partition = harness.open(FIRST);
        int next = acknowledged;
        while (next < records.size()) {
          int until =
              Math.min(records.size(), next + 1 + random.nextInt(random.nextBoolean() ? 5 : 120));
          harness.handle(partition, records.subList(next, until));
          next = until;
          if (random.nextInt(10) == 0) {
            throw new IllegalStateException("crash before the acknowledgement");
          }
          acknowledged =
              random.nextInt(3) == 0 ? acknowledged : next; // acknowledgements lag behind
        }
        acknowledged = next;
      } catch (IllegalStateException crash) {
        crashes++;
      }
    }
    harness.failsBeforeCommit = () -> false;
    harness.streams.fails = () -> false;
    return crashes;
  }

  private static void assertBarsAreTheFoldOfTheirTrades() {
    Map<BarId, TimedBar> recomputed = harness.recomputed();
    Map<BarId, Bar> stored = harness.storedBars();
    assertThat(recomputed.keySet()).isEqualTo(stored.keySet());
    recomputed.forEach((id, values) -> {
      Bar bar = Objects.requireNonNull(stored.get(id));
      assertThat(new TimedBar(bar, Instant.MIN).recomputed(values).bar()).isEqualTo(bar);
    });
  }

  /**
   * Three listings over a minute and a half: trades out of order, told twice, late for closed bars;
   * quotes between.
   */
  private static List<MarketEvent> events(Random random) {
    List<Listing> listings =
        List.of(
            Listing.of("BTC-USD", "coinbase"),
            Listing.of("BTC-USD", "kraken"),
            Listing.of("SHIB-USD", "coinbase"));
    List<Trade> told = new ArrayList<>();
    List<MarketEvent> events = new ArrayList<>();
    Instant now = START;
    for (int i = 0; i < EVENTS; i++) {
      now = now.plusMillis(random.nextInt(random.nextInt(60) == 0 ? 8_000 : 80));
      Listing listing = listings.get(random.nextInt(listings.size()));
      Instant time = now.minusNanos(random.nextInt(400_000_000));
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> events.add(quote(listing, time, now));
        case 3 -> {
          if (!told.isEmpty()) {
            events.add(again(told.get(random.nextInt(told.size())), random.nextInt(1_000), now));
          }
        }
        case 4 -> {
          if (!told.isEmpty()) {
            Trade late = late(told.get(random.nextInt(told.size())), 1_000_000 + i, now, random);
            events.add(late);
            told.add(late);
          }
        }
        default -> {
          Trade trade = trade(listing, 10L * i - random.nextInt(30), time, now, random);
          events.add(trade);
          told.add(trade);
        }
      }
    }
    return events;
  }

  /** The same trade, told a second time with another time in it. */
  private static Trade again(Trade trade, int nanos, Instant now) {
    Instant time = trade.times().time().plusNanos(nanos);
    return new Trade(
        trade.listing(),
        trade.tradeId(),
        trade.price(),
        trade.quantity(),
        trade.takerSide(),
        Times.of(time, now));
  }

  /** Another trade of the second in which one was. */
  private static Trade late(Trade trade, long id, Instant now, Random random) {
    return trade(trade.listing(), id, trade.times().time(), now, random);
  }

  private static Trade trade(Listing listing, long id, Instant time, Instant now, Random random) {
    Decimal price = Decimal.of(1 + random.nextInt(1_000_000), random.nextInt(13));
    Decimal quantity = Decimal.of(1 + random.nextInt(1_000_000_000), random.nextInt(9));
    return new Trade(
        listing,
        id,
        price,
        quantity,
        random.nextBoolean() ? Side.BUY : Side.SELL,
        Times.of(time, now));
  }

  private static Quote quote(Listing listing, Instant time, Instant now) {
    Decimal price = Decimal.parse("10");
    return new Quote(listing, 1, price, null, price, null, null, null, null, Times.of(time, now));
  }
}

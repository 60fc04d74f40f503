package io.penstock.market.bars;

import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.UnprocessableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Work on one partition: its next records, or only time that went by.
 *
 * @param events in order; of trades below the position only their times count, because they are
 *     stored
 * @param trades those of the events that may be new
 * @param nextOffset behind the last record
 * @param ourTime how far time is by our clock
 */
record BarsBatch(
    PartitionBars partition,
    List<MarketEvent> events,
    List<Trade> trades,
    long nextOffset,
    Instant ourTime) {

  /**
   * Before the first electronic trade that anybody kept; and it bounds how many months there can
   * be.
   */
  private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");

  private static final Duration MOST_AHEAD = Duration.ofDays(1);

  /**
   * @throws UnprocessableRecordException for the first record that is no event, or a trade of an
   *     impossible time
   */
  static BarsBatch of(PartitionBars partition, List<StreamRecord> records) {
    List<MarketEvent> events = new ArrayList<>(records.size());
    List<Trade> trades = new ArrayList<>();
    for (StreamRecord record : records) {
      MarketEvent event = decode(record);
      if (event instanceof Trade trade) {
        checkTime(record, trade);
        Trade storable = toMicros(trade);
        if (record.offset() >= partition.position().nextOffset()) {
          trades.add(storable);
        }
        events.add(storable);
      } else {
        events.add(event);
      }
    }
    return new BarsBatch(
        partition, events, trades, records.getLast().offset() + 1, partition.ourTime());
  }

  /** No records, only time. */
  static BarsBatch ofTime(PartitionBars partition, Instant now) {
    return new BarsBatch(partition, List.of(), List.of(), partition.position().nextOffset(), now);
  }

  /**
   * What a record is.
   *
   * @throws UnprocessableRecordException as {@link #of} does
   */
  static String described(StreamRecord record) {
    MarketEvent event = decode(record);
    if (event instanceof Trade trade) {
      checkTime(record, trade);
    }
    return event.described();
  }

  private static MarketEvent decode(StreamRecord record) {
    try {
      return TickCodec.decode(record.value());
    } catch (IllegalArgumentException e) {
      throw new UnprocessableRecordException(record, "no market event", e);
    }
  }

  private static void checkTime(StreamRecord record, Trade trade) {
    Instant time = trade.times().time();
    if (time.isBefore(EARLIEST) || time.isAfter(trade.times().received().plus(MOST_AHEAD))) {
      throw new UnprocessableRecordException(
          record, "trade of an impossible time", new IllegalArgumentException("time " + time));
    }
  }

  /** As the table keeps it: cut off, so that no trade slips into the next bar. */
  private static Trade toMicros(Trade trade) {
    Times times = trade.times();
    if (times.time().getNano() % 1_000 == 0 && times.received().getNano() % 1_000 == 0) {
      return trade;
    }
    return new Trade(
        trade.listing(),
        trade.tradeId(),
        trade.price(),
        trade.quantity(),
        trade.takerSide(),
        new Times(
            times.time().truncatedTo(ChronoUnit.MICROS),
            times.received().truncatedTo(ChronoUnit.MICROS),
            times.published()));
  }
}

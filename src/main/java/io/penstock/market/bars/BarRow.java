package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.platform.postgres.ColumnBinder;
import io.penstock.platform.values.Decimal;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Rows of {@code market_bars}, read by position, because a name is looked up for each value. */
final class BarRow {

  /** As {@link #stored} reads them. */
  static final String COLUMNS =
      "symbol, venue, bar_interval, start, open, high, low, close, volume, notional, trades, first_trade_id,"
          + " last_trade_id, revision, closed, closes_at";

  private static final int CLOSES_AT = 15;
  private static final int RECEIVED = 15;
  private static final int TIME = 16;

  private BarRow() {}

  static TimedBar stored(Readable row) {
    return new TimedBar(bar(row), time(row, CLOSES_AT));
  }

  /** Of a row that tells when the last trade was and was received, in place of closes_at. */
  static TimedBar folded(Readable row) {
    Bar bar = bar(row);
    return new TimedBar(bar, TimedBar.closesAt(bar, time(row, TIME), time(row, RECEIVED)));
  }

  static Bar bar(Readable row) {
    return new Bar(
        listing(row),
        BarInterval.ofCode(text(row, 2)),
        time(row, 3),
        Decimal.from(decimal(row, 4)),
        Decimal.from(decimal(row, 5)),
        Decimal.from(decimal(row, 6)),
        Decimal.from(decimal(row, 7)),
        decimal(row, 8),
        decimal(row, 9),
        number(row, 10),
        number(row, 11),
        number(row, 12),
        Objects.requireNonNull(row.get(13, Integer.class)),
        Objects.requireNonNull(row.get(14, Boolean.class)));
  }

  /** The first two columns. */
  static Listing listing(Readable row) {
    return Listing.of(text(row, 0), text(row, 1));
  }

  static long number(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, Long.class));
  }

  /** Symbol, venue, interval and start, as the first four columns. */
  static ColumnBinder<BarId> bindIds(Statement statement, Collection<BarId> bars) {
    return new ColumnBinder<>(statement, List.copyOf(bars))
        .text(id -> id.listing().symbol().value())
        .text(id -> id.listing().venue().value())
        .text(id -> id.interval().code())
        .time(BarId::start);
  }

  private static String text(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }

  private static BigDecimal decimal(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, BigDecimal.class));
  }

  private static Instant time(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, Instant.class));
  }
}

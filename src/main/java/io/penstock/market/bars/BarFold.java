package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Folds trades into bars: pure, exact, and the same whatever the order of the trades, because open
 * and close go by trade id. A trade given twice counts twice: callers give each once.
 */
public final class BarFold {

  private BarFold() {}

  /** The bar of a single trade, open and of revision 0. */
  public static Bar of(BarInterval interval, Trade trade) {
    BigDecimal quantity = trade.quantity().toBigDecimal();
    return new Bar(
        trade.listing(),
        interval,
        interval.startOf(trade.times().time()),
        trade.price(),
        trade.price(),
        trade.price(),
        trade.price(),
        quantity,
        trade.price().toBigDecimal().multiply(quantity),
        1,
        trade.tradeId(),
        trade.tradeId(),
        0,
        false);
  }

  /**
   * The bar with one trade more; it stays as closed and as often revised as it is.
   *
   * @throws IllegalArgumentException when the trade belongs to another bar
   */
  public static Bar with(Bar bar, Trade trade) {
    return merge(bar, of(bar.interval(), trade));
  }

  /**
   * The bar with all trades of another part of it; it stays as closed and as often revised as it
   * is.
   *
   * @throws IllegalArgumentException when they are not of the same listing, interval and start
   */
  public static Bar merge(Bar bar, Bar part) {
    if (!BarId.of(bar).equals(BarId.of(part))) {
      throw new IllegalArgumentException(
          "cannot merge " + BarId.of(part) + " into " + BarId.of(bar));
    }
    boolean opens = part.firstTradeId() < bar.firstTradeId();
    boolean closes = part.lastTradeId() > bar.lastTradeId();
    return new Bar(
        bar.listing(),
        bar.interval(),
        bar.start(),
        opens ? part.open() : bar.open(),
        max(bar.high(), part.high()),
        min(bar.low(), part.low()),
        closes ? part.close() : bar.close(),
        bar.volume().add(part.volume()),
        bar.notional().add(part.notional()),
        bar.trades() + part.trades(),
        opens ? part.firstTradeId() : bar.firstTradeId(),
        closes ? part.lastTradeId() : bar.lastTradeId(),
        bar.revision(),
        bar.closed());
  }

  /**
   * The bars of an interval that trades of any listings and times make; in the order in which each
   * is first met.
   */
  public static SequencedMap<BarId, Bar> fold(BarInterval interval, Iterable<Trade> trades) {
    SequencedMap<BarId, Bar> bars = new LinkedHashMap<>();
    for (Trade trade : trades) {
      bars.merge(BarId.of(interval, trade), of(interval, trade), BarFold::merge);
    }
    return bars;
  }

  private static Decimal max(Decimal one, Decimal other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Decimal min(Decimal one, Decimal other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}

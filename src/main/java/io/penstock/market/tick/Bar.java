package io.penstock.market.tick;

import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * The trades of a listing in one interval: open and close go by trade id, not by arrival.
 *
 * @param start inclusive; the bar ends before {@code start + interval}
 * @param volume sum of quantities
 * @param notional sum of price × quantity, exact
 * @param trades how many, at least 1
 * @param firstTradeId of the trade that gave {@code open}
 * @param lastTradeId of the trade that gave {@code close}
 * @param revision 0 at first, up by one each time a closed bar changed; of a bar made of minutes,
 *     the sum of theirs
 * @param closed whether its time is over; a later trade may still revise it
 */
public record Bar(
    Listing listing,
    BarInterval interval,
    Instant start,
    Decimal open,
    Decimal high,
    Decimal low,
    Decimal close,
    BigDecimal volume,
    BigDecimal notional,
    long trades,
    long firstTradeId,
    long lastTradeId,
    int revision,
    boolean closed) {

  /** Decimals of {@link #vwap()}. */
  public static final int VWAP_SCALE = 12;

  /** Volume-weighted average price, 12 decimals, rounded half to even. */
  public BigDecimal vwap() {
    return notional.divide(volume, VWAP_SCALE, RoundingMode.HALF_EVEN);
  }

  public Instant end() {
    return start.plus(interval.duration());
  }
}

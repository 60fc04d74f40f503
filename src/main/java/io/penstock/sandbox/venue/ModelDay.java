package io.penstock.sandbox.venue;

import io.penstock.sandbox.venue.ProductModel.ModelTrade;
import java.math.BigInteger;
import java.time.Duration;

/**
 * A product's last day, in ticks and lots. Prices and volumes are drawn from samples.
 *
 * @param trades how many there were
 */
public record ModelDay(long open, long high, long low, long volume, long trades) {

  private static final Duration DAY = Duration.ofDays(1);
  private static final int SAMPLES = 96;
  private static final long SAMPLE_MICROS = DAY.toNanos() / 1_000 / SAMPLES;

  /** This day with a price that is no sample. */
  public ModelDay with(long price) {
    return new ModelDay(open, Math.max(high, price), Math.min(low, price), volume, trades);
  }

  /**
   * In which of the product's quarters of an hour a time lies; a day is the same throughout one.
   * Products begin theirs at moments of their own, so that not all are sampled at once.
   */
  public static long quarter(ProductModel model, long micros) {
    return Math.floorDiv(
        micros + Math.floorMod(model.product().id().hashCode(), SAMPLE_MICROS), SAMPLE_MICROS);
  }

  /** The day before a quarter of an hour. */
  public static ModelDay before(ProductModel model, long quarter) {
    long begin = (quarter - SAMPLES) * SAMPLE_MICROS;
    long before = model.tradesUntil(begin);
    long open = 0;
    long high = 0;
    long low = Long.MAX_VALUE;
    long volume = 0;
    for (int i = 0; i < SAMPLES; i++) {
      ModelTrade trade = model.trade(Math.max(1, model.tradesUntil(begin + i * SAMPLE_MICROS)));
      open = i == 0 ? trade.price() : open;
      high = Math.max(high, trade.price());
      low = Math.min(low, trade.price());
      volume += trade.size();
    }
    long trades = model.tradesUntil(quarter * SAMPLE_MICROS) - before;
    return new ModelDay(
        open, high, low, scaled(volume, Math.max(1, trades), SAMPLES), Math.max(1, trades));
  }

  /** What all trades are worth when so many samples have that volume. */
  public static long scaled(long volume, long trades, long samples) {
    return BigInteger.valueOf(volume)
        .multiply(BigInteger.valueOf(trades))
        .divide(BigInteger.valueOf(samples))
        .longValueExact();
  }
}

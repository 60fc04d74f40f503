package io.penstock.sandbox.venue;

import io.penstock.sandbox.venue.ModelBook.Ladder;
import io.penstock.sandbox.venue.Product.Asset;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The market of one product as a function of seed and time. Nothing is remembered: trade 7 is
 * computed from 7, the book of a step from the step. Times are microseconds since 1970.
 *
 * <p>Trades come in groups of sixteen of fixed length, at random moments inside it, so that their
 * number at any time is known by one division; they trade at the best price of their moment. The
 * best prices follow the product's random walk and are renewed every few steps. Behind them the
 * price axis is cut into cells; each cell holds one level, at a price and with a size that are
 * renewed by a rhythm of its own.
 */
public final class ProductModel {

  /** Length of a step of the book, the batch interval of {@code level2_batch}. */
  public static final long STEP_MICROS = 50_000;

  private static final long STEPS_PER_SECOND = 1_000_000 / STEP_MICROS;
  private static final int GROUP = 16;
  private static final int DEPTH = 40;
  private static final long ORIGIN_MICROS =
      Instant.parse("2020-01-01T00:00:00Z").getEpochSecond() * 1_000_000;
  private static final double MARKET_DAILY_MOVE = 0.02;
  private static final long LOWEST_PRICE = 200;

  /** How far, at most, a venue's price lies from another's, as a part of it. */
  private static final double LARGEST_BASIS = 0.0006;

  private static final long SEQUENCES_PER_TRADE = 11;

  private final Product product;
  private final long key;
  private final long marketKey;
  private final long baseKey;
  private final long quoteKey;

  /** 0 for none. */
  private final long basisKey;

  private final double usualTicks;
  private final long groupMicros;
  private final long phaseMicros;
  private final long quoteSteps;
  private final long levelSteps;
  private final long cellTicks;
  private final double lot;

  /**
   * @param rate multiplies how often something happens; the path of the price is the same at each
   *     rate
   */
  public ProductModel(Product product, long seed, double rate) {
    this(product, seed, rate, null);
  }

  /**
   * @param rate multiplies how often something happens; the path of the price is the same at each
   *     rate
   * @param venue whose prices lie a little beside those of others, by a distance that is always on
   *     the move; null for the one the others are compared with
   */
  public ProductModel(Product product, long seed, double rate, @Nullable String venue) {
    this.product = product;
    basisKey = venue == null ? 0 : Noise.key(seed, venue + " " + product.id());
    key = Noise.key(seed, product.id());
    marketKey = Noise.key(seed, "market");
    baseKey = Noise.key(seed, product.base().code());
    quoteKey = Noise.key(seed, product.quote().code());
    double price = product.base().usd() / product.quote().usd();
    usualTicks = price * StrictMath.pow(10, product.priceScale());
    double perSecond = product.tradesPerMinute() * rate / 60;
    groupMicros = Math.max(GROUP * 200L, Math.round(GROUP * 1_000_000 / perSecond));
    phaseMicros = Noise.below(key, 1, STEP_MICROS);
    quoteSteps = Math.max(1, Math.round(STEPS_PER_SECOND / (2 * perSecond)));
    levelSteps = Math.max(1, Math.round(7.5 * STEPS_PER_SECOND / perSecond));
    cellTicks = Math.max(1, Math.round(usualTicks / 10_000));
    double dollars = 200 + 10.0 * product.tradesPerMinute();
    lot = dollars / product.base().usd() * StrictMath.pow(10, product.sizeScale());
  }

  public Product product() {
    return product;
  }

  /** How many trades happened until then, which is the id of the last one; ids begin at 1. */
  public long tradesUntil(long micros) {
    if (micros < ORIGIN_MICROS) {
      return 0;
    }
    long group = (micros - ORIGIN_MICROS) / groupMicros;
    int within = 0;
    for (long time : times(group)) {
      if (time <= micros) {
        within++;
      }
    }
    return group * GROUP + within;
  }

  /** The trade of that id, of the past or the future. */
  public ModelTrade trade(long id) {
    long micros = timeOf(id);
    Touch touch = touch(step(micros));
    boolean takerBuys = Noise.unit(key ^ 2, id) < 0.5;
    double share = Noise.unit(key ^ 3, id);
    long offered = takerBuys ? touch.askSize() : touch.bidSize();
    long size = Math.max(1, (long) (offered * share * share));
    return new ModelTrade(
        id, micros, takerBuys, takerBuys ? touch.ask() : touch.bid(), size, touch);
  }

  public long timeOf(long id) {
    return times((id - 1) / GROUP)[(int) ((id - 1) % GROUP)];
  }

  /** Of the last trade until then; the real one counts orders too, so it skips numbers. */
  public long sequence(long tradeId) {
    return SEQUENCES_PER_TRADE * tradeId;
  }

  public UUID makerOrder(long tradeId) {
    return order(key ^ 4, tradeId);
  }

  public UUID takerOrder(long tradeId) {
    return order(key ^ 5, tradeId);
  }

  /** The step that shows at that time; each product's steps begin at a moment of its own. */
  public long step(long micros) {
    return Math.floorDiv(micros - phaseMicros, STEP_MICROS);
  }

  /** When the step began. */
  public long stepMicros(long step) {
    return step * STEP_MICROS + phaseMicros;
  }

  /** The best prices during a step. */
  public Touch touch(long step) {
    long quote = Math.floorDiv(step, quoteSteps);
    long middle = middle(stepMicros(quote * quoteSteps));
    double width = Noise.unit(key ^ 6, quote);
    long spread = 1 + (long) (cellTicks / 4.0 * width * width * width * width);
    return new Touch(middle, middle + spread, size(key ^ 7, quote), size(key ^ 8, quote));
  }

  /** The book during a step: the best prices and up to forty levels behind each. */
  public ModelBook book(long step) {
    Touch touch = touch(step);
    Ladder bids = new Ladder(DEPTH + 1);
    Ladder asks = new Ladder(DEPTH + 1);
    bids.add(touch.bid(), touch.bidSize());
    asks.add(touch.ask(), touch.askSize());
    for (long cell = (touch.bid() - 1) / cellTicks; bids.levels() <= DEPTH && cell > 0; cell--) {
      long price = cellPrice(cell, step);
      if (price < touch.bid()) {
        bids.add(price, cellSize(cell, step));
      }
    }
    for (long cell = (touch.ask() + 1) / cellTicks; asks.levels() <= DEPTH; cell++) {
      long price = cellPrice(cell, step);
      if (price > touch.ask()) {
        asks.add(price, cellSize(cell, step));
      }
    }
    return new ModelBook(bids, asks);
  }

  private long[] times(long group) {
    long groupKey = Noise.mix(key ^ 9, group);
    double[] until = new double[GROUP];
    double total = 0;
    for (int i = 0; i < GROUP; i++) {
      total += gap(groupKey, i);
      until[i] = total;
    }
    total += gap(groupKey, GROUP);
    long[] times = new long[GROUP];
    for (int i = 0; i < GROUP; i++) {
      times[i] = ORIGIN_MICROS + group * groupMicros + (long) (groupMicros * (until[i] / total));
    }
    return times;
  }

  /**
   * Waiting times of chance: mostly short, some long. Never so short that two trades share a
   * microsecond.
   */
  private static double gap(long groupKey, int index) {
    return 0.1 - StrictMath.log(1 - Noise.unit(groupKey, index));
  }

  private long middle(long micros) {
    double market = MARKET_DAILY_MOVE * Noise.walk(marketKey, micros);
    double logarithm =
        move(product.base(), baseKey, market, micros)
            - move(product.quote(), quoteKey, market, micros)
            + (basisKey == 0 ? 0 : LARGEST_BASIS * (2 * Noise.wave(basisKey, micros) - 1));
    return Math.max(LOWEST_PRICE, Math.round(usualTicks * StrictMath.exp(logarithm)));
  }

  private static double move(Asset asset, long assetKey, double market, long micros) {
    double own = asset.dailyMove() == 0 ? 0 : asset.dailyMove() * Noise.walk(assetKey, micros);
    return asset.marketShare() * market + own;
  }

  private long cellPrice(long cell, long step) {
    return cell * cellTicks
        + Noise.below(Noise.mix(key ^ 10, cell), renewals(cell, step) / 4, cellTicks);
  }

  private long cellSize(long cell, long step) {
    return size(Noise.mix(key ^ 11, cell), renewals(cell, step));
  }

  private long renewals(long cell, long step) {
    return Math.floorDiv(step + Noise.below(key ^ 12, cell, levelSteps), levelSteps);
  }

  /** Many small, few large. */
  private long size(long sizeKey, long value) {
    return Math.max(1, (long) (lot / (0.05 + Noise.unit(sizeKey, value))));
  }

  private static UUID order(long orderKey, long tradeId) {
    long high = Noise.mix(orderKey, tradeId);
    long low = Noise.mix(high, tradeId);
    return new UUID((high & ~0xF000L) | 0x4000L, (low >>> 2) | Long.MIN_VALUE);
  }

  /** The best bid and ask. */
  public record Touch(long bid, long ask, long bidSize, long askSize) {}

  /**
   * One trade.
   *
   * @param touch the best prices of its moment
   */
  public record ModelTrade(
      long id, long micros, boolean takerBuys, long price, long size, Touch touch) {}
}

package io.penstock.sandbox.venue;

/**
 * A modelled order book at one step of time: two ladders of prices in ticks and sizes in lots, the
 * best first. Not changed after it was made.
 */
public final class ModelBook {

  private final Ladder bids;
  private final Ladder asks;

  public ModelBook(Ladder bids, Ladder asks) {
    this.bids = bids;
    this.asks = asks;
  }

  public Ladder bids() {
    return bids;
  }

  public Ladder asks() {
    return asks;
  }

  /**
   * Tells what turns {@code before} into this book: absolute sizes, 0 for a level that is gone;
   * bids first.
   */
  public void changesSince(ModelBook before, Changes changes) {
    bids.changesSince(before.bids, true, changes);
    asks.changesSince(before.asks, false, changes);
  }

  /** The best levels of each side, so many at most. */
  public ModelBook top(int depth) {
    return new ModelBook(bids.top(depth), asks.top(depth));
  }

  /** Takes one change of a level. */
  public interface Changes {
    void level(boolean bid, long price, long size);
  }

  /** One side, the best price first. */
  public static final class Ladder {

    private final long[] prices;
    private final long[] sizes;
    private int levels;

    public Ladder(int capacity) {
      prices = new long[capacity];
      sizes = new long[capacity];
    }

    public void add(long price, long size) {
      prices[levels] = price;
      sizes[levels++] = size;
    }

    public int levels() {
      return levels;
    }

    public long price(int level) {
      return prices[level];
    }

    public long size(int level) {
      return sizes[level];
    }

    private Ladder top(int depth) {
      int kept = Math.min(depth, levels);
      Ladder top = new Ladder(kept);
      for (int i = 0; i < kept; i++) {
        top.add(prices[i], sizes[i]);
      }
      return top;
    }

    private void changesSince(Ladder before, boolean bid, Changes changes) {
      int old = 0;
      int now = 0;
      while (old < before.levels || now < levels) {
        int order = compare(before, old, now, bid);
        if (order < 0) {
          changes.level(bid, before.prices[old++], 0);
        } else if (order > 0) {
          changes.level(bid, prices[now], sizes[now]);
          now++;
        } else {
          if (before.sizes[old] != sizes[now]) {
            changes.level(bid, prices[now], sizes[now]);
          }
          old++;
          now++;
        }
      }
    }

    /**
     * Below 0 when the old level stands alone, above 0 when the new one does, 0 when they have one
     * price.
     */
    private int compare(Ladder before, int old, int now, boolean bid) {
      if (old == before.levels) {
        return 1;
      }
      if (now == levels) {
        return -1;
      }
      int order = Long.compare(before.prices[old], prices[now]);
      return bid ? -order : order;
    }
  }
}

package io.penstock.market.tick;

import java.time.Instant;
import java.util.List;

/**
 * A whole order book, or absolute new quantities of some of its levels.
 *
 * @param sequence number of this change: each line of a feed counts up from 0 at its first whole
 *     book, and repeats the book now and then under the number of its last change; the price
 *     pipeline numbers anew, up by one for each change of the listing, and a whole book that it
 *     repeats carries the number of the last change
 * @param bids of a snapshot the best first, without zero quantities; of an update in the venue's
 *     order, zero removes
 * @param asks likewise
 */
public record BookChange(
    Listing listing, Kind kind, long sequence, List<Level> bids, List<Level> asks, Times times)
    implements MarketEvent {

  public enum Kind {
    /** The whole book: what was known before is void. */
    SNAPSHOT,
    /** Levels that changed. */
    UPDATE
  }

  public BookChange {
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }

  public boolean isSnapshot() {
    return kind == Kind.SNAPSHOT;
  }

  /** The same change under another number. */
  public BookChange numbered(long number) {
    return number == sequence ? this : new BookChange(listing, kind, number, bids, asks, times);
  }

  @Override
  public BookChange publishedAt(Instant instant) {
    return new BookChange(listing, kind, sequence, bids, asks, times.publishedAt(instant));
  }
}

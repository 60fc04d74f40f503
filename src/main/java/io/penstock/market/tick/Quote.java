package io.penstock.market.tick;

import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The best prices of a listing, with what the venue says of its last trade and its day. Venues send
 * crossed and locked quotes; they are kept as sent.
 *
 * @param sequence the venue's number of this update, rising within the listing; holes are normal;
 *     {@link #UNNUMBERED} where the venue numbers none
 * @param bid what buyers pay at best, above zero
 * @param bidQuantity how much at that price; null where the venue does not say
 * @param ask what sellers want at least, above zero
 * @param askQuantity how much at that price; null where the venue does not say
 * @param last price of the last trade; null where the venue does not say
 * @param open24h price 24 hours ago; null where the venue does not say
 * @param volume24h quantity traded in 24 hours; null where the venue does not say
 */
public record Quote(
    Listing listing,
    long sequence,
    Decimal bid,
    @Nullable Decimal bidQuantity,
    Decimal ask,
    @Nullable Decimal askQuantity,
    @Nullable Decimal last,
    @Nullable Decimal open24h,
    @Nullable Decimal volume24h,
    Times times)
    implements MarketEvent {

  /** The venue numbers no quotes: nothing but the order of one line tells which is newer. */
  public static final long UNNUMBERED = 0;

  public Quote {
    if (!bid.isPositive()) {
      throw new IllegalArgumentException("bid must be above 0, was " + bid);
    }
    if (!ask.isPositive()) {
      throw new IllegalArgumentException("ask must be above 0, was " + ask);
    }
  }

  /** Equal but for our own times, and the number. */
  public boolean saysTheSameAs(Quote other) {
    return times.time().equals(other.times.time())
        && bid.equals(other.bid)
        && ask.equals(other.ask)
        && Objects.equals(bidQuantity, other.bidQuantity)
        && Objects.equals(askQuantity, other.askQuantity)
        && Objects.equals(last, other.last);
  }

  @Override
  public Quote publishedAt(Instant instant) {
    return new Quote(
        listing,
        sequence,
        bid,
        bidQuantity,
        ask,
        askQuantity,
        last,
        open24h,
        volume24h,
        times.publishedAt(instant));
  }
}

package io.penstock.market.tick;

import java.time.Instant;

/**
 * How a listing is being fed, so that a reader learns that its last price is old without waiting
 * for the next one.
 *
 * @param reason one short safe sentence, such as "no frame for 5 s"; empty when live
 */
public record FeedState(Listing listing, Status status, String reason, Times times)
    implements MarketEvent {

  public enum Status {
    /** Connected and subscribed. */
    LIVE,
    /**
     * Disconnected, silent, or being synchronised again: the last values stand, but are getting
     * old.
     */
    STALE,
    /** Not fed any more: delisted, or refused by the venue. */
    ENDED
  }

  @Override
  public FeedState publishedAt(Instant instant) {
    return new FeedState(listing, status, reason, times.publishedAt(instant));
  }
}

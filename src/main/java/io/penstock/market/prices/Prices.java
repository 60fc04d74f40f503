package io.penstock.market.prices;

import io.penstock.market.tick.Listing;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * The door to last prices, as Redis has them: of every listing that was published within the last
 * 30 days, also of one that has been quiet for longer than topics are read back. They lag behind
 * the topic of ticks by a fraction of a second.
 *
 * <p>Each answer is an error when Redis is away; then nothing is known, which is not the same as
 * nothing being there.
 */
public final class Prices {

  /** Listings in one question at most. */
  public static final int MOST_ASKED = 1_000;

  private final LatestPricesCache cache;

  Prices(LatestPricesCache cache) {
    this.cache = cache;
  }

  /** Of one listing; empty when none is known. */
  public Mono<LastPrice> of(Listing listing) {
    return cache.read(List.of(listing)).mapNotNull(found -> found.get(listing));
  }

  /**
   * Of those listings of which one is known.
   *
   * @param listings at most {@link #MOST_ASKED}
   * @throws IllegalArgumentException when there are more
   */
  public Mono<Map<Listing, LastPrice>> of(List<Listing> listings) {
    if (listings.size() > MOST_ASKED) {
      throw new IllegalArgumentException(
          "listings must be at most " + MOST_ASKED + ", were " + listings.size());
    }
    return cache.read(listings);
  }

  /** All there are, at most 50,000: about 300 bytes each. For whoever begins with nothing. */
  public Mono<Map<Listing, LastPrice>> all() {
    return cache.readAll();
  }
}

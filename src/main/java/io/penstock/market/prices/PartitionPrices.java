package io.penstock.market.prices;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The listings of one partition, and how far its feed was published. Confined to the partition's
 * lane.
 */
final class PartitionPrices {

  private final Duration wholeBookInterval;
  private final Consumer<PricesOccurrence> report;
  private final String sourceTopicId;
  private final Map<Listing, ListingPrices> listings = new HashMap<>();
  private final LinesHeard heard = new LinesHeard();
  private long publishedUpTo = -1;

  /**
   * @param sourceTopicId the broker's id of the feed topic: positions in another topic of that name
   *     mean nothing
   */
  PartitionPrices(
      String sourceTopicId, Duration wholeBookInterval, Consumer<PricesOccurrence> report) {
    this.sourceTopicId = sourceTopicId;
    this.wholeBookInterval = wholeBookInterval;
    this.report = report;
  }

  void restore(MarketEvent published, String line, SourcePosition source) {
    if (source.topicId().equals(sourceTopicId)) {
      publishedUpTo = Math.max(publishedUpTo, source.offset());
    }
    of(published.listing()).restore(published, line);
  }

  /** Whether what this feed record brought was published before a restart. */
  boolean isPublished(long offset) {
    return offset <= publishedUpTo;
  }

  void accept(MarketEvent event, String line, Instant now, ListingPrices.Out out) {
    of(event.listing()).accept(event, line, now, out);
  }

  void pulse(Instant now, ListingPrices.Out out) {
    listings.values().forEach(listing -> listing.pulse(now, out));
  }

  SourcePosition position(long offset) {
    return new SourcePosition(sourceTopicId, offset);
  }

  int listings() {
    return listings.size();
  }

  private ListingPrices of(Listing listing) {
    return listings.computeIfAbsent(
        listing, l -> new ListingPrices(l, wholeBookInterval, heard, report));
  }
}

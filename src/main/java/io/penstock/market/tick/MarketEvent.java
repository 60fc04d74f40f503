package io.penstock.market.tick;

import java.time.Instant;

/** One thing a venue told us about one listing. */
public sealed interface MarketEvent permits Trade, Quote, BookChange, FeedState {

  Listing listing();

  Times times();

  /** The same event, stamped as published by the price pipeline. */
  MarketEvent publishedAt(Instant instant);
}

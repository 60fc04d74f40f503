package io.penstock.market.tick;

import java.time.Instant;

/** One thing a venue told us about one listing. */
public sealed interface MarketEvent permits Trade, Quote, BookChange, FeedState {

  Listing listing();

  Times times();

  /** In a few words: {@code trade 42 of BTC-USD@coinbase}. */
  default String described() {
    return switch (this) {
      case Trade trade -> "trade " + trade.tradeId() + " of " + trade.listing();
      case Quote quote -> "quote of " + quote.listing();
      case BookChange change ->
          (change.isSnapshot() ? "whole book of " : "change of the book of ") + change.listing();
      case FeedState state -> "state of the feed of " + state.listing();
    };
  }

  /** The same event, stamped as published by the price pipeline. */
  MarketEvent publishedAt(Instant instant);
}

package io.penstock.market.prices;

import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What published events told of a listing's price; null is what none of them told.
 *
 * @param source of the newest of them in the feed topic
 * @param seen when our socket had the newest of them
 */
record PriceNews(
    Listing listing,
    @Nullable Decimal price,
    @Nullable Decimal bid,
    @Nullable Decimal ask,
    @Nullable Decimal open24h,
    @Nullable Decimal volume24h,
    @Nullable Times times,
    FeedState.@Nullable Status status,
    SourcePosition source,
    Instant seen) {

  /** Empty for an event that tells nothing of a price. */
  static Optional<PriceNews> of(MarketEvent event, SourcePosition source) {
    Instant seen = event.times().received();
    return switch (event) {
      case Trade trade when trade.isLate() -> Optional.empty();
      case Trade trade ->
          Optional.of(
              new PriceNews(
                  trade.listing(),
                  trade.price(),
                  null,
                  null,
                  null,
                  null,
                  trade.times(),
                  null,
                  source,
                  seen));
      case Quote quote ->
          Optional.of(
              new PriceNews(
                  quote.listing(),
                  quote.last(),
                  quote.bid(),
                  quote.ask(),
                  quote.open24h(),
                  quote.volume24h(),
                  quote.times(),
                  null,
                  source,
                  seen));
      case FeedState state ->
          Optional.of(
              new PriceNews(
                  state.listing(),
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  state.status(),
                  source,
                  seen));
      case BookChange change -> Optional.empty();
    };
  }

  /**
   * This, and over it what came later. Of one feed topic the offset says what is later; of two that
   * had the name one after the other, the time of receipt.
   */
  PriceNews then(PriceNews other) {
    boolean isOlder =
        source.topicId().equals(other.source.topicId())
            ? other.source.offset() < source.offset()
            : other.seen.isBefore(seen);
    return isOlder
        ? this
        : new PriceNews(
            listing,
            or(other.price, price),
            or(other.bid, bid),
            or(other.ask, ask),
            or(other.open24h, open24h),
            or(other.volume24h, volume24h),
            or(other.times, times),
            or(other.status, status),
            other.source,
            other.seen);
  }

  private static <T> @Nullable T or(@Nullable T news, @Nullable T known) {
    return news == null ? known : news;
  }
}

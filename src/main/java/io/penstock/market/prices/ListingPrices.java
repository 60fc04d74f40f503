package io.penstock.market.prices;

import io.penstock.market.book.OrderBook;
import io.penstock.market.book.OrderBook.Outcome;
import io.penstock.market.prices.PricesOccurrence.Dropped;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what of one listing is published. Pure but for its memory, which {@link #restore}
 * rebuilds from what was published; confined to its partition's lane.
 */
final class ListingPrices {

  private final Listing listing;
  private final Duration wholeBookInterval;
  private final Consumer<PricesOccurrence> report;
  private final SeenIds trades = new SeenIds();
  private @Nullable Quote lastQuote;
  private boolean lineBeganAnew;
  private final OrderBook book;
  private boolean bookStands;

  /** Of the last change published. */
  private long bookSequence;

  private @Nullable Times bookTimes;

  /** The line's number of the change before; -1 where it is not known, after a restart. */
  private long lineSequence = -1;

  private Instant wholeBookAt = Instant.MIN;

  ListingPrices(Listing listing, Duration wholeBookInterval, Consumer<PricesOccurrence> report) {
    this.listing = listing;
    this.wholeBookInterval = wholeBookInterval;
    this.report = report;
    this.book = new OrderBook(listing);
  }

  /** Takes what a feed brought; what is to be published goes to {@code out}, in order. */
  void accept(MarketEvent event, Instant now, Consumer<MarketEvent> out) {
    switch (event) {
      case Trade trade -> {
        if (trades.add(trade.tradeId())) {
          out.accept(trade.publishedAt(now));
        } else {
          report.accept(Dropped.TRADE_SEEN_BEFORE);
        }
      }
      case Quote quote -> {
        if (isNews(quote)) {
          lastQuote = quote;
          lineBeganAnew = false;
          out.accept(quote.publishedAt(now));
        } else {
          report.accept(Dropped.QUOTE_NOT_NEWER);
        }
      }
      case BookChange change -> acceptBook(change, now, out);
      case FeedState state -> {
        take(state);
        out.accept(state.publishedAt(now));
      }
    }
  }

  /** Takes back what was published before a restart. */
  void restore(MarketEvent published) {
    switch (published) {
      case Trade trade -> trades.add(trade.tradeId());
      case Quote quote -> lastQuote = quote;
      case BookChange change -> {
        bookSequence = change.sequence();
        bookTimes = change.times();
        lineSequence = -1;
        bookStands = book.apply(change) == Outcome.APPLIED;
        if (change.isSnapshot()) {
          wholeBookAt = Objects.requireNonNullElse(change.times().published(), Instant.MIN);
        }
      }
      case FeedState state -> take(state);
    }
  }

  /** Publishes the book whole if that is due although nothing changed. */
  void pulse(Instant now, Consumer<MarketEvent> out) {
    if (bookStands && isWholeBookDue(now)) {
      publishWhole(now, out);
    }
  }

  private boolean isNews(Quote quote) {
    Quote last = lastQuote;
    return last == null
        || quote.sequence() > last.sequence()
        || (lineBeganAnew && quote.sequence() != last.sequence());
  }

  private void take(FeedState state) {
    switch (state.status()) {
      case LIVE -> lineBeganAnew = true;
      case STALE, ENDED -> bookStands = false;
    }
  }

  private void acceptBook(BookChange change, Instant now, Consumer<MarketEvent> out) {
    if (change.isSnapshot()) {
      bookStands = true;
      wholeBookAt = now;
      publish(change, now, out);
      return;
    }
    if (!bookStands) {
      report.accept(Dropped.BOOK_CHANGE_WITHOUT_BOOK);
      return;
    }
    if (lineSequence >= 0 && change.sequence() <= lineSequence) {
      report.accept(Dropped.BOOK_CHANGE_SEEN_BEFORE);
      return;
    }
    if (lineSequence >= 0 && change.sequence() != lineSequence + 1) {
      bookStands = false;
      report.accept(
          new PricesOccurrence.BookLostItsPlace(listing, lineSequence + 1, change.sequence()));
      FeedState stale =
          new FeedState(
              listing, FeedState.Status.STALE, "a change of the book is missing", change.times());
      out.accept(stale.publishedAt(now));
      return;
    }
    publish(change, now, out);
    if (isWholeBookDue(now)) {
      publishWhole(now, out);
    }
  }

  private void publish(BookChange change, Instant now, Consumer<MarketEvent> out) {
    lineSequence = change.sequence();
    Times times = change.times().publishedAt(now);
    BookChange numbered =
        new BookChange(listing, change.kind(), ++bookSequence, change.bids(), change.asks(), times);
    book.apply(numbered);
    bookTimes = times;
    out.accept(numbered);
  }

  private boolean isWholeBookDue(Instant now) {
    return !now.isBefore(wholeBookAt.plus(wholeBookInterval));
  }

  /** Takes no number of its own: it is what stands after the last change. */
  private void publishWhole(Instant now, Consumer<MarketEvent> out) {
    if (bookTimes != null) {
      wholeBookAt = now;
      out.accept(book.snapshot(bookTimes.publishedAt(now)));
    }
  }
}

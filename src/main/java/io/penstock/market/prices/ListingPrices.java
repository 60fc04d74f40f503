package io.penstock.market.prices;

import io.penstock.market.prices.PricesOccurrence.BookLostItsPlace;
import io.penstock.market.prices.PricesOccurrence.Dropped;
import io.penstock.market.prices.PricesOccurrence.LineTookOver;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what of one listing is published, of all the lines that read it. Pure but for its memory,
 * which {@link #restore} rebuilds from what was published; confined to its partition's lane.
 *
 * <p>Trades are published once, whichever line brings them first; quotes never step back. Books are
 * never merged: one line owns the listing's book, and another one takes over, with a whole book,
 * when the owner's fails, or when the owner is silent while the other speaks: for two seconds,
 * where something happens all the time.
 */
final class ListingPrices {

  /** Until then what another line says may be what the owner has said before. */
  static final Duration ECHO = Duration.ofSeconds(1);

  /** How long the owner may be silent after another line has said what is no echo. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Lines that said nothing at all for so long do not keep a listing live. */
  static final Duration GONE = Duration.ofSeconds(10);

  private static final long NONE = -1;

  /** More lines do not read one venue; the longest silent one is forgotten. */
  private static final int MOST_LINES = 8;

  /** Takes what is to be published, and the line that brought it. */
  interface Out {
    void accept(MarketEvent event, String line);
  }

  private final Listing listing;
  private final Duration wholeBookInterval;
  private final LinesHeard heard;
  private final Consumer<PricesOccurrence> report;
  private final SeenIds trades = new SeenIds();
  private final List<LineView> lines = new ArrayList<>(2);
  private @Nullable LineView owner;

  /** When another line said what is no echo of the owner's last word; null: none did. */
  private @Nullable Instant challenged;

  /** Since the feed began anew, from when on the venue may count from anywhere. */
  private long newestTrade = NONE;

  private @Nullable Quote lastQuote;
  private FeedState.@Nullable Status status;

  /** Of the last change published. */
  private long bookSequence;

  private @Nullable Times bookTimes;
  private Instant wholeBookAt = Instant.MIN;

  ListingPrices(
      Listing listing,
      Duration wholeBookInterval,
      LinesHeard heard,
      Consumer<PricesOccurrence> report) {
    this.listing = listing;
    this.wholeBookInterval = wholeBookInterval;
    this.heard = heard;
    this.report = report;
  }

  /** Takes what a line brought; what is to be published goes to {@code out}, in order. */
  void accept(MarketEvent event, String name, Instant now, Out out) {
    LineView line = line(name, event, now);
    line.hear(now);
    heard.hear(name, now);
    LineView first = owner;
    if (first == null || first == line) {
      owner = line;
      challenged = null;
    } else if (challenged == null && first.wasSilent(now, ECHO)) {
      challenged = now;
    }
    switch (event) {
      case Trade trade -> {
        if (trades.add(trade.tradeId())) {
          boolean isLate = trade.tradeId() < newestTrade;
          newestTrade = isLate ? newestTrade : trade.tradeId();
          out.accept(trade.late(isLate).publishedAt(now), name);
        } else {
          report.accept(Dropped.TRADE_SEEN_BEFORE);
        }
      }
      case Quote quote -> {
        if (isNews(quote, line)) {
          lastQuote = quote;
          line.beginAnew(false);
          out.accept(quote.publishedAt(now), name);
        } else {
          report.accept(Dropped.QUOTE_NOT_NEWER);
        }
      }
      case BookChange change -> book(change, line, now, out);
      case FeedState state -> state(state, line, now, out);
    }
    takeOverIfDue(now, out);
  }

  /**
   * Takes back what was published before a restart.
   *
   * @param name of the line that had brought it; empty where that was not kept
   */
  void restore(MarketEvent published, String name) {
    Instant then = Objects.requireNonNullElse(published.times().published(), Instant.MIN);
    switch (published) {
      case Trade trade -> {
        trades.add(trade.tradeId());
        newestTrade = trade.isLate() ? newestTrade : trade.tradeId();
      }
      case Quote quote -> lastQuote = quote;
      case BookChange change -> {
        LineView line = line(name, change, then);
        line.hear(then);
        if (owner != null && owner != line) {
          owner.countByLine(change.times());
        }
        owner = line;
        line.restore(change);
        bookSequence = change.sequence();
        bookTimes = change.times();
        if (change.isSnapshot()) {
          wholeBookAt = then;
        }
      }
      case FeedState state -> {
        status = state.status();
        if (state.status() == FeedState.Status.LIVE) {
          newestTrade = NONE;
        }
        if (owner != null) {
          owner.take(state.status());
        }
      }
    }
  }

  /** Publishes what is due although nothing came. */
  void pulse(Instant now, Out out) {
    takeOverIfDue(now, out);
    if (owner != null && owner.stands() && isWholeBookDue(now)) {
      publishWhole(owner, now, out);
    }
  }

  private LineView line(String name, MarketEvent event, Instant now) {
    for (LineView line : lines) {
      if (line.name().equals(name)) {
        return line;
      }
    }
    if (lines.size() == MOST_LINES) {
      lines.remove(lines.getFirst() == owner ? 1 : 0);
    }
    LineView line = new LineView(name, listing, !(event instanceof FeedState), now);
    lines.add(line);
    return line;
  }

  private boolean isNews(Quote quote, LineView line) {
    Quote last = lastQuote;
    if (last == null) {
      return true;
    }
    if (quote.sequence() == Quote.UNNUMBERED) {
      // Nothing tells which of two lines is ahead: only one of them is listened to.
      return line == owner && !quote.saysTheSameAs(last);
    }
    return quote.sequence() > last.sequence()
        || (line.hasBegunAnew() && quote.sequence() != last.sequence());
  }

  private void state(FeedState state, LineView line, Instant now, Out out) {
    boolean isLive = state.status() == FeedState.Status.LIVE;
    List<LineView> others =
        lines.stream()
            .filter(other -> other != line && other.isLive() && !isGone(other, now))
            .toList();
    line.take(state.status());
    line.beginAnew(isLive && others.isEmpty());
    if (line.hasBegunAnew()) {
      newestTrade = NONE;
    }
    boolean isFed = others.stream().anyMatch(other -> other.stands() || bookSequence == 0);
    if (!isFed || (isLive && status != FeedState.Status.LIVE)) {
      status = state.status();
      out.accept(state.publishedAt(now), line.name());
    }
  }

  private void book(BookChange change, LineView line, Instant now, Out out) {
    long expected = line.sequence() + 1;
    LineView.Outcome outcome = line.check(change);
    if (line != owner) {
      switch (outcome) {
        case WHOLE, NEXT -> line.book().apply(change);
        case KNOWN, LOST, WITHOUT_BOOK -> {}
      }
      return;
    }
    switch (outcome) {
      case WHOLE -> {
        bringBackToLife(line, change, now, out);
        wholeBookAt = now;
        publish(change, line, now, out);
      }
      case NEXT -> {
        publish(change, line, now, out);
        if (isWholeBookDue(now)) {
          publishWhole(line, now, out);
        }
      }
      case KNOWN -> report.accept(Dropped.BOOK_CHANGE_SEEN_BEFORE);
      case WITHOUT_BOOK -> report.accept(Dropped.BOOK_CHANGE_WITHOUT_BOOK);
      case LOST -> {
        report.accept(new BookLostItsPlace(listing, expected, change.sequence()));
        if (successor(now) == null) {
          status = FeedState.Status.STALE;
          FeedState stale =
              new FeedState(listing, status, "a change of the book is missing", change.times());
          out.accept(stale.publishedAt(now), line.name());
        }
      }
    }
  }

  /** The line never was away, but its book was: with a whole one readers may believe it again. */
  private void bringBackToLife(LineView line, BookChange change, Instant now, Out out) {
    if (line.isLive() && status == FeedState.Status.STALE) {
      status = FeedState.Status.LIVE;
      FeedState live = new FeedState(listing, status, "", change.times());
      out.accept(live.publishedAt(now), line.name());
    }
  }

  private void takeOverIfDue(Instant now, Out out) {
    LineView before = owner;
    if (before == null || lines.size() == 1) {
      return;
    }
    boolean isSilent = challenged != null && !now.isBefore(challenged.plus(PATIENCE));
    boolean hasFailed = !before.isLive() || !before.stands();
    LineView after = isSilent || hasFailed ? successor(now) : null;
    if (after == null) {
      return;
    }
    report.accept(new LineTookOver(listing, before.name(), after.name()));
    before.countByLine(times(now));
    owner = after;
    challenged = null;
    if (status == FeedState.Status.STALE) {
      status = FeedState.Status.LIVE;
      out.accept(
          new FeedState(listing, status, "", Times.of(now, now)).publishedAt(now), after.name());
    }
    wholeBookAt = now;
    publish(after.book().snapshot(times(now)), after, now, out);
  }

  private Times times(Instant now) {
    return bookTimes == null ? Times.of(now, now) : bookTimes;
  }

  private boolean isGone(LineView line, Instant now) {
    return heard.wasSilent(line.name(), now, GONE);
  }

  /** Another line that is live and whose book stands; null: none. */
  private @Nullable LineView successor(Instant now) {
    for (LineView line : lines) {
      if (line != owner && line.stands() && line.isLive() && !isGone(line, now)) {
        return line;
      }
    }
    return null;
  }

  private void publish(BookChange change, LineView line, Instant now, Out out) {
    Times times = change.times().publishedAt(now);
    BookChange numbered =
        new BookChange(listing, change.kind(), ++bookSequence, change.bids(), change.asks(), times);
    line.book().apply(numbered);
    bookTimes = times;
    out.accept(numbered, line.name());
  }

  private boolean isWholeBookDue(Instant now) {
    return !now.isBefore(wholeBookAt.plus(wholeBookInterval));
  }

  /** Takes no number of its own: it is what stands after the last change. */
  private void publishWhole(LineView line, Instant now, Out out) {
    if (bookTimes != null) {
      wholeBookAt = now;
      out.accept(line.book().snapshot(bookTimes.publishedAt(now)), line.name());
    }
  }
}

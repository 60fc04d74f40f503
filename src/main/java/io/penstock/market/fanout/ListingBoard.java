package io.penstock.market.fanout;

import io.penstock.market.book.OrderBook;
import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a listing now, and the channels that tell of it. Belongs to the board's
 * thread: a change and its push, and the state that a new subscriber reads, are steps of one
 * thread.
 */
final class ListingBoard {

  private final Listing listing;
  private final Freshness.Thresholds thresholds;
  private final Map<ChannelKind, List<MarketChannel>> channels = new EnumMap<>(ChannelKind.class);

  private @Nullable Decimal last;
  private @Nullable Decimal bid;
  private @Nullable Decimal ask;
  private @Nullable Decimal open24h;
  private @Nullable Decimal volume24h;
  private @Nullable Times times;
  private FeedState.Status status = FeedState.Status.LIVE;
  private Freshness.@Nullable State told;

  private @Nullable Trade trade;
  private final OrderBook book;
  private @Nullable String bookSnapshot;
  private final Map<ChannelKind, Bar> bars = new EnumMap<>(ChannelKind.class);

  private @Nullable PartitionId ticksFrom;
  private @Nullable PartitionId barsFrom;

  ListingBoard(Listing listing, Freshness.Thresholds thresholds) {
    this.listing = listing;
    this.thresholds = thresholds;
    this.book = new OrderBook(listing);
  }

  Listing listing() {
    return listing;
  }

  void open(MarketChannel channel) {
    channels.computeIfAbsent(channel.name().kind(), kind -> new ArrayList<>(2)).add(channel);
  }

  void close(MarketChannel channel) {
    channels.getOrDefault(channel.name().kind(), new ArrayList<>(0)).remove(channel);
  }

  /** Where this kind of channel is read from; null before its first record. */
  @Nullable PartitionId source(ChannelKind kind) {
    return kind.isBars() ? barsFrom : ticksFrom;
  }

  void apply(Change.OfTick change, Instant now) {
    ticksFrom = change.partition();
    long offset = change.offset() + 1;
    MarketEvent event = change.event();
    switch (event) {
      case Trade traded -> {
        trade = traded;
        last = traded.price();
        times = traded.times();
        push(ChannelKind.TRADES, () -> Payloads.trade(traded), offset);
        pushTicker(offset, now);
      }
      case Quote quote -> {
        apply(quote);
        pushTicker(offset, now);
      }
      case BookChange bookChange -> apply(bookChange, offset);
      case FeedState state -> {
        status = state.status();
        pushTicker(offset, now);
      }
    }
  }

  private void apply(Quote quote) {
    bid = quote.bid();
    ask = quote.ask();
    last = quote.last() == null ? last : quote.last();
    open24h = quote.open24h() == null ? open24h : quote.open24h();
    volume24h = quote.volume24h() == null ? volume24h : quote.volume24h();
    times = quote.times();
  }

  private void apply(BookChange change, long offset) {
    boolean wasKnown = book.isKnown();
    long before = wasKnown ? book.sequence() : -1;
    boolean compare = wasKnown && change.isSnapshot() && hasSubscribers(ChannelKind.BOOK);
    List<Level> bids = compare ? book.bids(Integer.MAX_VALUE) : List.of();
    List<Level> asks = compare ? book.asks(Integer.MAX_VALUE) : List.of();
    if (book.apply(change) != OrderBook.Outcome.APPLIED) {
      // What is missing comes with the next whole book.
      return;
    }
    bookSnapshot = null;
    if (!change.isSnapshot()) {
      pushBookUpdate(change.sequence(), change.bids(), change.asks(), offset);
    } else if (!wasKnown) {
      push(ChannelKind.BOOK, this::bookSnapshot, offset);
    } else if (compare) {
      List<Level> changedBids =
          BookDifference.between(bids, change.bids(), Comparator.reverseOrder());
      List<Level> changedAsks =
          BookDifference.between(asks, change.asks(), Comparator.naturalOrder());
      // A whole book that has a number of its own is told even if it says nothing new: numbers have
      // no holes.
      if (change.sequence() != before || !changedBids.isEmpty() || !changedAsks.isEmpty()) {
        pushBookUpdate(change.sequence(), changedBids, changedAsks, offset);
      }
    }
  }

  void apply(Change.OfBar change) {
    barsFrom = change.partition();
    Bar bar = change.bar();
    ChannelKind kind = ChannelKind.ofBars(bar.interval());
    Bar newest = bars.get(kind);
    if (newest == null || !bar.start().isBefore(newest.start())) {
      bars.put(kind, bar);
    }
    push(kind, () -> Payloads.bar(bar), change.offset() + 1);
  }

  /** Tells subscribers when the price has grown old since they last heard of it. */
  void age(Instant now) {
    Price price = price(now);
    if (price != null && price.freshness().state() != told) {
      pushTicker(0, now);
    }
  }

  /** The price now; null while neither trade nor quote is known. */
  @Nullable Price price(Instant now) {
    if (times == null) {
      return null;
    }
    Freshness freshness =
        switch (status) {
          case LIVE -> thresholds.at(times.received(), now);
          case STALE -> Freshness.stale(times.received(), now);
          case ENDED -> Freshness.closed(times.received(), now);
        };
    return new Price(listing, last, bid, ask, open24h, volume24h, times, freshness);
  }

  /** What a new subscriber has to know, as JSON; null while there is nothing to tell. */
  @Nullable String state(ChannelKind kind, Instant now) {
    return switch (kind) {
      case TICKER -> {
        Price price = price(now);
        yield price == null ? null : Payloads.ticker(price);
      }
      case TRADES -> trade == null ? null : Payloads.trade(trade);
      case BOOK -> book.isKnown() ? bookSnapshot() : null;
      case BARS_1S, BARS_1M -> {
        Bar bar = bars.get(kind);
        yield bar == null ? null : Payloads.bar(bar);
      }
    };
  }

  private String bookSnapshot() {
    if (bookSnapshot == null) {
      bookSnapshot =
          Payloads.bookSnapshot(
              listing, book.sequence(), book.bids(Integer.MAX_VALUE), book.asks(Integer.MAX_VALUE));
    }
    return bookSnapshot;
  }

  private void pushTicker(long offset, Instant now) {
    Price price = price(now);
    if (price != null) {
      told = price.freshness().state();
      push(ChannelKind.TICKER, () -> Payloads.ticker(price), offset);
    }
  }

  private void pushBookUpdate(long sequence, List<Level> bids, List<Level> asks, long offset) {
    push(ChannelKind.BOOK, () -> Payloads.bookUpdate(listing, sequence, bids, asks), offset);
  }

  private boolean hasSubscribers(ChannelKind kind) {
    return !channels.getOrDefault(kind, List.of()).isEmpty();
  }

  private void push(ChannelKind kind, Supplier<String> payload, long offset) {
    if (hasSubscribers(kind)) {
      String data = payload.get();
      for (MarketChannel channel : channels.getOrDefault(kind, List.of())) {
        channel.push(data, offset);
      }
    }
  }
}

package io.penstock.market.fanout;

import io.penstock.market.book.OrderBook;
import io.penstock.market.prices.LastPrice;
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
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a listing now, what its channels told lately, and who is to hear more.
 * Belongs to the board's thread: a change and its publication, and the state that a new subscriber
 * reads, are steps of one thread.
 *
 * <p>What is told of a record depends on records alone, never on the time or on who listens: so
 * every replica tells the same, and a client may go on at another one. What depends on records from
 * before this replica began to read is not offered to clients that come back ({@link
 * History#completeFrom}).
 */
final class ListingBoard {

  private final Listing listing;
  private final Freshness.Thresholds thresholds;
  private final Ring ring;
  private final Map<ChannelKind, List<MarketChannel>> channels = new EnumMap<>(ChannelKind.class);
  private final Map<ChannelKind, History> histories = new EnumMap<>(ChannelKind.class);

  private @Nullable Decimal last;
  private @Nullable Decimal bid;
  private @Nullable Decimal ask;
  private @Nullable Decimal open24h;
  private @Nullable Decimal volume24h;
  private @Nullable Times times;
  private FeedState.Status status = FeedState.Status.LIVE;
  private Freshness.@Nullable State told;

  /** Whether a record told a last price, and bid and ask. */
  private boolean priced;

  private boolean quoted;
  private boolean tickerComplete;

  private @Nullable Trade trade;
  private final OrderBook book;
  private @Nullable Times bookTimes;
  private byte @Nullable [] bookSnapshot;
  private final Map<ChannelKind, Bar> bars = new EnumMap<>(ChannelKind.class);

  private @Nullable PartitionId ticksFrom;
  private @Nullable PartitionId barsFrom;

  ListingBoard(Listing listing, Freshness.Thresholds thresholds, Ring ring) {
    this.listing = listing;
    this.thresholds = thresholds;
    this.ring = ring;
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

  /** Channels that are fed by a topic. */
  List<MarketChannel> channels(boolean ofBars) {
    return channels.entrySet().stream()
        .filter(entry -> entry.getKey().isBars() == ofBars)
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  /** Where this kind of channel is read from; null before its first record. */
  @Nullable PartitionId source(ChannelKind kind) {
    return kind.isBars() ? barsFrom : ticksFrom;
  }

  /** What this kind of channel told lately. */
  History history(ChannelKind kind) {
    return histories.computeIfAbsent(kind, it -> new History(ring, Long.MAX_VALUE));
  }

  /** Its topic was made anew: offsets begin again, and what they meant before is void. */
  void restart(boolean ofBars) {
    histories.forEach((kind, history) -> {
      if (kind.isBars() == ofBars) {
        history.restart(Long.MAX_VALUE);
      }
    });
    if (ofBars) {
      barsFrom = null;
    } else {
      ticksFrom = null;
      tickerComplete = false;
    }
  }

  /** What was known before this replica began to read; records say it better. */
  void seed(LastPrice known) {
    if (times == null) {
      last = known.price();
      bid = known.bid();
      ask = known.ask();
      open24h = known.open24h();
      volume24h = known.volume24h();
      times = known.times();
      status = known.status();
    }
  }

  /**
   * @param begin offset of the partition's first record that was read
   */
  void apply(Change.OfTick change, long begin, Instant now) {
    if (ticksFrom == null) {
      ticksFrom = change.partition();
      history(ChannelKind.TRADES).completeFrom(begin);
    }
    long offset = change.offset() + 1;
    MarketEvent event = change.event();
    switch (event) {
      case Trade traded -> {
        publish(ChannelKind.TRADES, new Payload.OfTrade(traded), offset, now);
        if (!traded.isLate()) {
          trade = traded;
          last = traded.price();
          priced = true;
          times = traded.times();
          publishTicker(traded.times(), offset, now);
        }
      }
      case Quote quote -> {
        apply(quote);
        publishTicker(quote.times(), offset, now);
      }
      case BookChange bookChange -> apply(bookChange, offset, now);
      case FeedState state -> {
        status = state.status();
        publishTicker(state.times(), offset, now);
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
    priced |= quote.last() != null;
    quoted = true;
  }

  private void apply(BookChange change, long offset, Instant now) {
    boolean wasKnown = book.isKnown();
    long before = wasKnown ? book.sequence() : -1;
    boolean compare = wasKnown && change.isSnapshot();
    List<Level> bids = compare ? book.bids(Integer.MAX_VALUE) : List.of();
    List<Level> asks = compare ? book.asks(Integer.MAX_VALUE) : List.of();
    if (book.apply(change) != OrderBook.Outcome.APPLIED) {
      // What is missing comes with the next whole book.
      return;
    }
    bookSnapshot = null;
    bookTimes = change.times();
    if (!change.isSnapshot()) {
      publishBookUpdate(change.sequence(), change.bids(), change.asks(), offset, now);
    } else if (!wasKnown) {
      history(ChannelKind.BOOK).completeFrom(offset);
      publish(ChannelKind.BOOK, wholeBook(), offset, now);
    } else {
      List<Level> changedBids =
          BookDifference.between(bids, change.bids(), Comparator.reverseOrder());
      List<Level> changedAsks =
          BookDifference.between(asks, change.asks(), Comparator.naturalOrder());
      // A whole book that has a number of its own is told even if it says nothing new: numbers have
      // no holes.
      if (change.sequence() != before || !changedBids.isEmpty() || !changedAsks.isEmpty()) {
        publishBookUpdate(change.sequence(), changedBids, changedAsks, offset, now);
      }
    }
  }

  /**
   * @param begin offset of the partition's first record that was read
   */
  void apply(Change.OfBar change, long begin, Instant now) {
    Bar bar = change.bar();
    if (barsFrom == null) {
      barsFrom = change.partition();
      for (ChannelKind each : ChannelKind.values()) {
        if (each.isBars()) {
          history(each).completeFrom(begin);
        }
      }
    }
    ChannelKind kind = ChannelKind.ofBars(bar.interval());
    Bar newest = bars.get(kind);
    if (newest == null || !bar.start().isBefore(newest.start())) {
      bars.put(kind, bar);
    }
    publish(kind, new Payload.OfBar(bar), change.offset() + 1, now);
  }

  /** Tells subscribers when the price has grown old since they last heard of it. */
  void age(Instant now) {
    Price price = price(now);
    if (price != null && price.freshness().state() != told) {
      told = price.freshness().state();
      tell(ChannelKind.TICKER, history(ChannelKind.TICKER).add(new Payload.OfPrice(price), now));
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

  /**
   * The book now; null while it is not known.
   *
   * @param depth levels of a side at most
   */
  @Nullable BookView book(int depth) {
    Times changed = bookTimes;
    return changed == null
        ? null
        : new BookView(listing, book.sequence(), book.bids(depth), book.asks(depth), changed);
  }

  /** What a new subscriber has to know, as JSON in UTF-8; null while there is nothing to tell. */
  byte @Nullable [] state(ChannelKind kind, Instant now) {
    return switch (kind) {
      case TICKER -> {
        Price price = price(now);
        yield price == null ? null : new Payload.OfPrice(price).json();
      }
      case TRADES -> trade == null ? null : new Payload.OfTrade(trade).json();
      case BOOK -> book.isKnown() ? bookSnapshot() : null;
      case BARS_1S, BARS_1M -> {
        Bar bar = bars.get(kind);
        yield bar == null ? null : new Payload.OfBar(bar).json();
      }
    };
  }

  private byte[] bookSnapshot() {
    if (bookSnapshot == null) {
      bookSnapshot = wholeBook().json();
    }
    return bookSnapshot;
  }

  private Payload.OfBook wholeBook() {
    return new Payload.OfBook(
        listing, true, book.sequence(), book.bids(Integer.MAX_VALUE), book.asks(Integer.MAX_VALUE));
  }

  /** The price as it was when the pipeline published its record, which is the same everywhere. */
  private void publishTicker(Times of, long offset, Instant now) {
    Instant published = of.published();
    Price price = price(published == null ? of.received() : published);
    if (price != null) {
      told = price.freshness().state();
      if (!tickerComplete && priced && quoted) {
        tickerComplete = true;
        history(ChannelKind.TICKER).completeFrom(offset - 1);
      }
      publish(ChannelKind.TICKER, new Payload.OfPrice(price), offset, now);
    }
  }

  private void publishBookUpdate(
      long sequence, List<Level> bids, List<Level> asks, long offset, Instant now) {
    publish(
        ChannelKind.BOOK, new Payload.OfBook(listing, false, sequence, bids, asks), offset, now);
  }

  /**
   * @param offset of the publication, above all before of this kind
   */
  void publish(ChannelKind kind, Payload payload, long offset, Instant now) {
    tell(kind, history(kind).add(payload, offset, now));
  }

  private void tell(ChannelKind kind, Entry entry) {
    List<MarketChannel> told = channels.get(kind);
    if (told != null) {
      for (MarketChannel channel : told) {
        channel.tell(entry);
      }
    }
  }
}

package io.penstock.market.feed;

import io.penstock.market.book.OrderBook;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How far one listing was read, over all lines. Numbers are of the line's thread; the status may be
 * read by any.
 *
 * <p>Trade ids of a listing go up by one. A hole in them is a gap at once. A heartbeat may overtake
 * the trade that it names, because the venue's channels are not ordered against each other; so a
 * trade named by one heartbeat has to be here when the next one comes.
 */
final class ListingTrack {

  private static final long NONE = -1;

  /** Longer than a record may go without an acknowledgement. */
  private static final long ACKNOWLEDGED_SECONDS = 30;

  private enum Status {
    /** Nothing came on this line yet. */
    WAITING,
    LIVE,
    /** The book is void until its next snapshot; trades and quotes flow. */
    RESYNCING,
    ENDED
  }

  private final Listing listing;
  private final AtomicInteger resyncsAsked = new AtomicInteger();
  private volatile Status status = Status.WAITING;
  private volatile boolean isTold;
  private volatile long lastTrade = NONE;
  private volatile long tradedAt = Long.MIN_VALUE;
  private volatile long inherited = NONE;

  // The last trades known at two moments, the older one surely acknowledged by the broker.
  private long checked = NONE;
  private long surelyTold = NONE;
  private long checkedAt;
  private boolean isAnchored;
  private long namedBefore = NONE;
  private boolean isBehind;
  private OrderBook book;
  private final long wholeBookSeconds;
  private volatile boolean hasBook;
  private Instant wholeBookAt = Instant.MIN;

  /**
   * @param wholeBookInterval at least 4 s
   */
  ListingTrack(Listing listing, Duration wholeBookInterval) {
    this.listing = listing;
    this.book = new OrderBook(listing);
    // Spread, because all books of a line begin together.
    long seconds = wholeBookInterval.toSeconds();
    this.wholeBookSeconds = seconds * 3 / 4 + Math.floorMod(listing.hashCode(), seconds / 2);
  }

  Listing listing() {
    return listing;
  }

  /** Before each line. */
  void begin() {
    if (status != Status.ENDED) {
      status = Status.WAITING;
    }
    isAnchored = false;
    namedBefore = NONE;
    hasBook = false;
    resyncsAsked.set(0);
  }

  /** Whether this is the first thing that comes of the listing on this line. */
  boolean goesLive() {
    if (status != Status.WAITING) {
      return false;
    }
    status = Status.LIVE;
    return true;
  }

  /** The line is over: whether readers have to be told. */
  boolean goesStale() {
    boolean wasLive = status == Status.LIVE;
    hasBook = false;
    book = new OrderBook(listing);
    if (status != Status.ENDED) {
      status = Status.WAITING;
    }
    return wasLive;
  }

  void end() {
    status = Status.ENDED;
  }

  boolean isWaiting() {
    return status == Status.WAITING;
  }

  boolean isLive() {
    return status == Status.LIVE;
  }

  /** Whether there is nothing to wait for: it has its book, or will never have one. */
  boolean isSettled() {
    return hasBook || status == Status.ENDED;
  }

  boolean isEnded() {
    return status == Status.ENDED;
  }

  /** Whether the topic surely holds the present status. */
  boolean isTold() {
    return isTold;
  }

  void told(boolean surely) {
    isTold = surely;
  }

  /**
   * A record was not acknowledged, and nobody knows which: trades count on from what surely was, so
   * that those since are missed and asked for.
   */
  void doubt() {
    lastTrade = Math.min(lastTrade, surelyTold);
    checked = lastTrade;
  }

  /** The book is void: whether that is news. */
  boolean voidBook() {
    if (status == Status.RESYNCING || status == Status.ENDED) {
      return false;
    }
    status = Status.RESYNCING;
    hasBook = false;
    return true;
  }

  /**
   * A whole book came: as change 0. A listing that was being resynchronised waits to go live again.
   */
  BookChange newBook(BookChange snapshot) {
    if (status == Status.RESYNCING) {
      status = Status.WAITING;
    }
    hasBook = true;
    wholeBookAt = snapshot.times().received();
    BookChange numbered = snapshot.numbered(0);
    book.apply(numbered);
    return numbered;
  }

  boolean hasBook() {
    return hasBook;
  }

  /** The book changed: the change with its number. */
  BookChange update(BookChange change) {
    BookChange numbered = change.numbered(book.sequence() + 1);
    book.apply(numbered);
    return numbered;
  }

  boolean isWholeBookDue(Instant now) {
    return now.getEpochSecond() - wholeBookAt.getEpochSecond() >= wholeBookSeconds;
  }

  /** The book as it stands, under the number of its last change. */
  BookChange wholeBook(Times times) {
    wholeBookAt = times.received();
    return book.snapshot(times);
  }

  /** A resync is wanted: whether the caller has to start one, because none is under way. */
  boolean startsResync() {
    return resyncsAsked.getAndIncrement() == 0;
  }

  /** A resync was made and given its time: whether another one is needed. */
  boolean needsResync() {
    while (true) {
      int seen = resyncsAsked.get();
      if (status == Status.RESYNCING) {
        return true;
      }
      if (resyncsAsked.compareAndSet(seen, 0)) {
        return false;
      }
    }
  }

  /** The line before has ended, and this one goes on for it. */
  void follow(ListingTrack before) {
    inherited = before.lastTrade;
  }

  /** Of a line that heard nothing yet: what was missed between the two is a hole. */
  private void takeOn() {
    if (lastTrade == NONE && inherited != NONE) {
      lastTrade = inherited;
      surelyTold = inherited;
      checked = inherited;
    }
  }

  /** Nothing before the first trade that we hear of is promised to anybody. */
  private void beginAt(long id) {
    if (surelyTold == NONE) {
      surelyTold = id;
      checked = id;
    }
  }

  /** The venue says which trade was the last one before its next; null: none is missing. */
  @Nullable TradeGap lastTrade(long id) {
    takeOn();
    beginAt(id);
    boolean isKnown = lastTrade != NONE && id > lastTrade;
    TradeGap gap = isKnown ? new TradeGap(listing, lastTrade + 1, id) : null;
    if (isKnown || !isAnchored) {
      lastTrade = id;
    }
    isAnchored = true;
    return gap;
  }

  /** Seconds since 1970 when a trade last came; the least there is where none did. */
  long tradedAt() {
    return tradedAt;
  }

  /** The last trade known and the one that would follow it; null where none is known. */
  @Nullable TradeGap aroundNext() {
    long known = lastTrade;
    return known == NONE ? null : new TradeGap(listing, known, known + 1);
  }

  /** Whether trades are known and this one is newer than all of them. */
  boolean isAfterKnown(long id) {
    return lastTrade != NONE && id > lastTrade;
  }

  /**
   * A trade came; null: none is missing before it.
   *
   * @param received by our clock
   */
  @Nullable TradeGap trade(long id, Instant received) {
    takeOn();
    beginAt(id - 1);
    long second = received.getEpochSecond();
    tradedAt = second;
    if (lastTrade != NONE && second - checkedAt >= ACKNOWLEDGED_SECONDS) {
      surelyTold = checked;
      checked = lastTrade;
      checkedAt = second;
    }
    TradeGap gap =
        lastTrade != NONE && id > lastTrade + 1
            ? new TradeGap(listing, lastTrade + 1, id - 1)
            : null;
    // Unanchored, the venue may have begun to count anew.
    lastTrade = isAnchored ? Math.max(lastTrade, id) : id;
    isAnchored = true;
    return gap;
  }

  /** A heartbeat names a trade; null: the one named before is here. */
  @Nullable TradeGap heartbeat(long id) {
    TradeGap gap = null;
    if (isAnchored && namedBefore > lastTrade) {
      gap = new TradeGap(listing, lastTrade + 1, namedBefore);
      lastTrade = namedBefore;
    }
    isBehind = namedBefore != NONE && id > namedBefore && id > lastTrade;
    namedBefore = id;
    return gap;
  }

  /** Whether the last heartbeat told of a trade since the one before, which is not here. */
  boolean isBehind() {
    return isBehind;
  }
}

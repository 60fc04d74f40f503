package io.penstock.market.prices;

import io.penstock.market.book.OrderBook;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import java.time.Duration;
import java.time.Instant;

/**
 * What one line says of one listing: its own book, whether its numbers are without a hole, and when
 * it was heard. Confined to its partition's lane.
 */
final class LineView {

  /** What became of a change of its book. */
  enum Outcome {
    /** A whole book begins. */
    WHOLE,
    NEXT,
    KNOWN,
    /** Its numbers have a hole; it waits for a whole book. */
    LOST,
    WITHOUT_BOOK
  }

  private static final long UNKNOWN = -1;

  private final String name;
  private final OrderBook book;
  private long sequence = UNKNOWN;
  private boolean stands;
  private boolean isLive;
  private boolean beganAnew;
  private Instant heard;

  /**
   * @param name of the line: {@code coinbase#ingest-0}
   * @param isLive whether it is taken to be live until it says otherwise
   */
  LineView(String name, Listing listing, boolean isLive, Instant now) {
    this.name = name;
    this.book = new OrderBook(listing);
    this.isLive = isLive;
    this.heard = now;
  }

  String name() {
    return name;
  }

  OrderBook book() {
    return book;
  }

  void hear(Instant now) {
    heard = now;
  }

  boolean isLive() {
    return isLive;
  }

  /** A process that was killed says nothing of its end. */
  boolean wasSilent(Instant now, Duration time) {
    return !now.isBefore(heard.plus(time));
  }

  /** Whether its book is whole and without a hole. */
  boolean stands() {
    return stands;
  }

  /** The line's number of the last change. */
  long sequence() {
    return sequence;
  }

  void take(FeedState.Status status) {
    isLive = status == FeedState.Status.LIVE;
    if (!isLive) {
      stands = false;
    }
  }

  /** Whether the next quote that is news may have any number. */
  void beginAnew(boolean isAnew) {
    beganAnew = isAnew;
  }

  boolean hasBegunAnew() {
    return beganAnew;
  }

  /** Checks the line's number of a change, which is not in the book by that. */
  Outcome check(BookChange change) {
    if (change.isSnapshot()) {
      // A line repeats its whole book now and then, under the number of its last change.
      boolean isRepeated = change.sequence() > 0 && stands;
      if (isRepeated && (sequence == UNKNOWN || sequence == change.sequence())) {
        sequence = change.sequence();
        return Outcome.KNOWN;
      }
      stands = true;
      sequence = change.sequence();
      return Outcome.WHOLE;
    }
    if (!stands) {
      return Outcome.WITHOUT_BOOK;
    }
    if (sequence != UNKNOWN && change.sequence() <= sequence) {
      return Outcome.KNOWN;
    }
    if (sequence != UNKNOWN && change.sequence() != sequence + 1) {
      stands = false;
      return Outcome.LOST;
    }
    sequence = change.sequence();
    return Outcome.NEXT;
  }

  /** Takes what was published before a restart; the line's own numbers are not known then. */
  void restore(BookChange published) {
    stands = book.apply(published) == OrderBook.Outcome.APPLIED;
    sequence = UNKNOWN;
  }

  /** The book is counted by the line's own numbers from now on, not by the published ones. */
  void countByLine(Times times) {
    if (stands && sequence != UNKNOWN) {
      book.apply(book.snapshot(times).numbered(sequence));
    } else {
      stands = false;
    }
  }
}

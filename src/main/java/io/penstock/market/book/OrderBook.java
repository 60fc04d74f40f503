package io.penstock.market.book;

import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import io.penstock.platform.values.Decimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The order book of one listing, kept up by its changes. For one thread at a time. Until the first
 * snapshot it is empty and takes no update.
 */
public final class OrderBook {

  /** What became of a change. */
  public enum Outcome {
    /** The book holds it now. */
    APPLIED,
    /** An update that the book held already: nothing changed. */
    KNOWN,
    /**
     * Updates before it are missing: nothing changed, and only a snapshot can bring the book up to
     * date.
     */
    GAP
  }

  private static final long NONE = Long.MIN_VALUE;

  private final Listing listing;
  private final NavigableMap<Decimal, Level> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<Decimal, Level> asks = new TreeMap<>();
  private long sequence = NONE;
  private long unknownRemovals;

  public OrderBook(Listing listing) {
    this.listing = listing;
  }

  /**
   * A snapshot replaces everything; an update is taken if its sequence is the next one.
   *
   * @throws IllegalArgumentException when the change is another listing's
   */
  public Outcome apply(BookChange change) {
    if (!change.listing().equals(listing)) {
      throw new IllegalArgumentException(
          "book of " + listing + " was given a change of " + change.listing());
    }
    if (change.isSnapshot()) {
      bids.clear();
      asks.clear();
      unknownRemovals = 0;
    } else if (sequence == NONE || change.sequence() > sequence + 1) {
      return Outcome.GAP;
    } else if (change.sequence() <= sequence) {
      return Outcome.KNOWN;
    }
    change(bids, change.bids());
    change(asks, change.asks());
    sequence = change.sequence();
    return Outcome.APPLIED;
  }

  private void change(Map<Decimal, Level> side, List<Level> levels) {
    // By index: an update is applied for almost every frame.
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      if (!level.quantity().isZero()) {
        side.put(level.price(), level);
      } else if (side.remove(level.price()) == null) {
        unknownRemovals++;
      }
    }
  }

  public Listing listing() {
    return listing;
  }

  /** Whether there was a snapshot. */
  public boolean isKnown() {
    return sequence != NONE;
  }

  /**
   * Of the last change applied.
   *
   * @throws IllegalStateException before the first snapshot
   */
  public long sequence() {
    if (sequence == NONE) {
      throw new IllegalStateException("book of " + listing + " had no snapshot yet");
    }
    return sequence;
  }

  public Optional<Level> bestBid() {
    return best(bids);
  }

  public Optional<Level> bestAsk() {
    return best(asks);
  }

  /** The highest, at most {@code count}, the best first. */
  public List<Level> bids(int count) {
    return top(bids, count);
  }

  /** The lowest, at most {@code count}, the best first. */
  public List<Level> asks(int count) {
    return top(asks, count);
  }

  public int bidLevels() {
    return bids.size();
  }

  public int askLevels() {
    return asks.size();
  }

  /**
   * Whether a buyer offers what a seller wants, or more. An exchange would have matched them: the
   * book is wrong, or its venue has stopped matching.
   */
  public boolean isCrossed() {
    return !bids.isEmpty() && !asks.isEmpty() && bids.firstKey().compareTo(asks.firstKey()) >= 0;
  }

  /**
   * How many updates since the snapshot removed a level that was not there. Normal where a venue's
   * snapshot is cut off at a depth; elsewhere a sign that a change was lost.
   */
  public long unknownRemovals() {
    return unknownRemovals;
  }

  /**
   * The whole book, with the sequence of the last change applied.
   *
   * @throws IllegalStateException before the first snapshot
   */
  public BookChange snapshot(Times times) {
    return new BookChange(
        listing,
        BookChange.Kind.SNAPSHOT,
        sequence(),
        List.copyOf(bids.values()),
        List.copyOf(asks.values()),
        times);
  }

  private static Optional<Level> best(NavigableMap<Decimal, Level> side) {
    return side.isEmpty() ? Optional.empty() : Optional.of(side.firstEntry().getValue());
  }

  private static List<Level> top(NavigableMap<Decimal, Level> side, int count) {
    List<Level> levels = new ArrayList<>(Math.min(count, side.size()));
    for (Level level : side.values()) {
      if (levels.size() == count) {
        break;
      }
      levels.add(level);
    }
    return levels;
  }
}

package io.penstock.market.feed.kraken;

import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.feed.kraken.KrakenMessages.Book;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Times;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The book of one pair as Kraken wants it kept: all levels of a message are applied, those beyond
 * the subscribed depth are dropped, and then the message's checksum has to be right. Confined to
 * one thread.
 */
final class KrakenBook {

  private static final Comparator<Level> LOWEST_FIRST = Comparator.comparing(Level::price);

  private final int depth;
  private final Precision precision;
  private final Ladder asks = new Ladder(LOWEST_FIRST);
  private final Ladder bids = new Ladder(LOWEST_FIRST.reversed());

  /**
   * @param depth levels on each side, as subscribed
   * @param precision of the pair's numbers, as far as it is known
   */
  KrakenBook(int depth, Precision precision) {
    this.depth = depth;
    this.precision = precision;
  }

  /** The lowest first; changes with the book. */
  List<Level> asks() {
    return Collections.unmodifiableList(asks.levels);
  }

  /** The highest first; changes with the book. */
  List<Level> bids() {
    return Collections.unmodifiableList(bids.levels);
  }

  /**
   * What the message changed, with the levels that it pushed out of the book as removed ones behind
   * its own. Empty when the checksum is not right: then this book is of no use any more, until it
   * is given a snapshot.
   */
  Optional<BookChange> apply(Book message, Instant received) {
    if (message.isSnapshot()) {
      asks.levels.clear();
      bids.levels.clear();
    }
    message.asks().forEach(asks::put);
    message.bids().forEach(bids::put);
    List<Level> droppedAsks = asks.cut(depth);
    List<Level> droppedBids = bids.cut(depth);
    if (!matches(message.checksum())) {
      return Optional.empty();
    }
    Times times = Times.of(message.time() == null ? received : message.time(), received);
    return Optional.of(
        message.isSnapshot()
            ? new BookChange(
                message.listing(), BookChange.Kind.SNAPSHOT, 0, bids.levels, asks.levels, times)
            : new BookChange(
                message.listing(),
                BookChange.Kind.UPDATE,
                0,
                joined(message.bids(), droppedBids),
                joined(message.asks(), droppedAsks),
                times));
  }

  /**
   * A recorder that keeps numbers as numbers loses zeros behind the last digit, and then the pair's
   * precision helps.
   */
  private boolean matches(long checksum) {
    return checksum == KrakenChecksum.of(asks.levels, bids.levels, Precision.AS_WRITTEN)
        || checksum == KrakenChecksum.of(asks.levels, bids.levels, precision);
  }

  private static List<Level> joined(List<Level> changed, List<Level> dropped) {
    if (dropped.isEmpty()) {
      return changed;
    }
    List<Level> all = new ArrayList<>(changed.size() + dropped.size());
    all.addAll(changed);
    dropped.forEach(level -> all.add(new Level(level.price(), Decimal.ZERO)));
    return all;
  }

  /** One side, the best level first. */
  private static final class Ladder {

    private final Comparator<Level> bestFirst;
    private final List<Level> levels = new ArrayList<>();

    Ladder(Comparator<Level> bestFirst) {
      this.bestFirst = bestFirst;
    }

    void put(Level level) {
      int found = Collections.binarySearch(levels, level, bestFirst);
      if (level.quantity().isZero()) {
        if (found >= 0) {
          levels.remove(found);
        }
      } else if (found >= 0) {
        levels.set(found, level);
      } else {
        levels.add(-found - 1, level);
      }
    }

    /** What was beyond the depth. */
    List<Level> cut(int depth) {
      if (levels.size() <= depth) {
        return List.of();
      }
      List<Level> beyond = levels.subList(depth, levels.size());
      List<Level> dropped = List.copyOf(beyond);
      beyond.clear();
      return dropped;
    }
  }
}

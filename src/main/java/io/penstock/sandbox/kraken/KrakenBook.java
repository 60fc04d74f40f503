package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import org.jspecify.annotations.Nullable;

/**
 * What one client knows of a book: so many of the best levels, as it keeps them when it truncates
 * its book after each message.
 */
final class KrakenBook {

  private final Instrument instrument;
  private final int depth;
  private ModelBook known;

  KrakenBook(Instrument instrument, int depth, ModelBook book) {
    this.instrument = instrument;
    this.depth = depth;
    known = book.top(depth);
  }

  String snapshot(long micros) {
    return KrakenMessages.book(instrument, known, Checksum.of(known), micros);
  }

  /**
   * Goes over to that book; null where nothing changed within the depth. A level that is pushed out
   * of the depth is not removed: the client does it.
   */
  @Nullable String update(ModelBook book, long micros) {
    ModelBook next = book.top(depth);
    Ladder bids = new Ladder(2 * depth);
    Ladder asks = new Ladder(2 * depth);
    next.changesSince(
        known,
        (bid, price, size) -> {
          Ladder side = bid ? next.bids() : next.asks();
          if (size > 0 || !isBeyond(side, bid, price)) {
            (bid ? bids : asks).add(price, size);
          }
        });
    if (bids.levels() + asks.levels() == 0) {
      return null;
    }
    known = next;
    return KrakenMessages.bookUpdate(instrument, bids, asks, Checksum.of(next), micros);
  }

  /** Whether the side is full without that price, which is worse than all it has. */
  private boolean isBeyond(Ladder side, boolean bid, long price) {
    if (side.levels() < depth) {
      return false;
    }
    long worst = side.price(depth - 1);
    return bid ? price < worst : price > worst;
  }
}

package io.penstock.market.fanout;

import io.penstock.market.tick.Level;
import io.penstock.platform.values.Decimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Several changes of a book as one: of each level the last quantity counts, and removals stay. So a
 * conflated subscriber who applies it stands where one who applied each of them stands.
 */
final class BookMerge {

  private final NavigableMap<Decimal, Level> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<Decimal, Level> asks = new TreeMap<>();

  private BookMerge() {}

  /**
   * @param after the first change is the one behind it
   * @param upTo the last change
   */
  static Payload.OfBook between(Entry after, Entry upTo) {
    BookMerge merge = new BookMerge();
    boolean snapshot = false;
    Payload.OfBook newest = null;
    for (Entry at = after.next(); at != null; at = at == upTo ? null : at.next()) {
      if (at.payload() instanceof Payload.OfBook change) {
        snapshot = snapshot || change.isSnapshot();
        newest = change;
        merge.add(change, snapshot);
      }
    }
    if (newest == null) {
      throw new IllegalArgumentException("no change of a book to merge");
    }
    return new Payload.OfBook(
        newest.listing(),
        snapshot,
        newest.sequence(),
        new ArrayList<>(merge.bids.values()),
        new ArrayList<>(merge.asks.values()));
  }

  /**
   * @param whole whether a whole book is being built, in which a removed level is just not there
   */
  private void add(Payload.OfBook change, boolean whole) {
    if (change.isSnapshot()) {
      bids.clear();
      asks.clear();
    }
    add(bids, change.bids(), whole);
    add(asks, change.asks(), whole);
  }

  private static void add(NavigableMap<Decimal, Level> side, List<Level> changes, boolean whole) {
    for (Level level : changes) {
      if (whole && level.quantity().isZero()) {
        side.remove(level.price());
      } else {
        side.put(level.price(), level);
      }
    }
  }
}

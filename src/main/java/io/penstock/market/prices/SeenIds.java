package io.penstock.market.prices;

import java.util.Map;
import java.util.TreeMap;

/**
 * Trade ids seen, kept as ranges: ids rise by one, so a day of them is usually a single range.
 * Beyond {@link #LIMIT} ranges the lowest is forgotten.
 */
final class SeenIds {

  static final int LIMIT = 1_024;

  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  /** Remembers an id; false when it was known. */
  boolean add(long id) {
    Map.Entry<Long, Long> below = lastByFirst.floorEntry(id);
    if (below != null && id <= below.getValue()) {
      return false;
    }
    boolean extendsBelow = below != null && below.getValue() == id - 1;
    Long lastOfAbove = lastByFirst.remove(id + 1);
    long first = extendsBelow ? below.getKey() : id;
    lastByFirst.put(first, lastOfAbove == null ? id : lastOfAbove);
    if (lastByFirst.size() > LIMIT) {
      lastByFirst.pollFirstEntry();
    }
    return true;
  }

  int ranges() {
    return lastByFirst.size();
  }
}

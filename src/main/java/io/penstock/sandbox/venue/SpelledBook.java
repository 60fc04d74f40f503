package io.penstock.sandbox.venue;

import io.penstock.platform.values.Decimal;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A product's book as far as its recording was played, each number spelt as it was recorded. */
public final class SpelledBook {

  private final NavigableMap<Decimal, Level> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<Decimal, Level> asks = new TreeMap<>();

  public void clear() {
    bids.clear();
    asks.clear();
  }

  /**
   * Sets a level's size; 0 removes it. Passes over a level that is not two numbers: a recording may
   * hold what was wrong on that day.
   */
  public void set(boolean bid, String price, String size) {
    NavigableMap<Decimal, Level> side = bid ? bids : asks;
    Decimal priceNumber;
    Decimal sizeNumber;
    try {
      priceNumber = Decimal.parse(price);
      sizeNumber = Decimal.parse(size);
    } catch (NumberFormatException e) {
      return;
    }
    if (sizeNumber.isZero()) {
      side.remove(priceNumber);
    } else {
      side.put(priceNumber, new Level(price, size));
    }
  }

  public List<Level> bids() {
    return List.copyOf(bids.values());
  }

  public List<Level> asks() {
    return List.copyOf(asks.values());
  }
}

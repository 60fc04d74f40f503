package io.penstock.sandbox.coinbase;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The book a client builds from what it is told; complains about what no client could follow. */
final class ClientBook {

  private final NavigableMap<BigDecimal, String> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<BigDecimal, String> asks = new TreeMap<>();
  private boolean known;

  void hear(JsonNode frame) {
    if (frame.path("type").asString().equals("snapshot")) {
      bids.clear();
      asks.clear();
      frame.path("bids").forEach(level -> set(bids, level.path(0), level.path(1)));
      frame.path("asks").forEach(level -> set(asks, level.path(0), level.path(1)));
      known = true;
    } else {
      if (!known) {
        throw new AssertionError("an update before the snapshot: " + frame);
      }
      for (JsonNode change : frame.path("changes")) {
        set(change.path(0).asString().equals("buy") ? bids : asks, change.path(1), change.path(2));
      }
    }
    if (bids.firstKey().compareTo(asks.firstKey()) >= 0) {
      throw new AssertionError("crossed after " + frame);
    }
  }

  BigDecimal bestBid() {
    return bids.firstKey();
  }

  BigDecimal bestAsk() {
    return asks.firstKey();
  }

  /** {@code 1.23 0.5}, bids then asks, the best first. */
  List<String> levels() {
    List<String> levels = new ArrayList<>();
    bids.forEach((price, size) -> levels.add(price.toPlainString() + " " + size));
    asks.forEach((price, size) -> levels.add(price.toPlainString() + " " + size));
    return levels;
  }

  private static void set(NavigableMap<BigDecimal, String> side, JsonNode price, JsonNode size) {
    if (new BigDecimal(size.asString()).signum() > 0) {
      side.put(new BigDecimal(price.asString()), size.asString());
    } else if (side.remove(new BigDecimal(price.asString())) == null) {
      throw new AssertionError("removed a level that is not there: " + price);
    }
  }
}

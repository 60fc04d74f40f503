package io.penstock.sandbox.coinbase;

import io.penstock.platform.values.Decimal;
import io.penstock.sandbox.coinbase.Market.Level;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A product's book as far as its recording was played, each number spelt as it was recorded. */
final class RecordedBook {

  private final NavigableMap<Decimal, Level> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<Decimal, Level> asks = new TreeMap<>();

  void replace(JsonNode snapshot) {
    bids.clear();
    asks.clear();
    snapshot.path("bids").forEach(level -> set(bids, level.path(0), level.path(1)));
    snapshot.path("asks").forEach(level -> set(asks, level.path(0), level.path(1)));
  }

  void change(JsonNode update) {
    for (JsonNode change : update.path("changes")) {
      set(change.path(0).asString("").equals("buy") ? bids : asks, change.path(1), change.path(2));
    }
  }

  List<Level> bids() {
    return List.copyOf(bids.values());
  }

  List<Level> asks() {
    return List.copyOf(asks.values());
  }

  /**
   * Passes over a level that is not two numbers: a recording may hold what was wrong on that day.
   */
  private static void set(
      NavigableMap<Decimal, Level> side, JsonNode priceText, JsonNode sizeText) {
    Decimal price;
    Decimal size;
    try {
      price = Decimal.parse(priceText.asString(""));
      size = Decimal.parse(sizeText.asString(""));
    } catch (NumberFormatException e) {
      return;
    }
    if (size.isZero()) {
      side.remove(price);
    } else {
      side.put(price, new Level(priceText.asString(), sizeText.asString()));
    }
  }
}

package io.penstock.sandbox.binance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The book a client keeps by the vendor's rules: buffer events, take a snapshot that is not older
 * than the first of them, apply what is newer.
 */
final class BinanceClientBook {

  enum Verdict {
    BUFFERED,
    IGNORED,
    APPLIED,
    /** Events are missing: the book is void, and the snapshot has to be taken again. */
    LOST
  }

  private final NavigableMap<BigDecimal, String> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<BigDecimal, String> asks = new TreeMap<>();
  private final List<JsonNode> buffer = new ArrayList<>();
  private long updateId = -1;
  private long bridged;
  private @Nullable Long expected;

  Verdict hear(JsonNode event) {
    if (expected != null && event.path("U").asLong() == expected) {
      bridged++;
    }
    expected = event.path("u").asLong() + 1;
    if (updateId < 0) {
      buffer.add(event);
      return Verdict.BUFFERED;
    }
    return apply(event);
  }

  /** False when it is older than the first event: ask again. */
  boolean take(JsonNode snapshot) {
    long id = snapshot.path("lastUpdateId").asLong();
    if (!buffer.isEmpty() && id < buffer.getFirst().path("U").asLong()) {
      return false;
    }
    bids.clear();
    asks.clear();
    snapshot.path("bids").forEach(level -> set(bids, level));
    snapshot.path("asks").forEach(level -> set(asks, level));
    updateId = id;
    boolean first = true;
    for (JsonNode event : buffer) {
      if (event.path("u").asLong() <= id) {
        continue;
      }
      if (first && event.path("U").asLong() > id + 1) {
        throw new AssertionError("the snapshot does not fit to " + event);
      }
      first = false;
      apply(event);
    }
    buffer.clear();
    return true;
  }

  /** Events whose ids follow those of the one before. */
  long bridged() {
    return bridged;
  }

  long updateId() {
    return updateId;
  }

  String best() {
    return bids.firstKey().toPlainString()
        + " "
        + bids.firstEntry().getValue()
        + " "
        + asks.firstKey().toPlainString()
        + " "
        + asks.firstEntry().getValue();
  }

  /** {@code 1.2 0.5}, bids then asks, the best first, so many of each side at most. */
  List<String> levels(int depth) {
    List<String> levels = new ArrayList<>();
    bids.entrySet().stream()
        .limit(depth)
        .forEach(level -> levels.add(level.getKey() + " " + level.getValue()));
    asks.entrySet().stream()
        .limit(depth)
        .forEach(level -> levels.add(level.getKey() + " " + level.getValue()));
    return levels;
  }

  private Verdict apply(JsonNode event) {
    if (event.path("u").asLong() <= updateId) {
      return Verdict.IGNORED;
    }
    if (event.path("U").asLong() > updateId + 1) {
      updateId = -1;
      buffer.clear();
      buffer.add(event);
      return Verdict.LOST;
    }
    event.path("b").forEach(level -> set(bids, level));
    event.path("a").forEach(level -> set(asks, level));
    updateId = event.path("u").asLong();
    return Verdict.APPLIED;
  }

  private static void set(NavigableMap<BigDecimal, String> side, JsonNode level) {
    BigDecimal price = new BigDecimal(level.path(0).asString());
    if (new BigDecimal(level.path(1).asString()).signum() == 0) {
      side.remove(price);
    } else {
      side.put(price, level.path(1).asString());
    }
  }
}

package io.penstock.sandbox.binance;

import io.penstock.sandbox.venue.SpelledBook;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a recording had told at some place of it. Used by one thread. */
final class BinanceKnown {

  /** Trades kept for REST, of each symbol. */
  private static final int TRADES = 10_000;

  /** Changes kept until the book they change is told; older ones are forgotten. */
  private static final int CHANGES = 5_000;

  private final Map<String, Known> symbols = new HashMap<>();
  private int round = 1;

  /**
   * Adds what the frame tells.
   *
   * @param symbol of which it is
   */
  void learn(BinanceFrame frame, String symbol, int inRound) {
    if (inRound != round) {
      // The recording begins anew, with the book it began with.
      round = inRound;
      symbols.values().forEach(Known::forgetBook);
    }
    Known known = symbols.computeIfAbsent(symbol, name -> new Known());
    if (frame.isDepthAnswer()) {
      known.learnBook(frame);
      return;
    }
    switch (frame.type()) {
      case "depthUpdate" -> known.learnChange(frame.event());
      case "trade" -> known.learnTrade(frame.event());
      case "aggTrade" -> known.learnAggregate(frame.event());
      default -> {}
    }
  }

  /** The answer of REST, as it was recorded; null before it was played in this round. */
  @Nullable String answer(String symbol) {
    Known known = symbols.get(symbol);
    return known == null ? null : known.answer;
  }

  /** The book with all changes since, or null before its answer was played in this round. */
  @Nullable Depth depth(String symbol) {
    Known known = symbols.get(symbol);
    return known == null || known.answer == null
        ? null
        : new Depth(known.lastUpdate, known.book.bids(), known.book.asks());
  }

  List<BinanceTrade> trades(String symbol) {
    Known known = symbols.get(symbol);
    return known == null ? List.of() : new ArrayList<>(known.trades.values());
  }

  List<Aggregate> aggregates(String symbol) {
    Known known = symbols.get(symbol);
    return known == null ? List.of() : new ArrayList<>(known.aggregates.values());
  }

  /** Those from that number on, so many at most. */
  static <T> List<T> from(List<T> all, ToLongFunction<T> number, long from, int limit) {
    return all.stream().filter(one -> number.applyAsLong(one) >= from).limit(limit).toList();
  }

  static <T> List<T> last(List<T> all, int limit) {
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  /** Of one symbol. */
  private static final class Known {

    private final SpelledBook book = new SpelledBook();
    private final Deque<JsonNode> changes = new ArrayDeque<>();
    private final NavigableMap<Long, BinanceTrade> trades = new TreeMap<>();
    private final NavigableMap<Long, Aggregate> aggregates = new TreeMap<>();
    private long lastUpdate;
    private @Nullable String answer;

    private void forgetBook() {
      answer = null;
      book.clear();
      changes.clear();
    }

    /** Events may have come before the answer of which they are the continuation. */
    private void learnBook(BinanceFrame frame) {
      answer = frame.text();
      lastUpdate = frame.json().path("lastUpdateId").asLong(0);
      book.clear();
      apply(frame.json().path("bids"), frame.json().path("asks"));
      changes.forEach(this::apply);
      changes.clear();
    }

    private void learnChange(JsonNode event) {
      if (answer != null) {
        apply(event);
        return;
      }
      changes.addLast(event);
      if (changes.size() > CHANGES) {
        changes.removeFirst();
      }
    }

    private void apply(JsonNode event) {
      long last = event.path("u").asLong(0);
      if (last > lastUpdate) {
        lastUpdate = last;
        apply(event.path("b"), event.path("a"));
      }
    }

    private void apply(JsonNode bids, JsonNode asks) {
      bids.forEach(level -> set(true, level));
      asks.forEach(level -> set(false, level));
    }

    private void set(boolean bid, JsonNode level) {
      book.set(bid, level.path(0).asString(""), level.path(1).asString(""));
    }

    private void learnTrade(JsonNode event) {
      long id = event.path("t").asLong(0);
      trades.put(
          id,
          new BinanceTrade(
              id,
              event.path("T").asLong(0) * 1_000,
              event.path("p").asString("0"),
              event.path("q").asString("0"),
              event.path("m").asBoolean(false)));
      if (trades.size() > TRADES) {
        trades.pollFirstEntry();
      }
    }

    private void learnAggregate(JsonNode event) {
      long id = event.path("a").asLong(0);
      aggregates.put(
          id,
          new Aggregate(
              id,
              event.path("f").asLong(0),
              event.path("l").asLong(0),
              event.path("T").asLong(0) * 1_000,
              event.path("p").asString("0"),
              event.path("q").asString("0"),
              event.path("m").asBoolean(false)));
      if (aggregates.size() > TRADES) {
        aggregates.pollFirstEntry();
      }
    }
  }
}

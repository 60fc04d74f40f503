package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Line;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a recording had told at some place of it. Used by one thread. */
final class KrakenKnown {

  /** Trades kept for REST, of each symbol. */
  private static final int TRADES = 10_000;

  private final Map<String, Known> symbols = new HashMap<>();

  /** Adds what the frame tells; numbers become ticks and lots of the instrument. */
  void learn(KrakenFrame frame, Instrument instrument, int depth) {
    Known known = symbols.computeIfAbsent(instrument.symbol(), symbol -> new Known());
    for (JsonNode data : frame.json().path("data")) {
      switch (frame.channel()) {
        case "book" -> known.learnBook(frame.isSnapshot(), data, instrument, depth);
        case "trade" -> known.learnTrade(data, instrument);
        case "ticker" -> known.ticker = frame.text();
        default -> {}
      }
    }
  }

  /** Null before its first snapshot. */
  @Nullable ModelBook book(String symbol) {
    Known known = symbols.get(symbol);
    return known == null || !known.hasBook ? null : known.book();
  }

  /** The last message, or null before the first. */
  @Nullable String ticker(String symbol) {
    Known known = symbols.get(symbol);
    return known == null ? null : known.ticker;
  }

  /** Trades after that moment, the oldest first. */
  List<KrakenTrade> tradesAfter(String symbol, long micros, int limit) {
    return all(symbol).stream().filter(trade -> trade.micros() > micros).limit(limit).toList();
  }

  /** The newest trades, the oldest of them first. */
  List<KrakenTrade> lastTrades(String symbol, int limit) {
    List<KrakenTrade> all = all(symbol);
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  private List<KrakenTrade> all(String symbol) {
    Known known = symbols.get(symbol);
    return known == null ? List.of() : new ArrayList<>(known.trades.values());
  }

  /** Of one symbol. */
  private static final class Known {

    private final NavigableMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<Long, Long> asks = new TreeMap<>();
    private final NavigableMap<Long, KrakenTrade> trades = new TreeMap<>();
    private boolean hasBook;
    private @Nullable String ticker;

    private void learnBook(boolean snapshot, JsonNode data, Instrument instrument, int depth) {
      if (snapshot) {
        bids.clear();
        asks.clear();
        hasBook = true;
      }
      if (hasBook) {
        learnSide(bids, data.path("bids"), instrument, depth);
        learnSide(asks, data.path("asks"), instrument, depth);
      }
    }

    private static void learnSide(
        NavigableMap<Long, Long> side, JsonNode levels, Instrument instrument, int depth) {
      for (JsonNode level : levels) {
        long price = units(KrakenFrame.number(level, "price"), instrument.priceScale());
        long size = units(KrakenFrame.number(level, "qty"), instrument.sizeScale());
        if (size == 0) {
          side.remove(price);
        } else {
          side.put(price, size);
        }
      }
      while (side.size() > depth) {
        side.pollLastEntry();
      }
    }

    private void learnTrade(JsonNode data, Instrument instrument) {
      Instant time = Line.instant(data.path("timestamp").asString(""));
      long id = data.path("trade_id").asLong(0);
      trades.put(
          id,
          new KrakenTrade(
              id,
              time == null ? 0 : Micros.of(time),
              data.path("side").asString("buy"),
              data.path("ord_type").asString("limit"),
              units(KrakenFrame.number(data, "price"), instrument.priceScale()),
              units(KrakenFrame.number(data, "qty"), instrument.sizeScale())));
      if (trades.size() > TRADES) {
        trades.pollFirstEntry();
      }
    }

    private ModelBook book() {
      return new ModelBook(ladder(bids), ladder(asks));
    }

    private static Ladder ladder(NavigableMap<Long, Long> side) {
      Ladder ladder = new Ladder(side.size());
      side.forEach(ladder::add);
      return ladder;
    }

    private static long units(BigDecimal number, int scale) {
      return number.movePointRight(scale).longValue();
    }
  }
}

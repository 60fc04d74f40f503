package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.coinbase.Market.Book;
import io.penstock.sandbox.coinbase.Market.Match;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.SpelledBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a recording had told of one product at some place of it. Used by one thread. */
final class Known {

  /** Trades kept for REST. */
  private static final int TRADES = 10_000;

  private final NavigableMap<Long, Match> trades = new TreeMap<>();
  private @Nullable SpelledBook book;
  private @Nullable RecordedFrame ticker;
  private long sequence;
  private long lastTradeId;

  /** Null before its first snapshot. */
  @Nullable Book book(Instant time) {
    return book == null ? null : new Book(book.bids(), book.asks(), sequence, Micros.text(time));
  }

  @Nullable Match lastMatch() {
    return trades.isEmpty() ? null : trades.lastEntry().getValue();
  }

  @Nullable RecordedFrame ticker() {
    return ticker;
  }

  long sequence() {
    return sequence;
  }

  /** 0 before the first. */
  long lastTradeId() {
    return lastTradeId;
  }

  /** With ids between both, exclusive, the newest first. */
  List<Match> trades(long newerThan, long olderThan, int limit) {
    List<Match> found = new ArrayList<>();
    for (Match match : trades.headMap(olderThan, false).descendingMap().values()) {
      if (match.tradeId() <= newerThan || found.size() == limit) {
        break;
      }
      found.add(match);
    }
    return found;
  }

  void learn(RecordedFrame frame) {
    sequence = Math.max(sequence, frame.sequence());
    switch (frame.type()) {
      case "snapshot" -> {
        book = new SpelledBook();
        replace(book, frame.json());
      }
      case "l2update" -> {
        if (book != null) {
          change(book, frame.json());
        }
      }
      case "ticker" -> ticker = frame;
      case "match", "last_match" -> trade(frame);
      case "heartbeat" ->
          lastTradeId = Math.max(lastTradeId, frame.json().path("last_trade_id").asLong(0));
      default -> {}
    }
  }

  private void trade(RecordedFrame frame) {
    JsonNode json = frame.json();
    lastTradeId = Math.max(lastTradeId, frame.tradeId());
    trades.put(
        frame.tradeId(),
        new Match(
            frame.tradeId(),
            frame.sequence(),
            json.path("time").asString(""),
            json.path("price").asString(""),
            json.path("size").asString(""),
            json.path("side").asString(""),
            json.path("maker_order_id").asString(""),
            json.path("taker_order_id").asString("")));
    if (trades.size() > TRADES) {
      trades.pollFirstEntry();
    }
  }

  private static void replace(SpelledBook book, JsonNode snapshot) {
    book.clear();
    snapshot.path("bids").forEach(level -> set(book, true, level.path(0), level.path(1)));
    snapshot.path("asks").forEach(level -> set(book, false, level.path(0), level.path(1)));
  }

  private static void change(SpelledBook book, JsonNode update) {
    for (JsonNode change : update.path("changes")) {
      set(book, change.path(0).asString("").equals("buy"), change.path(1), change.path(2));
    }
  }

  private static void set(SpelledBook book, boolean bid, JsonNode price, JsonNode size) {
    book.set(bid, price.asString(""), size.asString(""));
  }
}

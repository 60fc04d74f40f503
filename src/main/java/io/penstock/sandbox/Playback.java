package io.penstock.sandbox;

import io.penstock.sandbox.Market.Book;
import io.penstock.sandbox.Market.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A place in a recording and what the exchange knew there: books, last trades. It outlives
 * connections, so that the next one goes on from it. Used by one thread.
 */
final class Playback {

  /** Trades kept for REST, of each product. */
  private static final int TRADES = 10_000;

  private final Map<String, Known> products = new HashMap<>();
  private int round = 1;
  private long played;
  private boolean done;
  private Instant time;
  private long playedAtNanos;
  private @Nullable Instant received;

  Playback(Instant begin) {
    time = begin;
  }

  /** Frames of this round that were played. */
  long played() {
    return played;
  }

  /** 1 for the first. */
  int round() {
    return round;
  }

  boolean isDone() {
    return done;
  }

  void finish() {
    done = true;
  }

  /** Takes a step. The frame is null where the round leaves it out. */
  void play(int inRound, long number, @Nullable RecordedFrame frame, long nowNanos) {
    round = inRound;
    played = number;
    if (frame == null) {
      return;
    }
    playedAtNanos = nowNanos;
    received = frame.received() == null ? received : frame.received();
    Instant told = frame.time();
    time = told != null && told.isAfter(time) ? told : time;
    String product = frame.product();
    if (product != null) {
      products.computeIfAbsent(product, id -> new Known()).learn(frame);
    }
  }

  /**
   * The exchange's time: that of the last frame, and what passed since. Until the next frame it
   * never runs past it.
   *
   * @param next when the next frame was received, or null where that is unknown
   */
  Instant time(ReplaySpeed speed, @Nullable Instant next, long nowNanos) {
    Duration since = Duration.ofNanos(Math.max(0, nowNanos - playedAtNanos));
    if (done) {
      return time.plus(since);
    }
    Duration gap =
        received == null || next == null ? Duration.ZERO : Duration.between(received, next);
    Duration passed = speed.recorded(since);
    return passed.compareTo(gap) < 0
        ? time.plus(passed)
        : time.plus(gap.isNegative() ? Duration.ZERO : gap);
  }

  /** What is known of a product, or null where no frame of it was played. */
  @Nullable Known product(String product) {
    return products.get(product);
  }

  /** What the exchange had told of one product. */
  static final class Known {

    private final NavigableMap<Long, Match> trades = new TreeMap<>();
    private @Nullable RecordedBook book;
    private @Nullable RecordedFrame ticker;
    private long sequence;
    private long lastTradeId;

    /** Null before its first snapshot. */
    @Nullable Book book(Instant time) {
      return book == null
          ? null
          : new Book(book.bids(), book.asks(), sequence, ExchangeMessages.time(time));
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

    private void learn(RecordedFrame frame) {
      sequence = Math.max(sequence, frame.sequence());
      switch (frame.type()) {
        case "snapshot" -> {
          book = new RecordedBook();
          book.replace(frame.json());
        }
        case "l2update" -> {
          if (book != null) {
            book.change(frame.json());
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
  }
}

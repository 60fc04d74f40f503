package io.penstock.market.feed.kraken;

import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What Kraken sends over its WebSocket, version 2, and which market event it means.
 *
 * @see <a href="https://docs.kraken.com/exchange/api-reference/spot-websocket">its channels</a>
 */
final class KrakenMessages {

  private KrakenMessages() {}

  sealed interface Message {}

  /** A message of the channel {@code book}; documented are messages about one pair. */
  record Books(List<Book> books) implements Message {

    Books {
      books = List.copyOf(books);
    }
  }

  /**
   * The best levels of one pair, or absolute new quantities of some of them, zero to remove one.
   *
   * @param isSnapshot whether these are all levels, as many as were subscribed
   * @param checksum of the best ten levels on each side after this message, see {@link
   *     KrakenChecksum}
   * @param time null where Kraken tells none
   */
  record Book(
      boolean isSnapshot,
      Listing listing,
      List<Level> bids,
      List<Level> asks,
      long checksum,
      @Nullable Instant time) {

    Book {
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
    }
  }

  /**
   * A message of the channel {@code trade}.
   *
   * @param isSnapshot whether these happened before the subscription: up to the last 50
   */
  record Trades(boolean isSnapshot, List<Match> matches) implements Message {

    Trades {
      matches = List.copyOf(matches);
    }
  }

  /**
   * Two orders met.
   *
   * @param tradeId "a sequence number, unique per book"
   */
  record Match(
      Listing listing,
      long tradeId,
      Decimal price,
      Decimal quantity,
      Side takerSide,
      Instant time) {

    Trade trade(Instant received) {
      return new Trade(listing, tradeId, price, quantity, takerSide, Times.of(time, received));
    }
  }

  /** A message of the channel {@code ticker}. */
  record Tickers(List<Ticker> tickers) implements Message {

    Tickers {
      tickers = List.copyOf(tickers);
    }
  }

  /**
   * The best prices of one pair. What a pair without orders or trades lacks is null.
   *
   * @param last told only if there was a trade in the last 24 hours
   * @param change of the price in 24 hours, in the quote currency
   * @param time null from servers older than the field
   */
  record Ticker(
      Listing listing,
      @Nullable Decimal bid,
      @Nullable Decimal bidQuantity,
      @Nullable Decimal ask,
      @Nullable Decimal askQuantity,
      @Nullable Decimal last,
      @Nullable Decimal change,
      @Nullable Decimal volume,
      @Nullable Instant time) {

    /** Kraken does not number its quotes: their time in microseconds stands for a number. */
    private static final long UNNUMBERED = 0;

    /** Empty when one side of the book is: half a quote would be read as a price. */
    Optional<Quote> quote(Instant received) {
      if (bid == null || ask == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Quote(
              listing,
              time == null ? UNNUMBERED : micros(time),
              bid,
              bidQuantity,
              ask,
              askQuantity,
              last,
              open24h(),
              volume,
              Times.of(time == null ? received : time, received)));
    }

    private @Nullable Decimal open24h() {
      if (last == null || change == null) {
        return null;
      }
      BigDecimal open = last.toBigDecimal().subtract(change.toBigDecimal());
      try {
        return open.signum() > 0 ? Decimal.from(open) : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }

    private static long micros(Instant time) {
      return TimeUnit.NANOSECONDS.toMicros(Times.toEpochNanos(time));
    }
  }

  /**
   * A message of the channel {@code instrument}: what there is to say of pairs, of all of them or
   * of some that changed.
   */
  record Instruments(List<Pair> pairs) implements Message {

    Instruments {
      pairs = List.copyOf(pairs);
    }

    /**
     * @param name {@code BTC/USD}
     * @param status such as {@code online}, {@code maintenance} or {@code delisted}
     */
    record Pair(String name, String status) {}
  }

  /** "Approximately once every second in the absence of any other channel updates". */
  record Heartbeat() implements Message {}

  /**
   * A request was refused.
   *
   * @param method of the request; empty when it could not be read
   * @param requestId null when it had none, or it could not be read
   * @param error "Currency pair not supported ABC/XYZ"
   * @param pair whose request it was, one of possibly many in the request; null when not told
   */
  record Refusal(String method, @Nullable Long requestId, String error, @Nullable String pair)
      implements Message {

    private static final int LONGEST = 200;

    Refusal {
      error = error.length() <= LONGEST ? error : error.substring(0, LONGEST) + "…";
    }
  }

  /** A request was accepted, for one pair. */
  record Accepted(String method) implements Message {}

  /** The answer to our ping. */
  record Pong() implements Message {}

  /** A message of a channel that nothing here needs, such as {@code status}. */
  record Other(String channel) implements Message {}
}

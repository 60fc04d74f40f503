package io.penstock.market.feed.binance;

import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Binance sends over its streams, and the book its REST API answers with.
 *
 * @see <a
 *     href="https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md">its
 *     streams</a>
 */
public final class BinanceMessages {

  private BinanceMessages() {}

  public sealed interface Message {}

  /** A message about one pair. */
  public sealed interface OfListing extends Message {
    Listing listing();
  }

  /**
   * Two orders met.
   *
   * @param tradeId rising by one for each trade of the pair
   * @param buyerIsMaker whether the buyer's order was in the book already
   */
  public record TradeEvent(
      Listing listing,
      long tradeId,
      Decimal price,
      Decimal quantity,
      boolean buyerIsMaker,
      Instant time)
      implements OfListing {

    public Trade trade(Instant received) {
      return new Trade(
          listing,
          tradeId,
          price,
          quantity,
          buyerIsMaker ? Side.SELL : Side.BUY,
          Times.of(time, received));
    }
  }

  /**
   * The best prices after a change of them. Binance tells neither an event type nor a time.
   *
   * @param updateId of the book, as in {@link DepthUpdate}
   * @param bid null where nobody buys; Binance writes {@code 0.00000000}
   * @param ask likewise
   */
  public record BookTicker(
      Listing listing,
      long updateId,
      @Nullable Decimal bid,
      Decimal bidQuantity,
      @Nullable Decimal ask,
      Decimal askQuantity)
      implements OfListing {

    /**
     * Its time is the time received. Empty when one side of the book is: half a quote would be read
     * as a price.
     */
    public Optional<Quote> quote(Instant received) {
      if (bid == null || ask == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Quote(
              listing,
              updateId,
              bid,
              bidQuantity,
              ask,
              askQuantity,
              null,
              null,
              null,
              Times.of(received, received)));
    }
  }

  /**
   * Absolute new quantities of some levels, zero removes. It stands for all updates of the book
   * from {@code first} to {@code last}.
   *
   * @param first {@code U}
   * @param last {@code u}, at least {@code first}
   */
  public record DepthUpdate(
      Listing listing, long first, long last, List<Level> bids, List<Level> asks, Instant time)
      implements OfListing {

    public DepthUpdate {
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
    }

    /** Its sequence is left to the reader. */
    public BookChange bookChange(Instant received) {
      return new BookChange(
          listing, BookChange.Kind.UPDATE, 0, bids, asks, Times.of(time, received));
    }
  }

  /**
   * What {@code GET /api/v3/depth} answers: the book down to the depth asked for, the best levels
   * first, without a time.
   *
   * @param lastUpdateId of the last update that it holds
   */
  public record DepthSnapshot(long lastUpdateId, List<Level> bids, List<Level> asks) {

    public DepthSnapshot {
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
    }

    public BookChange bookChange(Listing listing, Instant received) {
      return new BookChange(
          listing, BookChange.Kind.SNAPSHOT, 0, bids, asks, Times.of(received, received));
    }
  }

  /**
   * A request was granted. That says nothing of the symbols in it: Binance grants names that it
   * does not know.
   */
  public record Granted(long request) implements Message {}

  /**
   * A request was refused.
   *
   * @param request null where Binance does not say which
   * @param code such as 2
   * @param reason such as {@code Invalid request: invalid stream}
   */
  public record ErrorMessage(@Nullable Long request, long code, String reason) implements Message {

    private static final int LONGEST = 200;

    public ErrorMessage {
      reason = reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "…";
    }
  }

  /** The server is about to be shut down, and the line with it. */
  public record ServerShutdown() implements Message {}

  /** A message of a type that nothing here needs. */
  public record Other(String type) implements Message {}
}

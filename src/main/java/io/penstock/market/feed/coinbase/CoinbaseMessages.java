package io.penstock.market.feed.coinbase;

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
 * What Coinbase Exchange sends over its WebSocket, and which market event it means.
 *
 * @see <a href="https://docs.cdp.coinbase.com/exchange/websocket-feed/channels">its channels</a>
 */
public final class CoinbaseMessages {

  private CoinbaseMessages() {}

  public sealed interface Message {}

  /** A message about one product. */
  public sealed interface OfListing extends Message {
    Listing listing();
  }

  /**
   * Two orders met. Coinbase names the maker's side.
   *
   * @param tradeId rising by one for each trade of the product
   */
  public record Match(
      Listing listing, long tradeId, Decimal price, Decimal size, Side makerSide, Instant time)
      implements OfListing {

    public Trade trade(Instant received) {
      return new Trade(
          listing, tradeId, price, size, makerSide.opposite(), Times.of(time, received));
    }
  }

  /**
   * The last trade before the subscription: it says from which id on trades are seen, and is not to
   * be counted as one, since whoever read the feed before has published it.
   */
  public record LastMatch(
      Listing listing, long tradeId, Decimal price, Decimal size, Side makerSide, Instant time)
      implements OfListing {}

  /**
   * The best prices after a trade. What a product without trades or without orders lacks is null;
   * Coinbase leaves such fields out, or writes an empty text or {@code 0}.
   *
   * @param tradeId of the trade that caused it
   */
  public record Ticker(
      Listing listing,
      long sequence,
      @Nullable Long tradeId,
      @Nullable Decimal price,
      @Nullable Decimal lastSize,
      @Nullable Decimal bestBid,
      @Nullable Decimal bestBidSize,
      @Nullable Decimal bestAsk,
      @Nullable Decimal bestAskSize,
      @Nullable Decimal open24h,
      @Nullable Decimal volume24h,
      @Nullable Instant time)
      implements OfListing {

    /** Empty when one side of the book is: half a quote would be read as a price. */
    public Optional<Quote> quote(Instant received) {
      if (bestBid == null || bestAsk == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Quote(
              listing,
              sequence,
              bestBid,
              bestBidSize,
              bestAsk,
              bestAskSize,
              price,
              open24h,
              volume24h,
              Times.of(time == null ? received : time, received)));
    }
  }

  /**
   * The whole book, the best levels first, without empty ones.
   *
   * @param time null where Coinbase tells none
   */
  public record Snapshot(
      Listing listing, List<Level> bids, List<Level> asks, @Nullable Instant time)
      implements OfListing {

    public Snapshot {
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
    }

    public BookChange bookChange(Instant received) {
      Times times = Times.of(time == null ? received : time, received);
      return new BookChange(listing, BookChange.Kind.SNAPSHOT, 0, bids, asks, times);
    }
  }

  /**
   * Absolute new sizes of some levels, in Coinbase's order; zero removes, and is spelt in many
   * ways.
   */
  public record L2Update(
      Listing listing, List<Level> bids, List<Level> asks, @Nullable Instant time)
      implements OfListing {

    public L2Update {
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
    }

    /**
     * @param sequence Coinbase does not number these: counted by the reader from 1 after each
     *     snapshot
     */
    public BookChange bookChange(long sequence, Instant received) {
      Times times = Times.of(time == null ? received : time, received);
      return new BookChange(listing, BookChange.Kind.UPDATE, sequence, bids, asks, times);
    }
  }

  /**
   * Once a second for each product.
   *
   * @param lastTradeId the newest trade there is: one that was not seen is a gap
   */
  public record Heartbeat(Listing listing, long sequence, long lastTradeId, @Nullable Instant time)
      implements OfListing {}

  /** All that is subscribed now, in answer to every request. */
  public record Subscriptions(List<Channel> channels) implements Message {

    public Subscriptions {
      channels = List.copyOf(channels);
    }

    /** {@code level2_batch} of some product ids. */
    public record Channel(String name, List<String> productIds) {

      public Channel {
        productIds = List.copyOf(productIds);
      }
    }
  }

  /**
   * A request was refused.
   *
   * @param message what failed: "Failed to subscribe"
   * @param reason why: "XYZ-USD is not a valid product"; empty when not told
   */
  public record ErrorMessage(String message, String reason) implements Message {

    private static final int LONGEST = 200;

    public ErrorMessage {
      message = excerpt(message);
      reason = excerpt(reason);
    }

    private static String excerpt(String text) {
      return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
  }

  /** A message of a type that nothing here needs. */
  public record Other(String type) implements Message {}
}

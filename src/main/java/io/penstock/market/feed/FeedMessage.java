package io.penstock.market.feed;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a venue says, in no venue's words. */
public sealed interface FeedMessage {

  /**
   * Something happened in the market. The sequence of a book change is not set yet; the supervisor
   * counts.
   */
  record Told(MarketEvent event) implements FeedMessage {}

  /** The last trade before this subscription began: later trades count on from it. */
  record LastTrade(Listing listing, long tradeId) implements FeedMessage {}

  /**
   * The venue is there and this is its last trade of the listing, whether or not we were told of
   * it.
   *
   * @param lastTradeId {@link #NO_TRADE} where the venue does not say
   * @param time by the venue's clock
   */
  record Heartbeat(Listing listing, long lastTradeId, Instant time, Instant received)
      implements FeedMessage {

    public static final long NO_TRADE = -1;
  }

  /** Nothing of use, such as an acknowledgement; but the line lives. */
  record Noted() implements FeedMessage {

    public static final Noted INSTANCE = new Noted();
  }

  /**
   * What was traded just before this subscription began: what of it we were never told is news, and
   * later trades count on from the last.
   *
   * @param trades the oldest first
   */
  record RecentTrades(Listing listing, List<Trade> trades) implements FeedMessage {

    public RecentTrades {
      trades = List.copyOf(trades);
    }
  }

  /** The book cannot be trusted any more; the next thing said of it is to be a whole one. */
  record BookLost(Listing listing, Reason reason) implements FeedMessage {

    public enum Reason {
      GAP("updates of its book are missing"),
      CHECKSUM("its book failed the checksum"),
      /** More came before the whole book than is kept waiting for it. */
      OVERFLOW("its book did not come in time");

      private final String sentence;

      Reason(String sentence) {
        this.sentence = sentence;
      }

      /** For readers of prices. */
      String sentence() {
        return sentence;
      }
    }
  }

  /**
   * The venue is about to close this line.
   *
   * @param reason one safe sentence
   */
  record Leaving(String reason) implements FeedMessage {}

  /** The venue will not feed this symbol: delisted, or never known there. */
  record SymbolRefused(Symbol symbol, String reason) implements FeedMessage {}

  /**
   * A frame that makes no sense.
   *
   * @param frame as it came
   * @param symbol whose frame it was, where that much could be read
   * @param reason one safe sentence
   */
  record Unparsable(byte[] frame, Instant received, @Nullable Symbol symbol, String reason)
      implements FeedMessage {}
}

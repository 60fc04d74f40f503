package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.JsonFrame;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.coinbase.CoinbaseMessages.ErrorMessage;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Heartbeat;
import io.penstock.market.feed.coinbase.CoinbaseMessages.L2Update;
import io.penstock.market.feed.coinbase.CoinbaseMessages.LastMatch;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Match;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Message;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Other;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Snapshot;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Subscriptions;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Ticker;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** The fields of one frame, whose type may come last. */
final class CoinbaseFrame extends JsonFrame<FieldReader> {

  private @Nullable String type;
  private @Nullable Listing listing;
  private @Nullable Long sequence;
  private @Nullable Long tradeId;
  private @Nullable Long lastTradeId;
  private @Nullable Instant time;
  private @Nullable Side side;
  private @Nullable Decimal price;
  private @Nullable Decimal size;
  private @Nullable Decimal lastSize;
  private @Nullable Decimal bestBid;
  private @Nullable Decimal bestBidSize;
  private @Nullable Decimal bestAsk;
  private @Nullable Decimal bestAskSize;
  private @Nullable Decimal open24h;
  private @Nullable Decimal volume24h;
  private @Nullable List<Level> bids;
  private @Nullable List<Level> asks;
  private FieldReader.@Nullable Changes changes;
  private @Nullable List<Subscriptions.Channel> channels;
  private @Nullable String message;
  private @Nullable String reason;

  CoinbaseFrame() {
    super(new FieldReader());
  }

  @Override
  protected @Nullable Listing listing() {
    return listing;
  }

  @Override
  protected void read(JsonParser json) {
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      switch (name) {
        case "type" -> type = fields.once(name, type, fields.text(name, json));
        case "product_id" -> listing = fields.once(name, listing, fields.product(name, json));
        case "sequence" -> sequence = fields.once(name, sequence, fields.count(name, json));
        case "trade_id" -> tradeId = fields.once(name, tradeId, fields.count(name, json));
        case "last_trade_id" ->
            lastTradeId = fields.once(name, lastTradeId, fields.count(name, json));
        case "time" -> time = fields.once(name, time, fields.time(name, json));
        case "side" -> side = fields.once(name, side, fields.side(name, json));
        case "price" -> price = fields.once(name, price, fields.decimal(name, json));
        case "size" -> size = fields.once(name, size, fields.decimal(name, json));
        case "last_size" -> lastSize = fields.once(name, lastSize, fields.decimal(name, json));
        case "best_bid" -> bestBid = fields.once(name, bestBid, fields.decimal(name, json));
        case "best_bid_size" ->
            bestBidSize = fields.once(name, bestBidSize, fields.decimal(name, json));
        case "best_ask" -> bestAsk = fields.once(name, bestAsk, fields.decimal(name, json));
        case "best_ask_size" ->
            bestAskSize = fields.once(name, bestAskSize, fields.decimal(name, json));
        case "open_24h" -> open24h = fields.once(name, open24h, fields.decimal(name, json));
        case "volume_24h" -> volume24h = fields.once(name, volume24h, fields.decimal(name, json));
        case "bids" -> bids = fields.once(name, bids, fields.levels(name, json));
        case "asks" -> asks = fields.once(name, asks, fields.levels(name, json));
        case "changes" -> changes = fields.once(name, changes, fields.changes(name, json));
        case "channels" -> channels = fields.once(name, channels, fields.channels(name, json));
        case "message" -> message = fields.once(name, message, fields.text(name, json));
        case "reason" -> reason = fields.once(name, reason, fields.text(name, json));
        default -> json.skipChildren();
      }
    }
  }

  /**
   * What the fields mean together.
   *
   * @throws UnparsableFrameException when a field that the type needs is missing or wrong
   */
  Message message() {
    return switch (required("type", type)) {
      case "match" ->
          new Match(
              product(),
              required("trade_id", tradeId),
              price(),
              size(),
              required("side", side),
              timeOfTrade());
      case "last_match" ->
          new LastMatch(
              product(),
              required("trade_id", tradeId),
              price(),
              size(),
              required("side", side),
              timeOfTrade());
      case "ticker" -> ticker();
      case "snapshot" -> snapshot();
      case "l2update" -> {
        FieldReader.Changes levels = required("changes", changes);
        yield new L2Update(product(), levels.bids(), levels.asks(), optional("time", time));
      }
      case "heartbeat" ->
          new Heartbeat(
              product(),
              required("sequence", sequence),
              required("last_trade_id", lastTradeId),
              optional("time", time));
      case "subscriptions" -> new Subscriptions(required("channels", channels));
      case "error" -> {
        String why = optional("reason", reason);
        yield new ErrorMessage(required("message", message), why == null ? "" : why);
      }
      case String other -> new Other(other);
    };
  }

  private Ticker ticker() {
    return new Ticker(
        product(),
        required("sequence", sequence),
        optional("trade_id", tradeId),
        aboveZero(optional("price", price)),
        aboveZero(optional("last_size", lastSize)),
        aboveZero(optional("best_bid", bestBid)),
        aboveZero(bestBidSize),
        aboveZero(optional("best_ask", bestAsk)),
        aboveZero(bestAskSize),
        // A day's volume of a coin with billions of units may be too long for a decimal: no reason
        // to lose the quote.
        open24h,
        volume24h,
        optional("time", time));
  }

  private Snapshot snapshot() {
    List<Level> highestBids = bids(required("bids", bids));
    List<Level> lowestAsks = asks(required("asks", asks));
    return new Snapshot(product(), highestBids, lowestAsks, optional("time", time));
  }

  private Listing product() {
    return required("product_id", listing);
  }

  private Decimal price() {
    return requiredAboveZero("price", price);
  }

  private Decimal size() {
    return requiredAboveZero("size", size);
  }

  private Instant timeOfTrade() {
    return required("time", time);
  }
}

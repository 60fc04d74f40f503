package io.penstock.market.feed.kraken;

import io.penstock.market.feed.JsonFrame;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.kraken.KrakenMessages.Book;
import io.penstock.market.feed.kraken.KrakenMessages.Instruments.Pair;
import io.penstock.market.feed.kraken.KrakenMessages.Match;
import io.penstock.market.feed.kraken.KrakenMessages.Ticker;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * The fields of one object of a message's {@code data}, of whatever channel: which one may be told
 * only behind it.
 */
final class KrakenEntry extends JsonFrame<KrakenFields> {

  private @Nullable Listing listing;
  private @Nullable Instant time;
  private @Nullable Long tradeId;
  private @Nullable Long checksum;
  private @Nullable Side side;
  private @Nullable Decimal price;
  private @Nullable Decimal quantity;
  private @Nullable Decimal bid;
  private @Nullable Decimal bidQuantity;
  private @Nullable Decimal ask;
  private @Nullable Decimal askQuantity;
  private @Nullable Decimal last;
  private @Nullable Decimal change;
  private @Nullable Decimal volume;
  private @Nullable List<Level> bids;
  private @Nullable List<Level> asks;
  private @Nullable List<Pair> pairs;

  KrakenEntry() {
    super(new KrakenFields());
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
        case "symbol" -> listing = fields.once(name, listing, fields.pair(name, json));
        case "timestamp" -> time = fields.once(name, time, fields.time(name, json));
        case "trade_id" -> tradeId = fields.once(name, tradeId, fields.count(name, json));
        case "checksum" -> checksum = fields.once(name, checksum, fields.count(name, json));
        case "side" -> side = fields.once(name, side, fields.side(name, json));
        case "price" -> price = fields.once(name, price, fields.decimal(name, json));
        case "qty" -> quantity = fields.once(name, quantity, fields.decimal(name, json));
        case "bid" -> bid = fields.once(name, bid, fields.decimal(name, json));
        case "bid_qty" -> bidQuantity = fields.once(name, bidQuantity, fields.decimal(name, json));
        case "ask" -> ask = fields.once(name, ask, fields.decimal(name, json));
        case "ask_qty" -> askQuantity = fields.once(name, askQuantity, fields.decimal(name, json));
        case "last" -> last = fields.once(name, last, fields.decimal(name, json));
        case "change" -> change = fields.once(name, change, fields.decimal(name, json));
        case "volume" -> volume = fields.once(name, volume, fields.decimal(name, json));
        case "bids" -> bids = fields.once(name, bids, fields.levels(name, json));
        case "asks" -> asks = fields.once(name, asks, fields.levels(name, json));
        case "pairs" -> pairs = fields.once(name, pairs, fields.pairs(name, json));
        default -> json.skipChildren();
      }
    }
  }

  /**
   * @throws UnparsableFrameException when a field that a book needs is missing or wrong, as below
   */
  Book book(boolean isSnapshot) {
    return new Book(
        isSnapshot,
        pair(),
        isSnapshot ? required("bids", bids) : changed("bids", bids),
        isSnapshot ? required("asks", asks) : changed("asks", asks),
        required("checksum", checksum),
        optional("timestamp", time));
  }

  Match match() {
    return new Match(
        pair(),
        required("trade_id", tradeId),
        requiredAboveZero("price", price),
        requiredAboveZero("qty", quantity),
        required("side", side),
        required("timestamp", time));
  }

  Ticker ticker() {
    return new Ticker(
        pair(),
        aboveZero(optional("bid", bid)),
        aboveZero(bidQuantity),
        aboveZero(optional("ask", ask)),
        aboveZero(askQuantity),
        aboveZero(last),
        change,
        // A day's volume of a coin with billions of units may be too long for a decimal: no reason
        // to lose the quote.
        volume,
        optional("timestamp", time));
  }

  List<Pair> pairs() {
    return required("pairs", pairs);
  }

  private Listing pair() {
    return required("symbol", listing);
  }

  /** Kraken writes an empty array on the side where nothing changed. */
  private List<Level> changed(String name, @Nullable List<Level> levels) {
    List<Level> found = optional(name, levels);
    return found == null ? List.of() : found;
  }
}

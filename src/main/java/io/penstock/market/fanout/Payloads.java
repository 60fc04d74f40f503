package io.penstock.market.fanout;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;
import java.util.List;
import java.util.Locale;

/**
 * What channels carry, as JSON. Prices and quantities are strings, times ISO 8601; what a venue
 * does not tell is left out.
 */
final class Payloads {

  private Payloads() {}

  static String ticker(Price price) {
    Json json = listing(new Json(400).open(), price.listing());
    return json.string("currency", price.currency())
        .decimal("price", price.price())
        .decimal("bid", price.bid())
        .decimal("ask", price.ask())
        .decimal("open24h", price.open24h())
        .decimal("volume24h", price.volume24h())
        .instant("time", price.times().time())
        .instant("received", price.times().received())
        .open("freshness")
        .string("state", price.freshness().state().code())
        .number("score", price.freshness().score())
        .number("ageMs", price.freshness().ageMs())
        .close()
        .close()
        .toString();
  }

  static String trade(Trade trade) {
    return listing(new Json(300).open(), trade.listing())
        .number("tradeId", trade.tradeId())
        .decimal("price", trade.price())
        .decimal("quantity", trade.quantity())
        .string("takerSide", trade.takerSide().name().toLowerCase(Locale.ROOT))
        .instant("time", trade.times().time())
        .instant("received", trade.times().received())
        .close()
        .toString();
  }

  static String bookSnapshot(Listing listing, long sequence, List<Level> bids, List<Level> asks) {
    return book("snapshot", listing, sequence, bids, asks);
  }

  /** Absolute quantities of levels; {@code "0"} removes one. */
  static String bookUpdate(Listing listing, long sequence, List<Level> bids, List<Level> asks) {
    return book("update", listing, sequence, bids, asks);
  }

  private static String book(
      String type, Listing listing, long sequence, List<Level> bids, List<Level> asks) {
    Json json = new Json(120 + 30 * (bids.size() + asks.size())).open().string("type", type);
    return listing(json, listing)
        .number("sequence", sequence)
        .levels("bids", bids)
        .levels("asks", asks)
        .close()
        .toString();
  }

  static String bar(Bar bar) {
    return listing(new Json(400).open(), bar.listing())
        .string("interval", bar.interval().code())
        .instant("start", bar.start())
        .decimal("open", bar.open())
        .decimal("high", bar.high())
        .decimal("low", bar.low())
        .decimal("close", bar.close())
        .decimal("volume", bar.volume())
        .decimal("vwap", bar.vwap())
        .number("trades", bar.trades())
        .number("revision", bar.revision())
        .flag("closed", bar.closed())
        .close()
        .toString();
  }

  private static Json listing(Json json, Listing listing) {
    return json.string("symbol", listing.symbol()).string("venue", listing.venue());
  }
}

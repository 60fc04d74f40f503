package io.penstock.market.feed.binance;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.FeedLine;
import io.penstock.market.feed.FeedRules;
import io.penstock.market.feed.Product;
import io.penstock.market.feed.TradeGap;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import io.penstock.market.tick.Venue;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Binance spot as a feed: books, trades and quotes of its public streams. */
final class BinanceFeed implements Feed {

  private final VenueClient venue;
  private final BinanceTools tools;
  private final BinanceClient client;
  private final FeedRules rules;
  private final List<Symbol> symbols;

  BinanceFeed(VenueClient venue, BinanceTools tools) {
    this.venue = venue;
    this.tools = tools;
    this.client = new BinanceClient(venue, tools);
    this.rules = tools.settings().rules();
    this.symbols = tools.settings().chosenSymbols();
    symbols.forEach(tools.symbols()::learn);
  }

  @Override
  public Venue venue() {
    return BinanceSymbols.VENUE;
  }

  @Override
  public FeedRules rules() {
    return rules;
  }

  @Override
  public List<Symbol> symbols() {
    return symbols;
  }

  @Override
  public Mono<List<Product>> products() {
    return client
        .products()
        .doOnNext(
            products -> products.stream().map(Product::symbol).forEach(tools.symbols()::learn));
  }

  @Override
  public Mono<List<Trade>> trades(TradeGap gap) {
    return client.trades(gap);
  }

  @Override
  public <T> Flux<T> connect(Function<FeedLine, Flux<T>> use) {
    return venue.connect(
        tools.settings().streamPath(),
        socket -> use.apply(new BinanceLine(socket, client.depthTurn(), client::depth, tools)));
  }
}

package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.FeedLine;
import io.penstock.market.feed.FeedRules;
import io.penstock.market.feed.Product;
import io.penstock.market.feed.TradeGap;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import io.penstock.market.tick.Venue;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Coinbase Exchange as a feed: books, trades and quotes of its public WebSocket. */
final class CoinbaseFeed implements Feed {

  private final VenueClient venue;
  private final CoinbaseClient client;
  private final CoinbaseProperties settings;
  private final Clock clock;
  private final FeedRules rules;
  private final List<Symbol> symbols;

  CoinbaseFeed(VenueClient venue, CoinbaseProperties settings, Clock clock) {
    this.venue = venue;
    this.client = new CoinbaseClient(venue, clock);
    this.settings = settings;
    this.clock = clock;
    this.rules = settings.rules();
    this.symbols = settings.chosenSymbols();
  }

  @Override
  public Venue venue() {
    return CoinbaseSymbols.VENUE;
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
    return client.products();
  }

  @Override
  public Mono<List<Trade>> trades(TradeGap gap) {
    return client.trades(gap);
  }

  @Override
  public <T> Flux<T> connect(Function<FeedLine, Flux<T>> use) {
    return venue.connect("", socket -> use.apply(new CoinbaseLine(socket, settings, clock)));
  }
}

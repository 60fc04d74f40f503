package io.penstock.market.feed.kraken;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.FeedLine;
import io.penstock.market.feed.FeedRules;
import io.penstock.market.feed.Product;
import io.penstock.market.feed.TradeGap;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import io.penstock.market.tick.Venue;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Kraken as a feed: books, trades and quotes of its public WebSocket. */
final class KrakenFeed implements Feed {

  private final VenueClient venue;
  private final KrakenClient client;
  private final KrakenProperties settings;
  private final Clock clock;
  private final FeedRules rules;
  private final List<Symbol> symbols;
  private final TradeTimes times = new TradeTimes();
  private volatile Map<Symbol, Precision> precisions = Map.of();

  KrakenFeed(VenueClient venue, KrakenProperties settings, Clock clock) {
    this.venue = venue;
    this.client = new KrakenClient(venue, clock);
    this.settings = settings;
    this.clock = clock;
    this.rules = settings.rules();
    this.symbols = settings.chosenSymbols();
  }

  @Override
  public Venue venue() {
    return KrakenSymbols.VENUE;
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
    return client.products().doOnNext(products -> precisions = precisions(products));
  }

  private static Map<Symbol, Precision> precisions(List<Product> products) {
    Map<Symbol, Precision> precisions = new HashMap<>();
    products.forEach(product ->
        precisions.put(
            product.symbol(), new Precision(product.priceScale(), product.quantityScale())));
    return precisions;
  }

  @Override
  public Mono<List<Trade>> trades(TradeGap gap) {
    return client
        .trades(gap, times.before(gap))
        .doOnNext(found -> {
          // The rest of the hole, if this is not all of it, begins behind the last of these.
          if (!found.isEmpty()) {
            times.keep(found.getLast());
          }
        });
  }

  @Override
  public <T> Flux<T> connect(Function<FeedLine, Flux<T>> use) {
    return venue.connect(
        "", socket -> use.apply(new KrakenLine(socket, settings, precisions, times, clock)));
  }
}

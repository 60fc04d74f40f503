package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.Product;
import io.penstock.market.feed.TradeGap;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.tick.Trade;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Coinbase Exchange's REST API: what it lists, and its history of trades. */
final class CoinbaseClient {

  /** The whole product list is about half a megabyte. */
  static final int MAX_ANSWER = 8 << 20;

  /** As many as one answer may hold. */
  private static final int PAGE = 1_000;

  /**
   * Made beforehand: Jackson may wait for a lock when it meets a type for the first time, and event
   * loops must not.
   */
  private static final ObjectReader PRODUCTS =
      JsonMapper.builder().build().readerForListOf(CoinbaseProduct.class);

  private static final ObjectReader TRADES =
      JsonMapper.builder().build().readerForListOf(CoinbaseTrade.class);

  private final VenueClient venue;
  private final Clock clock;

  CoinbaseClient(VenueClient venue, Clock clock) {
    this.venue = venue;
    this.clock = clock;
  }

  /** All products, online or not. One list, or an error. */
  Mono<List<Product>> products() {
    return venue.get("/products").map(CoinbaseClient::usable);
  }

  private static List<Product> usable(byte[] answer) {
    List<CoinbaseProduct> listed = PRODUCTS.readValue(answer);
    return listed.stream().flatMap(product -> product.product().stream()).toList();
  }

  /**
   * The newest of the missing trades, the oldest first.
   *
   * @see <a
   *     href="https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-product-trades">its
   *     paging, from the newest backwards</a>
   */
  Mono<List<Trade>> trades(TradeGap gap) {
    return venue
        .get(
            "/products/{id}/trades?limit={limit}&after={after}",
            CoinbaseSymbols.productId(gap.listing().symbol()),
            Math.min(PAGE, gap.trades()),
            gap.lastId() + 1)
        .map(answer -> {
          Instant received = clock.instant();
          List<CoinbaseTrade> newestFirst = TRADES.readValue(answer);
          return newestFirst.reversed().stream()
              .map(trade -> trade.trade(gap.listing(), received))
              .toList();
        });
  }
}

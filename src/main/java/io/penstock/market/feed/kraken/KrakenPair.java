package io.penstock.market.feed.kraken;

import io.penstock.market.feed.Product;
import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.tick.Symbol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * One element of {@code GET /0/public/AssetPairs}.
 *
 * @param wsname {@code XBT/USD}; missing where the WebSocket does not have the pair
 * @param pairDecimals decimals of a price
 * @param lotDecimals decimals of a quantity
 * @param status {@code online}, {@code cancel_only}, {@code post_only}, {@code limit_only} or
 *     {@code reduce_only}
 * @see <a href="https://docs.kraken.com/api-reference/market-data/get-tradable-asset-pairs">its
 *     fields</a>
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record KrakenPair(
    @Nullable String wsname,
    @Nullable Integer pairDecimals,
    @Nullable Integer lotDecimals,
    @Nullable String status) {

  /**
   * Empty where a field that we need is missing, or makes no sense: no other pair suffers from it.
   */
  Optional<Product> product() {
    if (wsname == null || pairDecimals == null || lotDecimals == null) {
      return Optional.empty();
    }
    try {
      Precision precision = new Precision(pairDecimals, lotDecimals);
      Symbol symbol = KrakenSymbols.listedByRest(wsname).symbol();
      int hyphen = symbol.value().indexOf('-');
      return Optional.of(
          new Product(
              symbol,
              wsname,
              symbol.value(),
              symbol.value().substring(0, hyphen),
              symbol.value().substring(hyphen + 1),
              precision.price(),
              precision.quantity(),
              "online".equals(status)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

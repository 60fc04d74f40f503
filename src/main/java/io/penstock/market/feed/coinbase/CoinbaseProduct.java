package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.Product;
import io.penstock.market.instruments.Instrument;
import io.penstock.platform.values.Decimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * One element of {@code GET /products}.
 *
 * @param displayName for people; the real one repeats the id
 * @param quoteIncrement prices are multiples of it: {@code 0.01}
 * @param baseIncrement quantities are multiples of it
 * @see <a href="https://docs.cdp.coinbase.com/exchange/reference/exchangerestapi_getproducts">its
 *     fields</a>
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record CoinbaseProduct(
    @Nullable String id,
    @Nullable String displayName,
    @Nullable String baseCurrency,
    @Nullable String quoteCurrency,
    @Nullable String quoteIncrement,
    @Nullable String baseIncrement,
    @Nullable String status,
    @Nullable Boolean tradingDisabled) {

  private static String name(String id, @Nullable String displayName) {
    return displayName == null
            || displayName.isBlank()
            || displayName.length() > Instrument.LONGEST_NAME
        ? id
        : displayName.strip();
  }

  /**
   * Empty where a field that we need is missing, or makes no sense: no other product suffers from
   * it.
   */
  Optional<Product> product() {
    if (id == null
        || baseCurrency == null
        || quoteCurrency == null
        || quoteIncrement == null
        || baseIncrement == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Product(
              CoinbaseSymbols.listing(id).symbol(),
              id,
              name(id, displayName),
              baseCurrency,
              quoteCurrency,
              Decimal.parse(quoteIncrement).strip().scale(),
              Decimal.parse(baseIncrement).strip().scale(),
              "online".equals(status) && !Boolean.TRUE.equals(tradingDisabled)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

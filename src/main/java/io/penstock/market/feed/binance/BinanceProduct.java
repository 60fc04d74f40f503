package io.penstock.market.feed.binance;

import io.penstock.market.feed.Product;
import io.penstock.market.tick.Symbol;
import io.penstock.platform.values.Decimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code symbols} in the answer to {@code GET /api/v3/exchangeInfo}.
 *
 * @param symbol {@code BTCUSDT}
 * @param status {@code TRADING}, or why not
 * @param quotePrecision decimals of a price where no filter says it better
 * @param baseAssetPrecision decimals of a quantity, likewise
 */
record BinanceProduct(
    @Nullable String symbol,
    @Nullable String status,
    @Nullable String baseAsset,
    @Nullable String quoteAsset,
    @Nullable Integer baseAssetPrecision,
    @Nullable Integer quotePrecision,
    @Nullable List<Filter> filters) {

  private static final int USUAL_PRECISION = 8;

  /** The whole answer. */
  record ExchangeInfo(@Nullable List<BinanceProduct> symbols) {}

  /**
   * A rule for orders.
   *
   * @param tickSize prices are multiples of it; of {@code PRICE_FILTER} only
   * @param stepSize quantities are multiples of it; {@code LOT_SIZE} is the one for all orders
   */
  record Filter(
      @Nullable String filterType, @Nullable String tickSize, @Nullable String stepSize) {}

  /**
   * Empty where a field that we need is missing, or makes no sense, or the pair is named in letters
   * that no symbol has: no other product suffers from it.
   */
  Optional<Product> product() {
    if (symbol == null || baseAsset == null || quoteAsset == null) {
      return Optional.empty();
    }
    try {
      Symbol pair = new Symbol(baseAsset + "-" + quoteAsset);
      if (!BinanceSymbols.name(pair).equals(symbol)) {
        return Optional.empty();
      }
      return Optional.of(
          new Product(
              pair,
              symbol,
              pair.value(),
              baseAsset,
              quoteAsset,
              scale("PRICE_FILTER", quotePrecision),
              scale("LOT_SIZE", baseAssetPrecision),
              "TRADING".equals(status)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A step of zero is no rule. */
  private int scale(String filterType, @Nullable Integer otherwise) {
    for (Filter filter : filters == null ? List.<Filter>of() : filters) {
      String step = filterType.equals("LOT_SIZE") ? filter.stepSize() : filter.tickSize();
      if (filterType.equals(filter.filterType()) && step != null) {
        Decimal increment = Decimal.parse(step).strip();
        if (increment.isPositive()) {
          return increment.scale();
        }
      }
    }
    return otherwise == null ? USUAL_PRECISION : Math.clamp(otherwise, 0, Decimal.MAX_SCALE);
  }
}

package io.penstock.sandbox.binance;

import static io.penstock.sandbox.venue.Assets.AAVE;
import static io.penstock.sandbox.venue.Assets.ADA;
import static io.penstock.sandbox.venue.Assets.AVAX;
import static io.penstock.sandbox.venue.Assets.BCH;
import static io.penstock.sandbox.venue.Assets.BTC;
import static io.penstock.sandbox.venue.Assets.DOGE;
import static io.penstock.sandbox.venue.Assets.DOT;
import static io.penstock.sandbox.venue.Assets.ETH;
import static io.penstock.sandbox.venue.Assets.EUR;
import static io.penstock.sandbox.venue.Assets.LINK;
import static io.penstock.sandbox.venue.Assets.LTC;
import static io.penstock.sandbox.venue.Assets.NEAR;
import static io.penstock.sandbox.venue.Assets.PEPE;
import static io.penstock.sandbox.venue.Assets.SHIB;
import static io.penstock.sandbox.venue.Assets.SOL;
import static io.penstock.sandbox.venue.Assets.UNI;
import static io.penstock.sandbox.venue.Assets.USDT;
import static io.penstock.sandbox.venue.Assets.XLM;
import static io.penstock.sandbox.venue.Assets.XRP;

import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.Product.Asset;
import java.util.List;

/** What the modelled venue lists, with ticks and lots like the real one's. */
final class BinanceProducts {

  static final List<Product> ALL =
      List.of(
          symbol(BTC, USDT, 2, 5, 180),
          symbol(ETH, USDT, 2, 4, 140),
          symbol(SOL, USDT, 2, 3, 90),
          symbol(XRP, USDT, 4, 1, 60),
          symbol(DOGE, USDT, 5, 0, 50),
          symbol(ADA, USDT, 4, 1, 30),
          symbol(AVAX, USDT, 2, 2, 25),
          symbol(LINK, USDT, 2, 2, 25),
          symbol(LTC, USDT, 2, 3, 25),
          symbol(BCH, USDT, 1, 3, 10),
          symbol(DOT, USDT, 3, 2, 15),
          symbol(UNI, USDT, 3, 2, 10),
          symbol(AAVE, USDT, 2, 3, 10),
          symbol(XLM, USDT, 4, 0, 10),
          symbol(NEAR, USDT, 3, 1, 10),
          symbol(SHIB, USDT, 8, 0, 15),
          symbol(PEPE, USDT, 8, 0, 15),
          symbol(BTC, EUR, 2, 5, 15),
          symbol(ETH, EUR, 2, 4, 10),
          symbol(ETH, BTC, 5, 4, 10),
          symbol(SOL, BTC, 7, 3, 6),
          symbol(EUR, USDT, 4, 1, 8));

  private BinanceProducts() {}

  private static Product symbol(
      Asset base, Asset quote, int priceScale, int sizeScale, int tradesPerMinute) {
    return new Product(
        base.code() + quote.code(), base, quote, priceScale, sizeScale, tradesPerMinute);
  }
}

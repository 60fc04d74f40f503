package io.penstock.sandbox.kraken;

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
import static io.penstock.sandbox.venue.Assets.PEPE;
import static io.penstock.sandbox.venue.Assets.SHIB;
import static io.penstock.sandbox.venue.Assets.SOL;
import static io.penstock.sandbox.venue.Assets.UNI;
import static io.penstock.sandbox.venue.Assets.USD;
import static io.penstock.sandbox.venue.Assets.USDT;
import static io.penstock.sandbox.venue.Assets.XLM;
import static io.penstock.sandbox.venue.Assets.XRP;

import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.Product.Asset;
import java.util.List;

/** What the modelled venue lists, with the real one's precisions. */
final class KrakenProducts {

  static final List<Product> ALL =
      List.of(
          pair(BTC, USD, 1, 8, 90),
          pair(ETH, USD, 2, 8, 70),
          pair(SOL, USD, 2, 8, 50),
          pair(XRP, USD, 5, 8, 40),
          pair(DOGE, USD, 7, 8, 25),
          pair(ADA, USD, 6, 8, 20),
          pair(AVAX, USD, 2, 8, 15),
          pair(LINK, USD, 5, 8, 15),
          pair(LTC, USD, 2, 8, 15),
          pair(BCH, USD, 2, 8, 10),
          pair(DOT, USD, 4, 8, 10),
          pair(UNI, USD, 3, 8, 8),
          pair(AAVE, USD, 2, 8, 8),
          pair(XLM, USD, 6, 8, 8),
          pair(SHIB, USD, 8, 5, 8),
          pair(PEPE, USD, 9, 5, 8),
          pair(BTC, EUR, 1, 8, 60),
          pair(ETH, EUR, 2, 8, 40),
          pair(ETH, BTC, 5, 8, 10),
          pair(USDT, USD, 5, 8, 20));

  private KrakenProducts() {}

  private static Product pair(
      Asset base, Asset quote, int priceScale, int sizeScale, int tradesPerMinute) {
    return new Product(
        base.code() + "/" + quote.code(), base, quote, priceScale, sizeScale, tradesPerMinute);
  }
}

package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Assets;
import io.penstock.sandbox.venue.Product;
import java.util.List;

/**
 * What the modelled exchange lists: about ten trades a second in all, from a euro pair to one far
 * below a cent.
 */
final class Products {

  static final List<Product> ALL =
      List.of(
          new Product("BTC-USD", Assets.BTC, Assets.USD, 2, 8, 130),
          new Product("ETH-USD", Assets.ETH, Assets.USD, 2, 8, 100),
          new Product("SOL-USD", Assets.SOL, Assets.USD, 2, 8, 70),
          new Product("XRP-USD", Assets.XRP, Assets.USD, 4, 6, 50),
          new Product("DOGE-USD", Assets.DOGE, Assets.USD, 5, 1, 35),
          new Product("ADA-USD", Assets.ADA, Assets.USD, 4, 8, 25),
          new Product("AVAX-USD", Assets.AVAX, Assets.USD, 2, 8, 20),
          new Product("LINK-USD", Assets.LINK, Assets.USD, 3, 2, 20),
          new Product("LTC-USD", Assets.LTC, Assets.USD, 2, 8, 20),
          new Product("BCH-USD", Assets.BCH, Assets.USD, 2, 8, 10),
          new Product("DOT-USD", Assets.DOT, Assets.USD, 3, 8, 15),
          new Product("UNI-USD", Assets.UNI, Assets.USD, 3, 6, 10),
          new Product("AAVE-USD", Assets.AAVE, Assets.USD, 2, 3, 10),
          new Product("XLM-USD", Assets.XLM, Assets.USD, 6, 8, 10),
          new Product("NEAR-USD", Assets.NEAR, Assets.USD, 3, 3, 10),
          new Product("SHIB-USD", Assets.SHIB, Assets.USD, 8, 0, 12),
          new Product("PEPE-USD", Assets.PEPE, Assets.USD, 8, 0, 12),
          new Product("BTC-EUR", Assets.BTC, Assets.EUR, 2, 8, 20),
          new Product("ETH-EUR", Assets.ETH, Assets.EUR, 2, 8, 11),
          new Product("ETH-BTC", Assets.ETH, Assets.BTC, 5, 8, 10));

  private Products() {}
}

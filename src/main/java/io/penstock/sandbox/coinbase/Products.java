package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.Product.Asset;
import java.util.List;

/**
 * What the modelled exchange lists: about ten trades a second in all, from a euro pair to one far
 * below a cent.
 */
final class Products {

  private static final Asset USD = new Asset("USD", "US Dollar", 1, 0, 0);
  private static final Asset EUR = new Asset("EUR", "Euro", 1.12, 0, 0.004);
  private static final Asset BTC = new Asset("BTC", "Bitcoin", 64_000, 1, 0.006);
  private static final Asset ETH = new Asset("ETH", "Ethereum", 3_100, 1.1, 0.014);

  static final List<Product> ALL =
      List.of(
          new Product("BTC-USD", BTC, USD, 2, 8, 130),
          new Product("ETH-USD", ETH, USD, 2, 8, 100),
          new Product("SOL-USD", new Asset("SOL", "Solana", 155, 1.3, 0.022), USD, 2, 8, 70),
          new Product("XRP-USD", new Asset("XRP", "XRP", 0.61, 0.9, 0.025), USD, 4, 6, 50),
          new Product("DOGE-USD", new Asset("DOGE", "Dogecoin", 0.125, 1.3, 0.03), USD, 5, 1, 35),
          new Product("ADA-USD", new Asset("ADA", "Cardano", 0.45, 1.1, 0.022), USD, 4, 8, 25),
          new Product("AVAX-USD", new Asset("AVAX", "Avalanche", 28, 1.3, 0.026), USD, 2, 8, 20),
          new Product("LINK-USD", new Asset("LINK", "Chainlink", 14.2, 1.2, 0.024), USD, 3, 2, 20),
          new Product("LTC-USD", new Asset("LTC", "Litecoin", 72, 0.9, 0.018), USD, 2, 8, 20),
          new Product("BCH-USD", new Asset("BCH", "Bitcoin Cash", 380, 1, 0.022), USD, 2, 8, 10),
          new Product("DOT-USD", new Asset("DOT", "Polkadot", 6.3, 1.1, 0.023), USD, 3, 8, 15),
          new Product("UNI-USD", new Asset("UNI", "Uniswap", 7.8, 1.1, 0.028), USD, 3, 6, 10),
          new Product("AAVE-USD", new Asset("AAVE", "Aave", 140, 1.2, 0.028), USD, 2, 3, 10),
          new Product("XLM-USD", new Asset("XLM", "Stellar", 0.098, 0.9, 0.024), USD, 6, 8, 10),
          new Product(
              "NEAR-USD", new Asset("NEAR", "NEAR Protocol", 5.1, 1.3, 0.03), USD, 3, 3, 10),
          new Product(
              "SHIB-USD", new Asset("SHIB", "Shiba Inu", 0.0000185, 1.2, 0.03), USD, 8, 0, 12),
          new Product("PEPE-USD", new Asset("PEPE", "Pepe", 0.0000102, 1.4, 0.04), USD, 8, 0, 12),
          new Product("BTC-EUR", BTC, EUR, 2, 8, 20),
          new Product("ETH-EUR", ETH, EUR, 2, 8, 11),
          new Product("ETH-BTC", ETH, BTC, 5, 8, 10));

  private Products() {}
}

package io.penstock.sandbox.venue;

import io.penstock.sandbox.venue.Product.Asset;

/** What the modelled venues trade. The same asset follows the same path at each of them. */
public final class Assets {

  public static final Asset USD = new Asset("USD", "US Dollar", 1, 0, 0);
  public static final Asset USDT = new Asset("USDT", "Tether", 1.0004, 0, 0.0003);
  public static final Asset EUR = new Asset("EUR", "Euro", 1.12, 0, 0.004);
  public static final Asset BTC = new Asset("BTC", "Bitcoin", 64_000, 1, 0.006);
  public static final Asset ETH = new Asset("ETH", "Ethereum", 3_100, 1.1, 0.014);
  public static final Asset SOL = new Asset("SOL", "Solana", 155, 1.3, 0.022);
  public static final Asset XRP = new Asset("XRP", "XRP", 0.61, 0.9, 0.025);
  public static final Asset DOGE = new Asset("DOGE", "Dogecoin", 0.125, 1.3, 0.03);
  public static final Asset ADA = new Asset("ADA", "Cardano", 0.45, 1.1, 0.022);
  public static final Asset AVAX = new Asset("AVAX", "Avalanche", 28, 1.3, 0.026);
  public static final Asset LINK = new Asset("LINK", "Chainlink", 14.2, 1.2, 0.024);
  public static final Asset LTC = new Asset("LTC", "Litecoin", 72, 0.9, 0.018);
  public static final Asset BCH = new Asset("BCH", "Bitcoin Cash", 380, 1, 0.022);
  public static final Asset DOT = new Asset("DOT", "Polkadot", 6.3, 1.1, 0.023);
  public static final Asset UNI = new Asset("UNI", "Uniswap", 7.8, 1.1, 0.028);
  public static final Asset AAVE = new Asset("AAVE", "Aave", 140, 1.2, 0.028);
  public static final Asset XLM = new Asset("XLM", "Stellar", 0.098, 0.9, 0.024);
  public static final Asset NEAR = new Asset("NEAR", "NEAR Protocol", 5.1, 1.3, 0.03);
  public static final Asset SHIB = new Asset("SHIB", "Shiba Inu", 0.0000185, 1.2, 0.03);
  public static final Asset PEPE = new Asset("PEPE", "Pepe", 0.0000102, 1.4, 0.04);

  private Assets() {}
}

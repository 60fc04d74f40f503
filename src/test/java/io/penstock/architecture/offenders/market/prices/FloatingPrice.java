package io.penstock.architecture.offenders.market.prices;

/** 0.1 + 0.2. */
public class FloatingPrice {

  private final double price = 0.1 + 0.2;

  public boolean isHigh() {
    return price > 0.3;
  }
}

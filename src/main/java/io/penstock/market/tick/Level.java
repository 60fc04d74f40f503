package io.penstock.market.tick;

import io.penstock.platform.values.Decimal;

/**
 * What a book offers at one price. Quantities are absolute; in a change, zero removes the level.
 *
 * @param price above zero
 * @param quantity zero or more
 */
public record Level(Decimal price, Decimal quantity) {

  public Level {
    if (!price.isPositive()) {
      throw new IllegalArgumentException("price must be above 0, was " + price);
    }
    if (quantity.signum() < 0) {
      throw new IllegalArgumentException("quantity must not be below 0, was " + quantity);
    }
  }

  public static Level of(String price, String quantity) {
    return new Level(Decimal.parse(price), Decimal.parse(quantity));
  }
}

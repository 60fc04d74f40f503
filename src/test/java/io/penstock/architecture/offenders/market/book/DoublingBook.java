package io.penstock.architecture.offenders.market.book;

/** A quantity as double. */
public class DoublingBook {

  public double add(double quantity) {
    return quantity + quantity;
  }
}

package io.penstock.sandbox;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** The market's products without those that tests took off the list. Safe for any thread. */
final class Listed {

  private final Market market;
  private final Set<String> delisted = new CopyOnWriteArraySet<>();

  Listed(Market market) {
    this.market = market;
  }

  Set<String> products() {
    if (delisted.isEmpty()) {
      return market.products();
    }
    Set<String> left = new LinkedHashSet<>(market.products());
    left.removeAll(delisted);
    return left;
  }

  boolean has(String product) {
    return market.products().contains(product) && !delisted.contains(product);
  }

  Set<String> delisted() {
    return delisted;
  }
}

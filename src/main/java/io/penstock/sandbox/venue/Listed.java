package io.penstock.sandbox.venue;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Supplier;

/** The market's products without those that tests took off the list. Safe for any thread. */
public final class Listed {

  private final Supplier<Set<String>> all;
  private final Set<String> delisted = new CopyOnWriteArraySet<>();

  /**
   * @param all what the market lists, in the order of listing
   */
  public Listed(Supplier<Set<String>> all) {
    this.all = all;
  }

  public Set<String> products() {
    if (delisted.isEmpty()) {
      return all.get();
    }
    Set<String> left = new LinkedHashSet<>(all.get());
    left.removeAll(delisted);
    return left;
  }

  public boolean has(String product) {
    return all.get().contains(product) && !delisted.contains(product);
  }

  boolean isWhole() {
    return delisted.isEmpty();
  }

  boolean isDelisted(String product) {
    return delisted.contains(product);
  }

  void delist(String product) {
    delisted.add(product);
  }

  void heal() {
    delisted.clear();
  }
}

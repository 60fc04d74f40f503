package io.penstock.sandbox.coinbase;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What one connection has subscribed to. Used by one thread. */
final class Subscriptions {

  private final Map<Channel, Set<String>> products = new EnumMap<>(Channel.class);
  private final Set<String> all = new LinkedHashSet<>();

  /** False when it was there already. */
  boolean add(Channel channel, String product) {
    all.add(product);
    return products.computeIfAbsent(channel, c -> new LinkedHashSet<>()).add(product);
  }

  void remove(Channel channel, String product) {
    Set<String> subscribed = products.get(channel);
    if (subscribed != null && subscribed.remove(product)) {
      forget();
    }
  }

  void remove(Channel channel) {
    products.remove(channel);
    forget();
  }

  boolean has(Channel channel, String product) {
    Set<String> subscribed = products.get(channel);
    return subscribed != null && subscribed.contains(product);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Products subscribed to on any channel. */
  Set<String> products() {
    return Collections.unmodifiableSet(all);
  }

  /** Products by channel; a channel without products is left out. */
  Map<Channel, Set<String>> byChannel() {
    return Collections.unmodifiableMap(products);
  }

  private void forget() {
    products.values().removeIf(Set::isEmpty);
    all.removeIf(product ->
        products.values().stream().noneMatch(subscribed -> subscribed.contains(product)));
  }
}

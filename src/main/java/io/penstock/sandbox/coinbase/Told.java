package io.penstock.sandbox.coinbase;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a recording had told at some place of it. Used by one thread. */
final class Told {

  private final Map<String, Known> products = new HashMap<>();

  void learn(RecordedFrame frame) {
    String product = frame.product();
    if (product != null) {
      products.computeIfAbsent(product, id -> new Known()).learn(frame);
    }
  }

  /** What is known of a product, or null where no frame of it was played. */
  @Nullable Known product(String product) {
    return products.get(product);
  }
}

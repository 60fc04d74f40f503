package io.penstock.payments.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param next where the list goes on; null: that was all
 */
public record Page<T>(List<T> items, @Nullable Place next) {

  public Page {
    items = List.copyOf(items);
  }
}

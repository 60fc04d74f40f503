package io.penstock.payments.intents;

import io.penstock.platform.values.Money;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A payment that a merchant wants to have.
 *
 * @param amount above zero
 * @param description of the merchant's, for people
 * @param metadata of the merchant's, for programs
 * @param version how often it was written; its events are numbered by it
 */
public record Intent(
    IntentKey key,
    Money amount,
    CaptureMethod captureMethod,
    @Nullable String description,
    Map<String, String> metadata,
    IntentState state,
    int version,
    Instant createdAt,
    Instant updatedAt) {

  public Intent {
    if (!amount.isPositive()) {
      throw new IllegalArgumentException("amount must be above zero, was " + amount);
    }
    metadata = Map.copyOf(metadata);
  }

  /** The same in another state, as it was written a moment later. */
  Intent in(IntentState next, Instant now) {
    return new Intent(
        key,
        amount,
        captureMethod,
        description,
        metadata,
        next,
        version + 1,
        createdAt,
        now.isBefore(updatedAt) ? updatedAt : now);
  }
}

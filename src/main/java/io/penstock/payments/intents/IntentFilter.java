package io.penstock.payments.intents;

import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Mode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which intents of a merchant to list.
 *
 * @param status null: any
 * @param before only ids below this one
 * @param from made then or later
 * @param to made before
 */
record IntentFilter(
    String merchantId,
    Mode mode,
    @Nullable String status,
    String before,
    Instant from,
    Instant to) {

  /** Times of ids are taken a moment before those of rows. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  /** Only ids from this one on: what is older need not be looked at. */
  String oldest() {
    return Ids.first("pi", from.minus(SLACK));
  }

  /** Only ids below this one. */
  String newest() {
    String last = Ids.first("pi", to.plus(SLACK));
    return last.compareTo(before) < 0 ? last : before;
  }
}

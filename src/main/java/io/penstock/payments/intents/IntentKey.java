package io.penstock.payments.intents;

import io.penstock.platform.values.Mode;
import java.util.Comparator;

/**
 * Which intent. Without its merchant and mode an id names nothing.
 *
 * @param merchantId such as {@code acct_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param id such as {@code pi_01jd3x7y8k0v9q4m2s6t1w5zrb}
 */
public record IntentKey(String merchantId, Mode mode, String id) implements Comparable<IntentKey> {

  private static final Comparator<IntentKey> ORDER =
      Comparator.comparing(IntentKey::merchantId)
          .thenComparing(IntentKey::mode)
          .thenComparing(IntentKey::id);

  @Override
  public int compareTo(IntentKey other) {
    return ORDER.compare(this, other);
  }
}

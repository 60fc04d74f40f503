package io.penstock.platform.idempotency;

import io.penstock.platform.values.Mode;
import java.util.Comparator;

/**
 * What a claim is unique by.
 *
 * @param tenant such as {@code acct_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param key as the caller sent it, 1 to {@value #LONGEST} characters
 */
public record ClaimKey(String tenant, Mode mode, String key) implements Comparable<ClaimKey> {

  public static final int LONGEST = 255;

  private static final Comparator<ClaimKey> ORDER =
      Comparator.comparing(ClaimKey::tenant)
          .thenComparing(ClaimKey::mode)
          .thenComparing(ClaimKey::key);

  public ClaimKey {
    if (key.isEmpty() || key.length() > LONGEST) {
      throw new IllegalArgumentException("key must be 1 to " + LONGEST + " characters");
    }
  }

  @Override
  public int compareTo(ClaimKey other) {
    return ORDER.compare(this, other);
  }
}

package io.penstock.sandbox.cards;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What the network can be asked to do with money. */
public enum Deed {
  AUTHORIZATION,
  PURCHASE,
  CAPTURE,
  REVERSAL,
  REFUND;

  /** {@code authorization}. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other word
   */
  static Deed ofCode(String code) {
    return Arrays.stream(values())
        .filter(deed -> deed.code().equals(code))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "operation must be authorization, purchase, capture, reversal or refund"));
  }
}

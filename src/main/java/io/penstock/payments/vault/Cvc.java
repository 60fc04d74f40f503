package io.penstock.payments.vault;

import com.fasterxml.jackson.annotation.JsonIgnoreType;

/**
 * The card verification code: three digits, four on American Express. Prints as {@code •••}. Never
 * stored after the first answer (PCI DSS 3.3.1).
 */
@JsonIgnoreType
public final class Cvc {

  private final String digits;

  private Cvc(String digits) {
    this.digits = digits;
  }

  /**
   * @throws IllegalArgumentException unless it is three or four digits; tells none of them
   */
  public static Cvc of(String digits) {
    if (digits.length() < 3
        || digits.length() > 4
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("cvc must be three or four digits");
    }
    return new Cvc(digits);
  }

  /** All digits. Whoever calls this answers for where they go. */
  public String reveal() {
    return digits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cvc that && digits.equals(that.digits);
  }

  @Override
  public int hashCode() {
    return digits.hashCode();
  }

  @Override
  public String toString() {
    return "•••";
  }
}

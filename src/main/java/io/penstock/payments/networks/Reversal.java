package io.penstock.payments.networks;

import io.penstock.platform.values.Money;

/**
 * Takes back what was asked for, whether or not it was approved or ever arrived. A network
 * acknowledges it in any case.
 *
 * @param reference of the reversal itself; that of the original where nobody asked for it and it
 *     has no row of its own
 * @param remaining what is left of the original: zero takes back everything
 * @param repeated whether it was sent before, by an earlier call; a network then expects it twice
 */
public record Reversal(
    Reference reference, String merchantId, Original original, Money remaining, boolean repeated) {

  public Reversal {
    if (original.operation() == Operation.REVERSAL) {
      throw new IllegalArgumentException("a reversal is never reversed");
    }
    if (remaining.minor() < 0 || !original.amount().isMoreThan(remaining)) {
      throw new IllegalArgumentException(
          "remaining must be zero to less than " + original.amount() + ", was " + remaining);
    }
  }

  /** Of everything. */
  public static Reversal full(Reference reference, String merchantId, Original original) {
    return partial(reference, merchantId, original, Money.zero(original.amount().currency()));
  }

  /** Of all but {@code remaining}. */
  public static Reversal partial(
      Reference reference, String merchantId, Original original, Money remaining) {
    return new Reversal(reference, merchantId, original, remaining, false);
  }

  /** Of an attempt whose fate stays unknown: under its own reference. */
  public static Reversal of(String merchantId, Original original) {
    return full(original.reference(), merchantId, original);
  }

  /** The same once more, because no acknowledgement came. */
  public Reversal again() {
    return new Reversal(reference, merchantId, original, remaining, true);
  }
}

package io.penstock.sandbox.cards;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A booking and what became of it since.
 *
 * @param state {@code approved}, {@code declined}, and of what was approved once: {@code captured},
 *     {@code partly_captured}, {@code refunded}, {@code partly_refunded}, {@code reversed}, {@code
 *     partly_reversed}; the last that happened to all of it counts
 * @param settledAtOnce whether the money is there already
 */
public record BookView(
    @JsonUnwrapped Booking booking,
    String state,
    long capturedMinor,
    long refundedMinor,
    long reversedMinor,
    boolean settledAtOnce) {

  static BookView of(Booking booking, Account account) {
    return new BookView(
        booking,
        account.state(),
        account.captured,
        account.refunded,
        account.reversed,
        booking.behaviour().equals(TestCard.SETTLED_AT_ONCE.code()));
  }
}

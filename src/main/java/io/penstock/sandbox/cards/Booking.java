package io.penstock.sandbox.cards;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the books: a deed and how it ended. Never changed.
 *
 * @param seq 1, 2, …
 * @param reference of the deed itself, twelve characters
 * @param originalDeed of what it is about; null for a charge
 * @param original its reference; null for a charge
 * @param amountMinor that was asked for, in the currency's smallest unit; of a reversal that of its
 *     original
 * @param doneMinor that was done: approved, captured, given or taken back; 0 when declined
 * @param currency such as {@code USD}
 * @param responseCode DE39, such as {@code 00}
 * @param authorizationCode empty when there is none
 * @param card masked; empty where no card is named
 * @param behaviour of {@link TestCard}
 */
public record Booking(
    long seq,
    Deed deed,
    String reference,
    @Nullable Deed originalDeed,
    @Nullable String original,
    long amountMinor,
    long doneMinor,
    String currency,
    String responseCode,
    String authorizationCode,
    String card,
    String merchant,
    String behaviour,
    Instant at) {

  Key key() {
    return new Key(deed, reference);
  }

  /** Under which a deed is booked once. */
  record Key(Deed deed, String reference) {}
}

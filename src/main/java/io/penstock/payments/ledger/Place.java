package io.penstock.payments.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Of an entry among others, by time. Lists go on before a place; entries that come later are after
 * all of them, so pages repeat and skip nothing.
 *
 * @param account the entry's; empty before all of the same time
 * @param number of the entry in its account
 */
public record Place(Instant postedAt, String account, long number) {

  /** Before everything that was posted at this time or later. */
  public static Place before(Instant time) {
    return new Place(time, "", 0);
  }

  static Place of(Line line) {
    return new Place(line.postedAt(), line.entry().account().id(), line.number());
  }

  /** Empty for what is no place. */
  static Optional<Place> parse(String text) {
    String[] parts = text.split("~", -1);
    try {
      return parts.length == 3
          ? Optional.of(
              new Place(
                  Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS),
                  parts[1],
                  Long.parseLong(parts[2])))
          : Optional.empty();
    } catch (NumberFormatException | DateTimeException | ArithmeticException notOurs) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, postedAt) + "~" + account + '~' + number;
  }
}

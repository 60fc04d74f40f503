package io.penstock.payments.ledger;

import io.penstock.platform.values.Mode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What callers ask with. Errors are those of {@link LedgerProblem}. */
final class LedgerParameters {

  private static final int USUALLY_LISTED = 25;
  private static final int MOST_LISTED = 100;
  private static final int LONGEST_CURSOR = 300;

  /** Later than whatever is posted. */
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  private LedgerParameters() {}

  static int limit(@Nullable Integer given) {
    int limit = given == null ? USUALLY_LISTED : given;
    if (limit < 1 || limit > MOST_LISTED) {
      throw LedgerProblem.invalid("limit", "must be 1 to " + MOST_LISTED);
    }
    return limit;
  }

  static Instant from(@Nullable String given) {
    return given == null ? Instant.EPOCH : time("from", given);
  }

  /** Where a list begins: at the cursor, or at the end of the time asked for. */
  static Place before(@Nullable String cursor, @Nullable String to) {
    Place end = Place.before(to == null ? END : time("to", to));
    return cursor == null ? end : place(cursor);
  }

  static ProofCursor proof(@Nullable String cursor) {
    return cursor == null
        ? ProofCursor.START
        : ProofCursor.parse(cursor).orElseThrow(LedgerParameters::wrongCursor);
  }

  static Tenant tenant(@Nullable String merchant, @Nullable String mode) {
    if (merchant == null || !Names.isName(merchant)) {
      throw LedgerProblem.invalid("merchant", "must be a merchant's id");
    }
    if (mode != null && !mode.equals("test") && !mode.equals("live")) {
      throw LedgerProblem.invalid("mode", "must be test or live");
    }
    return new Tenant(merchant, mode == null ? Mode.LIVE : Mode.ofCode(mode));
  }

  /** The merchant itself, where no other is named. */
  static Owner owner(Tenant tenant, @Nullable String given) {
    if (given != null && !Names.isName(given)) {
      throw LedgerProblem.invalid("owner", "must be an account's id, or house");
    }
    return given == null ? Owner.merchant(tenant) : new Owner(tenant, given);
  }

  /** As a cursor of an answer; null where there is no next page. */
  static @Nullable String text(@Nullable Place next) {
    return next == null
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(next.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static Place place(String cursor) {
    if (cursor.length() > LONGEST_CURSOR) {
      throw wrongCursor();
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      return Place.parse(plain).orElseThrow(LedgerParameters::wrongCursor);
    } catch (IllegalArgumentException notOurs) {
      throw wrongCursor();
    }
  }

  private static RuntimeException wrongCursor() {
    return LedgerProblem.invalid("cursor", "must be the nextCursor of the page before");
  }

  /** The server's times are microseconds. */
  private static Instant time(String name, String text) {
    try {
      Instant time =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      if (time.isBefore(Instant.EPOCH) || time.isAfter(END)) {
        throw new DateTimeException("out of range");
      }
      return time.truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException notOne) {
      throw LedgerProblem.invalid(name, "must be a time such as 2026-11-21T10:00:00Z, or a date");
    }
  }
}

package io.penstock.payments.intents;

import io.penstock.payments.merchants.Caller;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import io.penstock.platform.values.Ids;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lists may be asked for. */
final class IntentQueries {

  private static final List<String> STATUSES =
      List.of(
          "created",
          "processing",
          "authorized",
          "succeeded",
          "partially_refunded",
          "refunded",
          "failed",
          "canceled");

  /** Above all ids. */
  private static final String TOP = "pi_~";

  private static final Instant EVER = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant NEVER = Instant.parse("3000-01-01T00:00:00Z");

  private IntentQueries() {}

  static int limit(@Nullable Integer limit, int usual, int most) {
    if (limit == null) {
      return usual;
    }
    if (limit < 1 || limit > most) {
      throw invalid("limit", "must be 1 to " + most);
    }
    return limit;
  }

  static IntentFilter filter(
      Caller caller,
      @Nullable String status,
      @Nullable String from,
      @Nullable String to,
      @Nullable String cursor) {
    if (status != null && !STATUSES.contains(status)) {
      throw invalid("status", "must be one of " + String.join(", ", STATUSES));
    }
    if (cursor != null && !Ids.isOf("pi", cursor)) {
      throw invalid("cursor", "must be the nextCursor of a page");
    }
    return new IntentFilter(
        caller.merchantId(),
        caller.mode(),
        status,
        cursor == null ? TOP : cursor,
        from == null ? EVER : time("created[gte]", from),
        to == null ? NEVER : time("created[lt]", to));
  }

  /** Version and line of the last event that was seen. */
  static int[] eventCursor(@Nullable String cursor) {
    if (cursor == null) {
      return new int[] {0, -1};
    }
    if (!cursor.matches("[0-9]{1,8}\\.[0-9]{1,3}")) {
      throw invalid("cursor", "must be the nextCursor of a page");
    }
    int point = cursor.indexOf('.');
    return new int[] {
      Integer.parseInt(cursor.substring(0, point)), Integer.parseInt(cursor.substring(point + 1))
    };
  }

  static String eventCursor(IntentEvent event) {
    return event.version() + "." + event.line();
  }

  private static Instant time(String name, String text) {
    try {
      Instant time = Instant.parse(text);
      return time.isBefore(EVER) ? EVER : time.isAfter(NEVER) ? NEVER : time;
    } catch (DateTimeParseException noTime) {
      throw invalid(name, "must be a time, such as 2026-01-02T03:04:05Z");
    }
  }

  private static ApiException invalid(String name, String message) {
    return new ApiException(Problem.invalid(name, message));
  }
}

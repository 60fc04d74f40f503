package io.penstock.market.feed.binance;

import io.penstock.market.feed.JsonFields;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the values of a frame's fields. */
final class FieldReader extends JsonFields {

  static final int MAX_ELEMENTS = 20_000;

  /** Milliseconds of the year 5138, microseconds of 1973: a time is either. */
  private static final long LEAST_MICROSECONDS = 100_000_000_000_000L;

  /** The end of 2261: later times do not fit the nanoseconds of our own wire. */
  private static final long MOST_MICROSECONDS = 9_214_646_399_999_999L;

  FieldReader() {
    super(MAX_ELEMENTS, "quantity");
  }

  /** Of an error, below 0 in answers of the REST API. */
  @Nullable Long code(String name, JsonParser json) {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getStringLength() > 18) {
      json.skipChildren();
      return unusable(name, "is no number");
    }
    return json.getLongValue();
  }

  /** Milliseconds or microseconds since 1970. */
  @Nullable Instant epoch(String name, JsonParser json) {
    Long count = count(name, json);
    if (count == null) {
      return null;
    }
    Instant time = time(count);
    return time == null ? unusable(name, "is no time of the years 1970 to 2261") : time;
  }

  /** Null where the number is none of the years 1970 to 2261. */
  static @Nullable Instant time(long count) {
    long micros = count < LEAST_MICROSECONDS ? count * 1_000 : count;
    return micros < 0 || micros > MOST_MICROSECONDS
        ? null
        : Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }
}

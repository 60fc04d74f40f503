package io.penstock.market.feed.binance;

import io.penstock.market.tick.Level;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the values of a frame's fields. Each method takes the value at which the parser stands,
 * leaves the parser at the value's last token, and returns null where the value is null, an empty
 * text, or unusable; the last is kept as the field's problem.
 */
final class FieldReader {

  static final int MAX_ELEMENTS = 20_000;

  /** Milliseconds of the year 5138, microseconds of 1973: a time is either. */
  private static final long LEAST_MICROSECONDS = 100_000_000_000_000L;

  /** The end of 2261: later times do not fit the nanoseconds of our own wire. */
  private static final long MOST_MICROSECONDS = 9_214_646_399_999_999L;

  /** By field; almost always absent. */
  private @Nullable Map<String, String> problems;

  /** What is wrong with a field, such as "is no text"; null when nothing is. */
  @Nullable String problem(String name) {
    return problems == null ? null : problems.get(name);
  }

  /** The value, unless the field had one before. */
  <T> @Nullable T once(String name, @Nullable T before, @Nullable T value) {
    if (before != null) {
      addProblem(name, "is given twice");
      return before;
    }
    return value;
  }

  @Nullable String text(String name, JsonParser json) {
    return hasText(name, json) ? json.getString() : null;
  }

  @Nullable Decimal decimal(String name, JsonParser json) {
    if (!hasText(name, json)) {
      return null;
    }
    try {
      return Decimal.parse(
          json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
    } catch (NumberFormatException e) {
      return unusable(name, "is no decimal number that fits");
    }
  }

  @Nullable Boolean flag(String name, JsonParser json) {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> {
        json.skipChildren();
        yield unusable(name, "is neither true nor false");
      }
    };
  }

  /** An id or the number of an update. */
  @Nullable Long count(String name, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    // Eighteen digits fit for certain; ids have eleven.
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getStringLength() > 18
        || json.getLongValue() < 0) {
      json.skipChildren();
      return unusable(name, "is no count");
    }
    return json.getLongValue();
  }

  /** Milliseconds or microseconds since 1970. */
  @Nullable Instant time(String name, JsonParser json) {
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

  /** {@code [[price, quantity], …]}, changeable. */
  @Nullable List<Level> levels(String name, JsonParser json) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      boolean isNull = json.currentToken() == JsonToken.VALUE_NULL;
      json.skipChildren();
      return isNull ? null : unusable(name, "is no array");
    }
    List<Level> levels = new ArrayList<>();
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (++count > MAX_ELEMENTS) {
        json.skipChildren();
      } else {
        Level level = level(name, json);
        if (level != null) {
          levels.add(level);
        }
      }
    }
    return count <= MAX_ELEMENTS
        ? levels
        : unusable(name, "has more than " + MAX_ELEMENTS + " elements");
  }

  private @Nullable Level level(String name, JsonParser json) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return unusable(name, "holds what is no level");
    }
    Decimal price = null;
    Decimal quantity = null;
    int position = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      switch (position++) {
        case 0 -> price = decimal(name, json);
        case 1 -> quantity = decimal(name, json);
        default -> json.skipChildren();
      }
    }
    if (price == null || quantity == null) {
      return unusable(name, "holds a level without price or quantity");
    }
    if (!price.isPositive() || quantity.signum() < 0) {
      return unusable(name, "holds a price not above 0 or a quantity below 0");
    }
    return new Level(price, quantity);
  }

  /** Whether the parser stands at a text that is not empty. */
  private boolean hasText(String name, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getStringLength() > 0;
    }
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      json.skipChildren();
      addProblem(name, "is no text");
    }
    return false;
  }

  <T> @Nullable T unusable(String name, String problem) {
    addProblem(name, problem);
    return null;
  }

  private void addProblem(String name, String problem) {
    if (problems == null) {
      problems = new HashMap<>();
    }
    problems.putIfAbsent(name, problem);
  }
}

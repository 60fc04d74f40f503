package io.penstock.market.fanout;

import io.penstock.market.tick.Level;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON straight into text. For values that need no escaping only: symbols, numbers,
 * instants, our own constants; what comes from outside never gets here unchecked. Exact numbers are
 * strings on the wire.
 */
final class Json {

  private final StringBuilder text;

  Json(int expectedSize) {
    text = new StringBuilder(expectedSize);
  }

  Json open() {
    separate();
    text.append('{');
    return this;
  }

  Json open(String name) {
    name(name).append('{');
    return this;
  }

  Json close() {
    text.append('}');
    return this;
  }

  Json string(String name, @Nullable Object plain) {
    if (plain != null) {
      name(name).append('"').append(plain).append('"');
    }
    return this;
  }

  Json decimal(String name, @Nullable Decimal value) {
    return string(name, value);
  }

  Json decimal(String name, BigDecimal value) {
    return string(name, value.toPlainString());
  }

  Json instant(String name, Instant value) {
    return string(name, value);
  }

  Json number(String name, long value) {
    name(name).append(value);
    return this;
  }

  Json flag(String name, boolean value) {
    name(name).append(value);
    return this;
  }

  /**
   * Levels as pairs: {@code [["61820.99","0.5"],["61820.98","0"]]}. Nothing is always {@code "0"},
   * however the venue spells it.
   */
  Json levels(String name, List<Level> levels) {
    name(name).append('[');
    for (Level level : levels) {
      separate();
      text.append("[\"")
          .append(level.price())
          .append("\",\"")
          .append(level.quantity().isZero() ? Decimal.ZERO : level.quantity())
          .append("\"]");
    }
    text.append(']');
    return this;
  }

  /** A value that is JSON already. */
  Json raw(String name, String json) {
    name(name).append(json);
    return this;
  }

  /** A member of an array that is JSON already. */
  Json raw(String json) {
    separate();
    text.append(json);
    return this;
  }

  Json openArray(String name) {
    name(name).append('[');
    return this;
  }

  Json closeArray() {
    text.append(']');
    return this;
  }

  /** In characters, of what is written so far. */
  int length() {
    return text.length();
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private StringBuilder name(String name) {
    separate();
    return text.append('"').append(name).append("\":");
  }

  private void separate() {
    int length = text.length();
    if (length > 0) {
      char last = text.charAt(length - 1);
      if (last != '{' && last != '[' && last != ':') {
        text.append(',');
      }
    }
  }
}

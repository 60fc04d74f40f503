package io.penstock.payments.networks.iso8583;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message as text by field. Prints itself without what belongs to a card: {@code 0200
 * CARD_NUMBER=424242…4242 AMOUNT=000000002499 …}.
 */
final class Message {

  private static final Set<Field> HIDDEN = Set.of(Field.EXPIRY, Field.ADDITIONAL_DATA);

  private final MessageType type;
  private final Map<Field, String> fields = new EnumMap<>(Field.class);

  Message(MessageType type) {
    this.type = type;
  }

  MessageType type() {
    return type;
  }

  /**
   * @throws IllegalArgumentException when the value is too long, or of a fixed field too short
   */
  Message with(Field field, String value) {
    int length = value.length();
    if (length > field.length() || field.isFixed() && length != field.length()) {
      throw new IllegalArgumentException(
          field + " must have " + field.length() + " characters, had " + length);
    }
    fields.put(field, value);
    return this;
  }

  /** Null when it has none. */
  @Nullable String get(Field field) {
    return fields.get(field);
  }

  /**
   * @throws MalformedMessageException when it has none
   */
  String need(Field field) {
    String value = fields.get(field);
    if (value == null) {
      throw new MalformedMessageException(field + " is missing");
    }
    return value;
  }

  Map<Field, String> fields() {
    return fields;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(type.text());
    fields.forEach(
        (field, value) -> text.append(' ').append(field).append('=').append(shown(field, value)));
    return text.toString();
  }

  private static String shown(Field field, String value) {
    if (HIDDEN.contains(field)) {
      return "…";
    }
    if (field != Field.CARD_NUMBER) {
      return value;
    }
    return value.length() < 15
        ? "…"
        : value.substring(0, 6) + "…" + value.substring(value.length() - 4);
  }
}

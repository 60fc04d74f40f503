package io.penstock.platform.streams;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;

/** A mapping of a declaration file. Knows where it stands, and which of its keys were asked for. */
final class DeclarationSection {

  private static final String FOREVER = "forever";

  private final String place;
  private final String name;
  private final JsonNode node;
  private final Set<String> asked = new LinkedHashSet<>();

  /** A whole file, such as {@code streams/market.yaml}. */
  DeclarationSection(String file, JsonNode node) {
    this(file, file, node);
  }

  private DeclarationSection(String place, String name, JsonNode node) {
    this.place = place;
    this.name = name;
    this.node = node;
    if (!node.isObject()) {
      throw mistake("must be a mapping of keys to values");
    }
  }

  String name() {
    return name;
  }

  boolean has(String key) {
    asked.add(key);
    return node.has(key);
  }

  DeclarationSection section(String key) {
    return new DeclarationSection(place + ", " + key, key, value(key));
  }

  List<DeclarationSection> sections(String key) {
    DeclarationSection parent = section(key);
    return parent.node.properties().stream()
        .map(entry ->
            new DeclarationSection(
                parent.place + ", " + entry.getKey(), entry.getKey(), entry.getValue()))
        .toList();
  }

  String text(String key) {
    JsonNode value = value(key);
    if (!value.isString()) {
      throw mistake(key + " must be a text");
    }
    return value.stringValue();
  }

  List<String> texts(String key) {
    JsonNode value = value(key);
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      texts.add(element.isString() ? element.stringValue() : "");
    }
    if (!value.isArray() || texts.contains("")) {
      throw mistake(key + " must be a list of texts, such as [market.ticks.v1]");
    }
    return List.copyOf(texts);
  }

  int number(String key) {
    JsonNode value = value(key);
    if (!value.isInt()) {
      throw mistake(key + " must be a whole number");
    }
    return value.intValue();
  }

  Duration duration(String key) {
    try {
      return DurationStyle.SIMPLE.parse(text(key));
    } catch (IllegalArgumentException | DateTimeException notOne) {
      throw mistake(
          key + " must be a duration such as 100ms, 15m or 7d; it is '" + text(key) + "'");
    }
  }

  /** Null stands for {@code forever}. */
  @Nullable Duration durationOrForever(String key) {
    return value(key).isString() && text(key).equals(FOREVER) ? null : duration(key);
  }

  <E extends Enum<E>> E word(String key, Class<E> words) {
    String text = text(key);
    return Arrays.stream(words.getEnumConstants())
        .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () -> mistake(key + " must be one of " + spelled(words) + "; it is '" + text + "'"));
  }

  /** To be called when all keys were asked for. */
  void refuseOthers() {
    for (String key : node.propertyNames()) {
      if (!asked.contains(key)) {
        throw mistake(
            "has an unknown key '"
                + key
                + "': remove it or mend it (known are "
                + words(asked)
                + ")");
      }
    }
  }

  DeclarationException mistake(String sentence) {
    return new DeclarationException(place + ": " + sentence + ".");
  }

  private JsonNode value(String key) {
    asked.add(key);
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw mistake("lacks " + key + ": add it");
    }
    return value;
  }

  private static String spelled(Class<? extends Enum<?>> words) {
    return Arrays.stream(words.getEnumConstants())
        .map(word -> word.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String words(Set<String> keys) {
    return String.join(", ", keys);
  }
}

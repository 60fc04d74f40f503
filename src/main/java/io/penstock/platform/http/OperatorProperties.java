package io.penstock.platform.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.operator.*}: who may call {@code /operator}.
 *
 * @param key that callers have to show; empty: nobody may
 * @param keyFile that holds the key, in its place
 */
@ConfigurationProperties("penstock.operator")
record OperatorProperties(@DefaultValue("") String key, @Nullable Path keyFile) {

  /** Shorter ones can be guessed. */
  static final int SHORTEST = 24;

  OperatorProperties {
    if (!key.isEmpty() && keyFile != null) {
      throw new IllegalArgumentException(
          "penstock.operator.key and penstock.operator.key-file are both set: remove one");
    }
    check("penstock.operator.key", key);
  }

  static void check(String name, String key) {
    if (!key.isEmpty() && key.length() < SHORTEST) {
      throw new IllegalArgumentException(
          name + " must have at least " + SHORTEST + " characters, or be left out");
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "OperatorProperties[key="
        + (key.isEmpty() ? "none" : "***")
        + ", keyFile="
        + keyFile
        + "]";
  }
}

package io.penstock.platform.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The key of operators, as its hash: two hashes take the same time to compare, whatever was given.
 */
final class OperatorKey {

  private final byte[] hash;
  private final boolean set;

  private OperatorKey(String key) {
    this.set = !key.isEmpty();
    this.hash = hash(key);
  }

  /** Reads the file, if there is to be one; blocks. */
  static OperatorKey of(OperatorProperties properties) {
    if (properties.keyFile() == null) {
      return new OperatorKey(properties.key());
    }
    try {
      String key = Files.readString(properties.keyFile()).strip();
      if (key.isEmpty()) {
        throw new IllegalArgumentException(
            "penstock.operator.key-file " + properties.keyFile() + " is empty");
      }
      OperatorProperties.check("penstock.operator.key-file", key);
      return new OperatorKey(key);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "penstock.operator.key-file " + properties.keyFile() + " cannot be read", unreadable);
    }
  }

  /** Whether there is one; without it nobody may. */
  boolean isSet() {
    return set;
  }

  boolean fits(String given) {
    return set && MessageDigest.isEqual(hash, hash(given));
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

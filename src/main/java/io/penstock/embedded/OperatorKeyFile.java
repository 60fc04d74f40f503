package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The operator's key of the embedded start: random, kept in the data directory for its owner alone.
 */
final class OperatorKeyFile {

  static final String SETTING = "penstock.operator.key";
  static final String FILE_SETTING = "penstock.operator.key-file";

  static final String NAME = "operator.key";
  private static final int BYTES = 24;

  private OperatorKeyFile() {}

  /**
   * The file of a data directory, made if need be.
   *
   * @throws EmbeddedStartException when it cannot be written
   */
  static Path in(Path dataDirectory) {
    Path file = dataDirectory.resolve(NAME);
    try {
      if (!OwnersFile.isThere(file)) {
        OwnersFile.write(file, fresh() + "\n");
      }
      return file;
    } catch (IOException e) {
      throw new EmbeddedStartException(
          "the operator's key cannot be kept in " + file + " (" + e + ")",
          "make it writable, or give one as PENSTOCK_OPERATOR_KEY",
          e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fresh() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }
}

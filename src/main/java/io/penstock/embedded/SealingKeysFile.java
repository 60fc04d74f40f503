package io.penstock.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key under which the embedded start seals secrets: random, kept in the data directory for its
 * owner alone. It belongs to the data: without it, nobody can open what is sealed there.
 */
final class SealingKeysFile {

  static final String SETTING = "penstock.sealing.keys-file";
  static final String NAME = "sealing.keys";

  private static final int BYTES = 32;

  private SealingKeysFile() {}

  /**
   * The file of a data directory, made if need be.
   *
   * @throws EmbeddedStartException when it cannot be written
   */
  static Path in(Path dataDirectory) {
    Path file = dataDirectory.resolve(NAME);
    try {
      if (!OwnersFile.isThere(file)) {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        OwnersFile.write(file, "first=" + Base64.getEncoder().encodeToString(key) + "\n");
      }
      return file;
    } catch (IOException e) {
      throw new EmbeddedStartException(
          "the key that seals secrets cannot be kept in " + file + " (" + e + ")",
          "make it writable, or name another file by " + SETTING,
          e);
    }
  }
}

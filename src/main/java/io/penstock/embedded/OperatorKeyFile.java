package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
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
      if (!Files.isRegularFile(file) || Files.size(file) == 0) {
        write(file);
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

  /** Whole or not at all, and never readable for others, not even for a moment. */
  private static void write(Path file) throws IOException {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    Path fresh = file.resolveSibling(NAME + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, ownersAlone());
    Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(key) + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Where the file system knows no such thing, its own rules have to do. */
  private static FileAttribute<?>[] ownersAlone() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}

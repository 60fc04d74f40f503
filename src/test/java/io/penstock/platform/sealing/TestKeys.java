package io.penstock.platform.sealing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Rings of keys that everybody knows. */
public final class TestKeys {

  private TestKeys() {}

  /** The key with this id is made of its first character. */
  static String line(String id) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) id.charAt(0));
    return id + "=" + Base64.getEncoder().encodeToString(key);
  }

  static List<String> lines(String... ids) {
    return Stream.of(ids).map(TestKeys::line).toList();
  }

  /** A file of one key in a directory, for its owner alone. */
  public static Path file(Path directory) {
    try {
      Path file = directory.resolve("sealing.keys");
      if (!Files.exists(file)) {
        Files.writeString(file, line("a") + "\n");
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last one seals. */
  public static KeyRing ring(String... ids) {
    return KeyRing.of(lines(ids), "of a test");
  }

  public static Sealer sealer() {
    return new Sealer(ring("a"));
  }

  public static Fingerprints fingerprints() {
    return new Fingerprints(ring("a"));
  }
}

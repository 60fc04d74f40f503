package io.penstock.platform.sealing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of this deployment, the oldest first. Each line of their file is one of them, {@code
 * 2026a=<base64 of 32 bytes>}; the last one seals, all of them open. A new key is a line at the
 * end. A line may be taken away when nothing is sealed under it any more, the first one never:
 * fingerprints depend on it.
 */
public final class KeyRing {

  private static final int KEY_BYTES = 32;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");
  private static final String SEALING = "penstock sealing 1";
  private static final String FINGERPRINTS = "penstock fingerprints 1";

  /** What only the owner of a file of keys may do with it. */
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Map<String, SecretKey> sealing = new LinkedHashMap<>();
  private final String current;
  private final SecretKey fingerprints;

  private KeyRing(Map<String, byte[]> keys) {
    keys.forEach((id, key) -> sealing.put(id, derived(key, "AES", SEALING)));
    List<String> ids = List.copyOf(keys.keySet());
    this.current = ids.getLast();
    this.fingerprints =
        derived(Objects.requireNonNull(keys.get(ids.getFirst())), "HmacSHA256", FINGERPRINTS);
  }

  /**
   * Reads the file; blocks.
   *
   * @throws IllegalArgumentException when it holds no keys, or anything else, or others may read it
   */
  static KeyRing read(Path file) {
    try {
      requireOwnersAlone(file);
      return of(Files.readAllLines(file, StandardCharsets.US_ASCII), file.toString());
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the keys' file " + file + " cannot be read", unreadable);
    }
  }

  /**
   * @param lines of the file; empty ones and those that begin with # say nothing
   * @param file its name, for errors
   */
  static KeyRing of(List<String> lines, String file) {
    Map<String, byte[]> keys = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (!line.isEmpty() && !line.startsWith("#") && !add(line, keys)) {
        wrong.add("line " + number);
      }
    }
    if (!wrong.isEmpty()) {
      // The line itself may hold a key.
      throw new IllegalArgumentException(
          "the keys' file "
              + file
              + " must have lines of the form id=<base64 of 32 bytes>, each id once; not so: "
              + String.join(", ", wrong));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("the keys' file " + file + " holds no key");
    }
    return new KeyRing(keys);
  }

  private static boolean add(String line, Map<String, byte[]> keys) {
    int equals = line.indexOf('=');
    String id = equals < 0 ? "" : line.substring(0, equals);
    try {
      byte[] key = Base64.getDecoder().decode(line.substring(equals + 1));
      return isId(id) && key.length == KEY_BYTES && keys.putIfAbsent(id, key) == null;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /**
   * A group may read a file that this process cannot change: so clusters mount their secrets. Where
   * the file system knows no such permissions, its own rules have to do.
   */
  private static void requireOwnersAlone(Path file) throws IOException {
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
      return;
    }
    Set<PosixFilePermission> tooMuch = EnumSet.copyOf(OF_OTHERS);
    tooMuch.retainAll(Files.getPosixFilePermissions(file));
    if (!Files.isWritable(file)) {
      tooMuch.remove(PosixFilePermission.GROUP_READ);
    }
    if (!tooMuch.isEmpty()) {
      throw new IllegalArgumentException(
          "the keys' file " + file + " is open to others than its owner: chmod 600 " + file);
    }
  }

  /** Its own key for each use, so that no use tells anything about another (RFC 5869). */
  private static SecretKey derived(byte[] key, String algorithm, String use) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(new SecretKeySpec(key, "Generic"))
                  .thenExpand(use.getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** The id of the key that seals. */
  String current() {
    return current;
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  Optional<SecretKey> sealing(String id) {
    return Optional.ofNullable(sealing.get(id));
  }

  SecretKey fingerprints() {
    return fingerprints;
  }

  /** The ids. */
  @Override
  public String toString() {
    return "KeyRing" + sealing.keySet();
  }
}

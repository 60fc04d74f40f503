package io.penstock.embedded;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The merchant of the embedded start, whose keys everybody may try out: made once, in test, and
 * kept in the data directory for its owner alone.
 *
 * @param merchant such as {@code acct_…}
 * @param publishableKey such as {@code pk_test_…}
 * @param secretKey such as {@code sk_test_…}
 */
record DemoMerchant(String merchant, String publishableKey, String secretKey) {

  static final String NAME = "demo-merchant.properties";

  static Path fileIn(Path dataDirectory) {
    return dataDirectory.resolve(NAME);
  }

  /** Empty: none has been made there. */
  static Optional<DemoMerchant> read(Path file) {
    try {
      if (!OwnersFile.isThere(file)) {
        return Optional.empty();
      }
      Properties kept = new Properties();
      kept.load(new StringReader(Files.readString(file)));
      return Optional.of(
          new DemoMerchant(
              kept.getProperty("merchant", ""),
              kept.getProperty("publishable_key", ""),
              kept.getProperty("secret_key", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws EmbeddedStartException when it cannot be written
   */
  void write(Path file) {
    StringBuilder text = new StringBuilder();
    entries().forEach((name, value) -> text.append(name + "=" + value + "\n"));
    try {
      OwnersFile.write(file, text.toString());
    } catch (IOException e) {
      throw new EmbeddedStartException(
          "the demo merchant's keys cannot be kept in " + file + " (" + e + ")",
          "make it writable",
          e);
    }
  }

  /** As the file, the ready screen and {@code GET /sandbox/info} have them. */
  Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("merchant", merchant);
    entries.put("publishable_key", publishableKey);
    entries.put("secret_key", secretKey);
    return entries;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "DemoMerchant[" + merchant + "]";
  }
}

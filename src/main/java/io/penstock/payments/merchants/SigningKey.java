package io.penstock.payments.merchants;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key as signatures are checked with it: what is known of it, and its secrets, opened. */
final class SigningKey {

  private static final String ALGORITHM = "HmacSHA256";

  private final KeyId id;
  private final Set<Scope> scopes;
  private final RateLimit limit;
  private final boolean revoked;
  private final List<Secret> secrets;

  SigningKey(KeyId id, ApiKey key, RateLimit usual, List<Secret> secrets) {
    this.id = id;
    this.scopes = key.scopes();
    this.limit = key.limit() == null ? usual : key.limit();
    this.revoked = key.isRevoked();
    this.secrets = List.copyOf(secrets);
  }

  /** One that may sign until a moment; null: for as long as the key is held in memory. */
  static final class Secret {

    private final SecretKey key;
    private final @Nullable Instant expiresAt;

    Secret(byte[] text, @Nullable Instant expiresAt) {
      this.key = new SecretKeySpec(text, ALGORITHM);
      this.expiresAt = expiresAt;
    }

    Secret(String text, @Nullable Instant expiresAt) {
      this(text.getBytes(US_ASCII), expiresAt);
    }

    boolean isValid(Instant now) {
      return expiresAt == null || now.isBefore(expiresAt);
    }
  }

  KeyId id() {
    return id;
  }

  Set<Scope> scopes() {
    return scopes;
  }

  RateLimit limit() {
    return limit;
  }

  boolean isRevoked() {
    return revoked;
  }

  /** Takes the same time whether the first secret fits, the second, or none. */
  boolean hasSigned(byte[] text, byte[] signature, Instant now) {
    boolean fits = false;
    for (Secret secret : secrets) {
      boolean same = MessageDigest.isEqual(hmac(secret, text), signature);
      fits |= same & secret.isValid(now);
    }
    return fits;
  }

  private static byte[] hmac(Secret secret, byte[] text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret.key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** The id. */
  @Override
  public String toString() {
    return id.text();
  }
}

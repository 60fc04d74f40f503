package io.penstock.payments.merchants;

import io.penstock.platform.values.Mode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key of a merchant's, without its secrets.
 *
 * @param id the publishable key
 * @param restricted whether it may not do everything
 * @param scopes what it may do
 * @param allowsBearer whether showing the secret is enough where a dialect asks for that
 * @param limit of its own; null: as the settings say
 * @param revokedAt null: it is not
 * @param secrets the newest first; expired ones among them for a while
 */
public record ApiKey(
    String id,
    String merchantId,
    Mode mode,
    boolean restricted,
    Set<Scope> scopes,
    boolean allowsBearer,
    @Nullable RateLimit limit,
    Instant createdAt,
    @Nullable Instant revokedAt,
    List<Secret> secrets) {

  public ApiKey {
    scopes = Set.copyOf(scopes);
    secrets = secrets.stream().sorted(Comparator.comparingInt(Secret::number).reversed()).toList();
  }

  /**
   * What is known of a secret by who does not know it.
   *
   * @param number counts up from 1 with each rotation
   * @param expiresAt null: not before the next rotation
   */
  public record Secret(int number, Instant createdAt, @Nullable Instant expiresAt) {

    boolean isValid(Instant now) {
      return expiresAt == null || now.isBefore(expiresAt);
    }
  }

  public boolean isRevoked() {
    return revokedAt != null;
  }

  List<Secret> valid(Instant now) {
    return secrets.stream().filter(secret -> secret.isValid(now)).toList();
  }

  int lastNumber() {
    return secrets.isEmpty() ? 0 : secrets.getFirst().number();
  }
}

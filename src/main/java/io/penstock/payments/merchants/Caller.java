package io.penstock.payments.merchants;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.values.Mode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who calls a merchants' API: somebody who has the secret of one of the merchant's keys.
 *
 * @param merchantId such as {@code acct_01jd3x7y8k0v9q4m2s6t1w5zrb}; all that is read or written
 *     belongs to it
 * @param mode of the key; test never sees live
 * @param account that the merchant wants to act for, {@code Penstock-Account}; null: for itself.
 *     Whether it may is for the handler to find out, who has to refuse what it does not know
 * @param scopes what the key may do; the one that the path needs is among them
 * @param keyId the publishable key
 */
public record Caller(
    String merchantId, Mode mode, @Nullable String account, Set<Scope> scopes, String keyId) {

  /** Of the Reactor context and of log lines: the merchant's id. */
  public static final String KEY = "merchant_id";

  /** Of an exchange that was let in. */
  public static final String ATTRIBUTE = Caller.class.getName();

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /**
   * @throws IllegalArgumentException for a request that {@link SignatureFilter} has not let in: its
   *     path is in no {@link MerchantPaths}
   */
  public static Caller of(ServerWebExchange exchange) {
    return exchange.getRequiredAttribute(ATTRIBUTE);
  }

  /**
   * For what a request asks for beyond the scope of its path, such as a refund.
   *
   * @throws ApiException 403 {@code scope_missing}
   */
  public void require(Scope scope) {
    if (!scopes.contains(scope)) {
      throw SignatureProblem.SCOPE_MISSING.because(
          "This key may not do that: it lacks " + scope.code());
    }
  }
}

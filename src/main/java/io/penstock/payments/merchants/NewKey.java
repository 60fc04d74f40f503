package io.penstock.payments.merchants;

import io.penstock.platform.values.Mode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key that is to be made.
 *
 * @param scopes what it may do; empty: everything
 * @param allowsBearer whether showing the secret is enough where a dialect asks for that; null: in
 *     test only
 * @param limit of its own; null: as the settings say
 */
public record NewKey(
    Mode mode, Set<Scope> scopes, @Nullable Boolean allowsBearer, @Nullable RateLimit limit) {

  public NewKey {
    scopes = Set.copyOf(scopes);
  }

  /** May do everything that keys of this mode usually may. */
  public static NewKey of(Mode mode) {
    return new NewKey(mode, Set.of(), null, null);
  }

  Set<Scope> allowedScopes() {
    return scopes.isEmpty() ? EnumSet.allOf(Scope.class) : scopes;
  }

  boolean bearer() {
    return allowsBearer == null ? mode == Mode.TEST : allowsBearer;
  }
}

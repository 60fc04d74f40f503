package io.penstock.payments.merchants;

import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.values.Mode;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The rows of {@code merchant_key} and {@code merchant_secret}. */
final class KeyTable {

  /** Of a merchant in one mode. */
  static final int MOST_KEYS = 100;

  /** Two that are valid, and what expired since the last rotation. */
  private static final int MOST_SECRETS = 4;

  private static final String SELECT =
      """
      SELECT k.merchant_id, k.mode, k.key_id, k.scopes, k.allows_bearer, k.requests_per_second, k.burst,
             k.created_at, k.revoked_at,
             s.number, s.sealed, s.created_at AS secret_created_at, s.expires_at
      FROM merchant_key k LEFT JOIN merchant_secret s USING (merchant_id, mode, key_id)
      """;

  private final Database database;

  KeyTable(Database database) {
    this.database = database;
  }

  /**
   * @param sealed by number
   */
  record Stored(ApiKey key, Map<Integer, byte[]> sealed) {}

  /** A secret on its way into a row. */
  record SealedSecret(int number, byte[] sealed, byte[] fingerprint, Instant createdAt) {}

  <T> Mono<T> inTransaction(Function<Session, Mono<T>> work) {
    return database.inTransaction(work);
  }

  /** Empty when there is none. */
  Mono<Stored> find(KeyId id) {
    return database.read(session -> find(session, id));
  }

  Mono<Stored> find(Session session, KeyId id) {
    return session
        .query(
            SELECT
                + "WHERE k.merchant_id = $1 AND k.mode = $2 AND k.key_id = $3 ORDER BY s.number"
                + " DESC LIMIT $4",
            given ->
                given
                    .value(id.merchantId())
                    .value(id.mode().code())
                    .value(id.text())
                    .value(MOST_SECRETS),
            Row::of)
        .flatMap(rows -> Mono.justOrEmpty(stored(rows).stream().findFirst()));
  }

  /** All of a merchant's, the newest first. */
  Mono<List<ApiKey>> list(String merchantId) {
    return database
        .read(session ->
            session.query(
                SELECT
                    + "WHERE k.merchant_id = $1 ORDER BY k.created_at DESC, k.key_id, s.number DESC"
                    + " LIMIT $2",
                given -> given.value(merchantId).value(2 * MOST_KEYS * MOST_SECRETS),
                Row::of))
        .map(rows -> stored(rows).stream().map(Stored::key).toList());
  }

  /** Whether it was written; not for a merchant who is not there or has too many. */
  Mono<Boolean> insert(Session session, ApiKey key) {
    RateLimit limit = key.limit();
    return session
        .update(
            """
            INSERT INTO merchant_key
              (merchant_id, mode, key_id, scopes, allows_bearer, requests_per_second, burst, created_at)
            SELECT $1, $2, $3, nullif($4::text[], '{}'), $5, nullif($6, 0), nullif($7, 0), $8
            FROM merchant m
            WHERE m.merchant_id = $1
              AND (SELECT count(*) FROM merchant_key k WHERE k.merchant_id = $1 AND k.mode = $2) < $9
            """,
            given ->
                given
                    .value(key.merchantId())
                    .value(key.mode().code())
                    .value(key.id())
                    .value(key.restricted() ? codes(key.scopes()) : new String[0])
                    .value(key.allowsBearer())
                    .value(limit == null ? 0 : limit.perSecond())
                    .value(limit == null ? 0 : limit.burst())
                    .value(key.createdAt())
                    .value(MOST_KEYS))
        .map(rows -> rows == 1);
  }

  /** Nobody else rotates or revokes it until the transaction ends. */
  Mono<Stored> lock(Session session, KeyId id) {
    return session
        .query(
            "SELECT 1 FROM merchant_key WHERE merchant_id = $1 AND mode = $2 AND key_id = $3 FOR"
                + " UPDATE",
            given -> given.value(id.merchantId()).value(id.mode().code()).value(id.text()),
            row -> true)
        .flatMap(locked -> locked.isEmpty() ? Mono.empty() : find(session, id));
  }

  Mono<Long> insert(Session session, KeyId id, SealedSecret secret) {
    return session.update(
        """
        INSERT INTO merchant_secret (merchant_id, mode, key_id, number, sealed, fingerprint, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        given ->
            given
                .value(id.merchantId())
                .value(id.mode().code())
                .value(id.text())
                .value(secret.number())
                .value(secret.sealed())
                .value(secret.fingerprint())
                .value(secret.createdAt()));
  }

  /** Secrets that have no end yet get this one. */
  Mono<Long> expire(Session session, KeyId id, Instant end) {
    return session.update(
        """
        UPDATE merchant_secret SET expires_at = $4
        WHERE merchant_id = $1 AND mode = $2 AND key_id = $3 AND expires_at IS NULL
        """,
        given -> given.value(id.merchantId()).value(id.mode().code()).value(id.text()).value(end));
  }

  /** Secrets that ended by then are gone. */
  Mono<Long> deleteExpired(Session session, KeyId id, Instant now) {
    return session.update(
        """
        DELETE FROM merchant_secret
        WHERE merchant_id = $1 AND mode = $2 AND key_id = $3 AND expires_at <= $4
        """,
        given -> given.value(id.merchantId()).value(id.mode().code()).value(id.text()).value(now));
  }

  /** All of them. */
  Mono<Long> deleteSecrets(Session session, KeyId id) {
    return session.update(
        "DELETE FROM merchant_secret WHERE merchant_id = $1 AND mode = $2 AND key_id = $3",
        given -> given.value(id.merchantId()).value(id.mode().code()).value(id.text()));
  }

  /** Its secrets are gone with it. */
  Mono<Long> revoke(Session session, KeyId id, Instant now) {
    return session
        .update(
            """
            UPDATE merchant_key SET revoked_at = $4
            WHERE merchant_id = $1 AND mode = $2 AND key_id = $3 AND revoked_at IS NULL
            """,
            given ->
                given.value(id.merchantId()).value(id.mode().code()).value(id.text()).value(now))
        .flatMap(revoked -> deleteSecrets(session, id).thenReturn(revoked));
  }

  private static String[] codes(Set<Scope> scopes) {
    return scopes.stream().map(Scope::code).sorted().toArray(String[]::new);
  }

  private static List<Stored> stored(List<Row> rows) {
    Map<String, List<Row>> byKey =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.key().id(), LinkedHashMap::new, Collectors.toList()));
    return byKey.values().stream().map(KeyTable::joined).toList();
  }

  private static Stored joined(List<Row> rows) {
    ApiKey key = rows.getFirst().key();
    List<ApiKey.Secret> secrets =
        rows.stream().flatMap(row -> Optional.ofNullable(row.secret()).stream()).toList();
    Map<Integer, byte[]> sealed = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.secret() != null && row.sealed() != null) {
        sealed.put(row.secret().number(), row.sealed());
      }
    }
    return new Stored(
        new ApiKey(
            key.id(),
            key.merchantId(),
            key.mode(),
            key.restricted(),
            key.scopes(),
            key.allowsBearer(),
            key.limit(),
            key.createdAt(),
            key.revokedAt(),
            secrets),
        sealed);
  }

  /** One of a key's secrets with the key; null where it has none. */
  private record Row(ApiKey key, ApiKey.@Nullable Secret secret, byte @Nullable [] sealed) {

    static Row of(Readable row) {
      Integer number = row.get("number", Integer.class);
      return new Row(
          key(row),
          number == null
              ? null
              : new ApiKey.Secret(
                  number,
                  required(row, "secret_created_at", Instant.class),
                  row.get("expires_at", Instant.class)),
          row.get("sealed", byte[].class));
    }

    private static ApiKey key(Readable row) {
      Integer perSecond = row.get("requests_per_second", Integer.class);
      Integer burst = row.get("burst", Integer.class);
      String[] codes = row.get("scopes", String[].class);
      return new ApiKey(
          required(row, "key_id", String.class),
          required(row, "merchant_id", String.class),
          Mode.ofCode(required(row, "mode", String.class)),
          codes != null,
          codes == null ? EnumSet.allOf(Scope.class) : scopes(codes),
          required(row, "allows_bearer", Boolean.class),
          perSecond == null || burst == null ? null : new RateLimit(perSecond, burst),
          required(row, "created_at", Instant.class),
          row.get("revoked_at", Instant.class),
          List.of());
    }

    /** One that this version does not know yet allows nothing here. */
    private static Set<Scope> scopes(String[] codes) {
      return Arrays.stream(codes)
          .flatMap(code -> Scope.ofCode(code).stream())
          .collect(Collectors.toUnmodifiableSet());
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
      return Objects.requireNonNull(row.get(column, type), column);
    }
  }
}

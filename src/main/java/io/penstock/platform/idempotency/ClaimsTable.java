package io.penstock.platform.idempotency;

import io.penstock.platform.postgres.Parameters.Columns;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.values.Mode;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@code idempotency_key}. */
final class ClaimsTable {

  /** Sorted, so that two groups never wait for each other's keys in turn. */
  private static final String CLAIM =
      """
      INSERT INTO idempotency_key AS kept
        (merchant_id, mode, key, holder, fingerprint, status, body, claimed_at)
      SELECT merchant_id, mode, key, holder, fingerprint, nullif(status, 0),
        CASE WHEN status > 0 THEN body END, $8
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[])
        AS given (merchant_id, mode, key, holder, fingerprint, status, body)
      ORDER BY merchant_id, mode, key
      ON CONFLICT (merchant_id, mode, key) DO UPDATE SET
        holder = excluded.holder, fingerprint = excluded.fingerprint, status = excluded.status,
        body = excluded.body, claimed_at = excluded.claimed_at
        WHERE kept.claimed_at <= $9
      RETURNING holder
      """;

  private static final String FIND =
      """
      SELECT k.merchant_id, k.mode, k.key, k.holder, k.fingerprint, k.status, k.body
      FROM unnest($1::text[], $2::text[], $3::text[]) AS given (merchant_id, mode, key)
      JOIN idempotency_key k USING (merchant_id, mode, key)
      """;

  private static final String ANSWER =
      """
      UPDATE idempotency_key k SET status = given.status, body = given.body
      FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[])
        AS given (merchant_id, mode, key, status, body)
      WHERE k.merchant_id = given.merchant_id AND k.mode = given.mode AND k.key = given.key
        AND k.status IS NULL
      """;

  private static final String RELEASE =
      """
      DELETE FROM idempotency_key k
      USING unnest($1::text[], $2::text[], $3::text[]) AS given (merchant_id, mode, key)
      WHERE k.merchant_id = given.merchant_id AND k.mode = given.mode AND k.key = given.key
        AND k.status IS NULL
      """;

  private static final String FORGET =
      """
      DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_key WHERE claimed_at <= $1 ORDER BY claimed_at LIMIT $2
        FOR UPDATE SKIP LOCKED))
      """;

  /** The holders of those that were free, or had expired. */
  Mono<Set<String>> insert(Session session, List<Claim> claims, Instant now, Instant expired) {
    return session
        .query(
            CLAIM,
            given ->
                given
                    .rows(claims)
                    .text(claim -> claim.key().tenant())
                    .text(claim -> claim.key().mode().code())
                    .text(claim -> claim.key().key())
                    .text(Claim::holder)
                    .text(Claim::fingerprint)
                    .integer(claim -> claim.answer() == null ? 0 : claim.answer().status())
                    .text(claim -> claim.answer() == null ? "" : claim.answer().body())
                    .value(now)
                    .value(expired),
            row -> text(row, 0))
        .map(HashSet::new);
  }

  /** What is kept under keys. */
  Mono<Map<ClaimKey, Kept>> find(Session session, List<ClaimKey> keys) {
    return session
        .query(FIND, given -> bindKeys(given.rows(keys)), ClaimsTable::kept)
        .map(rows -> {
          Map<ClaimKey, Kept> found = new LinkedHashMap<>();
          rows.forEach(row -> found.put(row.key(), row));
          return found;
        });
  }

  Mono<Void> answer(Session session, Map<ClaimKey, StoredAnswer> answers) {
    List<Map.Entry<ClaimKey, StoredAnswer>> rows = List.copyOf(answers.entrySet());
    return session
        .update(
            ANSWER,
            given ->
                given
                    .rows(rows)
                    .text(row -> row.getKey().tenant())
                    .text(row -> row.getKey().mode().code())
                    .text(row -> row.getKey().key())
                    .integer(row -> row.getValue().status())
                    .text(row -> row.getValue().body()))
        .then();
  }

  Mono<Void> release(Session session, List<ClaimKey> keys) {
    return session.update(RELEASE, given -> bindKeys(given.rows(keys))).then();
  }

  Mono<Long> forget(Session session, Instant expired, int most) {
    return session.update(FORGET, given -> given.value(expired).value(most));
  }

  private static void bindKeys(Columns<ClaimKey> columns) {
    columns.text(ClaimKey::tenant).text(key -> key.mode().code()).text(ClaimKey::key);
  }

  private static Kept kept(Readable row) {
    Integer status = row.get(5, Integer.class);
    return new Kept(
        new ClaimKey(text(row, 0), Mode.ofCode(text(row, 1)), text(row, 2)),
        text(row, 3),
        text(row, 4),
        status == null ? null : new StoredAnswer(status, text(row, 6)));
  }

  private static String text(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }

  /** A row. */
  record Kept(ClaimKey key, String holder, String fingerprint, @Nullable StoredAnswer answer) {}
}

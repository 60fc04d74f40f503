package io.penstock.payments.merchants;

import io.penstock.platform.postgres.Database;
import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** The rows of {@code merchant_nonce}: nonces that came while Redis was away. */
final class NonceTable {

  /** Rows that one statement deletes. */
  static final int MOST_DELETED = 10_000;

  private final Database database;

  NonceTable(Database database) {
    this.database = database;
  }

  /** Whether it is new. */
  Mono<Boolean> add(KeyId key, UUID nonce, Instant keptUntil) {
    return database
        .inTransaction(session ->
            session.update(
                """
                INSERT INTO merchant_nonce (merchant_id, mode, key_id, nonce, kept_until)
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
                """,
                given ->
                    given
                        .value(key.merchantId())
                        .value(key.mode().code())
                        .value(key.text())
                        .value(nonce)
                        .value(keptUntil)))
        .map(rows -> rows == 1);
  }

  /** How many are gone, {@link #MOST_DELETED} at most. */
  Mono<Long> deleteOver(Instant now) {
    return database.inTransaction(session ->
        session.update(
            """
            DELETE FROM merchant_nonce WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM merchant_nonce WHERE kept_until <= $1 LIMIT $2))
            """,
            given -> given.value(now).value(MOST_DELETED)));
  }
}

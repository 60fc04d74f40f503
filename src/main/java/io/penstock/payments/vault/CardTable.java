package io.penstock.payments.vault;

import io.penstock.platform.postgres.Session;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@code vault_card}. */
final class CardTable {

  private static final String INSERT =
      """
      INSERT INTO vault_card (merchant_id, mode, token_id, sealed, sealed_cvc, bin, brand, last_four, created_at,
        expires_at)
      SELECT merchant_id, mode, token_id, decode(sealed, 'hex'), decode(sealed_cvc, 'hex'), bin, brand, last_four, $9,
        $10
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        AS n (merchant_id, mode, token_id, sealed, sealed_cvc, bin, brand, last_four)
      """;

  private static final String FIND =
      """
      SELECT encode(sealed, 'hex'), encode(sealed_cvc, 'hex'), bin, brand, last_four FROM vault_card
      WHERE merchant_id = $1 AND mode = $2 AND token_id = $3 AND expires_at > $4
      """;

  private static final String FORGET_CVC =
      """
      UPDATE vault_card SET sealed_cvc = NULL
      WHERE merchant_id = $1 AND mode = $2 AND token_id = $3 AND sealed_cvc IS NOT NULL
      """;

  private static final String FORGET =
      """
      DELETE FROM vault_card WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM vault_card WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
        FOR UPDATE SKIP LOCKED))
      """;

  Mono<Void> insert(Session session, List<Row> rows, Instant now, Instant expiry) {
    return session
        .update(
            INSERT,
            given ->
                given
                    .rows(rows)
                    .text(row -> row.view().token().merchantId())
                    .text(row -> row.view().token().mode().code())
                    .text(row -> row.view().token().id())
                    .text(Row::sealed)
                    .text(Row::sealedCvc)
                    .text(row -> row.view().bin())
                    .text(row -> row.view().brand().code())
                    .text(row -> row.view().lastFour())
                    .value(now)
                    .value(expiry))
        .then();
  }

  /** At most one. */
  Mono<List<Row>> find(Session session, CardToken token, Instant now) {
    return session.query(
        FIND,
        given ->
            given.value(token.merchantId()).value(token.mode().code()).value(token.id()).value(now),
        row -> row(token, row));
  }

  Mono<Long> forgetCvc(Session session, CardToken token) {
    return session.update(
        FORGET_CVC,
        given -> given.value(token.merchantId()).value(token.mode().code()).value(token.id()));
  }

  Mono<Long> forget(Session session, Instant now, int most) {
    return session.update(FORGET, given -> given.value(now).value(most));
  }

  private static Row row(CardToken token, Readable row) {
    CardView view =
        new CardView(
            token,
            text(row, 2),
            CardBrand.valueOf(text(row, 3).toUpperCase(Locale.ROOT)),
            text(row, 4));
    return new Row(view, text(row, 0), row.get(1, String.class));
  }

  private static String text(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }

  /**
   * @param sealed number and expiry, in hex
   * @param sealedCvc in hex; null: none, or used
   */
  record Row(CardView view, String sealed, @Nullable String sealedCvc) {}
}

package io.penstock.payments.vault;

import io.penstock.platform.postgres.Session;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** {@code vault_card}. */
final class CardTable {

  private static final String INSERT =
      """
      INSERT INTO vault_card (merchant_id, mode, token_id, sealed, bin, brand, last_four, created_at, expires_at)
      SELECT merchant_id, mode, token_id, decode(sealed, 'hex'), bin, brand, last_four, $8, $9
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
        AS n (merchant_id, mode, token_id, sealed, bin, brand, last_four)
      """;

  private static final String FIND =
      """
      SELECT encode(sealed, 'hex'), bin, brand, last_four FROM vault_card
      WHERE merchant_id = $1 AND mode = $2 AND token_id = $3 AND expires_at > $4
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

  Mono<Long> forget(Session session, Instant now, int most) {
    return session.update(FORGET, given -> given.value(now).value(most));
  }

  private static Row row(CardToken token, Readable row) {
    CardView view =
        new CardView(
            token,
            text(row, 1),
            CardBrand.valueOf(text(row, 2).toUpperCase(Locale.ROOT)),
            text(row, 3));
    return new Row(view, text(row, 0));
  }

  private static String text(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }

  /**
   * @param sealed number and expiry, in hex
   */
  record Row(CardView view, String sealed) {}
}

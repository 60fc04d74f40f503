package io.penstock.payments.merchants;

import io.penstock.platform.postgres.Database;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** The rows of {@code merchant_price}. */
final class PriceTable {

  /** Two modes of each currency there is. */
  private static final int MOST = 1_000;

  private static final String SELECT =
      "SELECT mode, currency, basis_points, fixed_minor, changed_at FROM merchant_price ";

  private final Database database;

  PriceTable(Database database) {
    this.database = database;
  }

  /** A merchant's own price. */
  record Own(Mode mode, Currency currency, Price price, Instant changedAt) {}

  /** Empty when the merchant has none. */
  Mono<Price> find(String merchantId, Mode mode, Currency currency) {
    return database
        .read(session ->
            session.query(
                SELECT + "WHERE merchant_id = $1 AND mode = $2 AND currency = $3",
                given ->
                    given.value(merchantId).value(mode.code()).value(currency.getCurrencyCode()),
                PriceTable::own))
        .flatMap(rows -> Mono.justOrEmpty(rows.stream().map(Own::price).findFirst()));
  }

  Mono<List<Own>> list(String merchantId) {
    return database.read(session ->
        session.query(
            SELECT + "WHERE merchant_id = $1 ORDER BY currency, mode LIMIT $2",
            given -> given.value(merchantId).value(MOST),
            PriceTable::own));
  }

  /** All of them, or none where there is no such merchant. */
  Mono<Boolean> put(String merchantId, List<Own> prices) {
    return database
        .inTransaction(session ->
            session.update(
                """
                INSERT INTO merchant_price (merchant_id, mode, currency, basis_points, fixed_minor, changed_at)
                SELECT m.merchant_id, p.mode, p.currency, p.basis_points, p.fixed_minor, p.changed_at
                FROM merchant m,
                  unnest($2::text[], $3::text[], $4::integer[], $5::bigint[], $6::timestamptz[])
                    AS p (mode, currency, basis_points, fixed_minor, changed_at)
                WHERE m.merchant_id = $1
                ON CONFLICT (merchant_id, mode, currency) DO UPDATE
                SET basis_points = excluded.basis_points,
                    fixed_minor = excluded.fixed_minor,
                    changed_at = excluded.changed_at
                """,
                given ->
                    given
                        .value(merchantId)
                        .rows(prices)
                        .text(own -> own.mode().code())
                        .text(own -> own.currency().getCurrencyCode())
                        .integer(own -> own.price().basisPoints())
                        .number(own -> own.price().fixedMinor())
                        .time(Own::changedAt)))
        .map(rows -> rows > 0);
  }

  private static Own own(Readable row) {
    return new Own(
        Mode.ofCode(required(row, "mode", String.class)),
        Currencies.of(required(row, "currency", String.class)),
        new Price(
            required(row, "basis_points", Integer.class), required(row, "fixed_minor", Long.class)),
        required(row, "changed_at", Instant.class));
  }

  private static <T> T required(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }
}

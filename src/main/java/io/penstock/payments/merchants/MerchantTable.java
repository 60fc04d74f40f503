package io.penstock.payments.merchants;

import io.penstock.platform.postgres.Database;
import io.penstock.platform.values.Currencies;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** The rows of {@code merchant}. */
final class MerchantTable {

  private static final String COLUMNS = "merchant_id, name, country, default_currency, created_at";

  private final Database database;

  MerchantTable(Database database) {
    this.database = database;
  }

  Mono<Merchant> insert(Merchant merchant) {
    return database.inTransaction(session ->
        session
            .update(
                "INSERT INTO merchant (" + COLUMNS + ") VALUES ($1, $2, $3, $4, $5)",
                given ->
                    given
                        .value(merchant.id())
                        .value(merchant.name())
                        .value(merchant.country())
                        .value(merchant.defaultCurrency().getCurrencyCode())
                        .value(merchant.createdAt()))
            .thenReturn(merchant));
  }

  /** Empty when there is none. */
  Mono<Merchant> find(String merchantId) {
    return database
        .read(session ->
            session.query(
                "SELECT " + COLUMNS + " FROM merchant WHERE merchant_id = $1",
                given -> given.value(merchantId),
                MerchantTable::merchant))
        .flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()));
  }

  /**
   * The newest first.
   *
   * @param before an id; those that are older
   */
  Mono<List<Merchant>> page(String before, int limit) {
    return database.read(session ->
        session.query(
            "SELECT "
                + COLUMNS
                + " FROM merchant WHERE merchant_id < $1 ORDER BY merchant_id DESC LIMIT $2",
            given -> given.value(before).value(limit),
            MerchantTable::merchant));
  }

  private static Merchant merchant(Readable row) {
    return new Merchant(
        text(row, "merchant_id"),
        text(row, "name"),
        text(row, "country"),
        Currencies.of(text(row, "default_currency")),
        Objects.requireNonNull(row.get("created_at", Instant.class)));
  }

  private static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }
}

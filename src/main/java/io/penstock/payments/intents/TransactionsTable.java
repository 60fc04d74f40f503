package io.penstock.payments.intents;

import static io.penstock.payments.intents.IntentsTable.bindKeys;
import static io.penstock.payments.intents.IntentsTable.key;
import static io.penstock.payments.intents.IntentsTable.money;
import static io.penstock.payments.intents.IntentsTable.number;
import static io.penstock.payments.intents.IntentsTable.text;
import static io.penstock.payments.intents.IntentsTable.time;
import static io.penstock.payments.intents.IntentsTable.truth;

import io.penstock.platform.postgres.Session;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@code intent_transaction}. */
final class TransactionsTable {

  private static final String COLUMNS =
      """
      merchant_id, mode, intent_id, transaction_id, type, status, amount, currency, reason, fee, card_token, card_bin,
      card_brand, card_last_four, answers_intent, claim, available_at, created_at, updated_at
      """;

  private static final String OF =
      "SELECT "
          + COLUMNS
          + """
          FROM intent_transaction
          WHERE (merchant_id, mode, intent_id) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
          ORDER BY created_at, transaction_id
          """;

  private static final String INSERT =
      """
      INSERT INTO intent_transaction (merchant_id, mode, intent_id, transaction_id, type, status, amount, currency,
        fee, card_token, card_bin, card_brand, card_last_four, answers_intent, claim, created_at, updated_at)
      SELECT merchant_id, mode, intent_id, transaction_id, type, 'pending', amount, currency, 0, card_token, card_bin,
        card_brand, card_last_four, answers_intent, claim, created_at, created_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[],
        $9::text[], $10::text[], $11::text[], $12::boolean[], $13::text[], $14::timestamptz[])
        AS n (merchant_id, mode, intent_id, transaction_id, type, amount, currency, card_token, card_bin, card_brand,
          card_last_four, answers_intent, claim, created_at)
      """;

  /** Never over an end. */
  private static final String UPDATE =
      """
      UPDATE intent_transaction t SET status = n.status, amount = n.amount, reason = n.reason, fee = n.fee,
        available_at = n.available_at, updated_at = n.updated_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[],
        $9::timestamptz[], $10::timestamptz[])
        AS n (merchant_id, mode, intent_id, transaction_id, status, amount, reason, fee, available_at, updated_at)
      WHERE t.merchant_id = n.merchant_id AND t.mode = n.mode AND t.intent_id = n.intent_id
        AND t.transaction_id = n.transaction_id AND t.status IN ('pending', 'pending_verification')
      """;

  private static final String AVAILABLE =
      """
      UPDATE intent_transaction SET available_at = NULL
      WHERE (merchant_id, mode, intent_id, transaction_id) IN (
        SELECT merchant_id, mode, intent_id, transaction_id FROM intent_transaction
        WHERE available_at <= $1 ORDER BY available_at LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING
      """
          + COLUMNS;

  /** Takes those whose money may be paid out from now on. */
  Mono<List<Transaction>> takeAvailable(Session session, Instant now, int most) {
    return session.query(
        AVAILABLE, given -> given.value(now).value(most), TransactionsTable::transaction);
  }

  /** Of all these intents, in the order they were made. */
  Mono<List<Transaction>> of(Session session, Collection<IntentKey> intents) {
    return session.query(
        OF,
        given -> bindKeys(given.rows(List.copyOf(intents)), key -> key),
        TransactionsTable::transaction);
  }

  Mono<Void> insert(Session session, Collection<Transaction> transactions) {
    return transactions.isEmpty()
        ? Mono.empty()
        : session
            .update(
                INSERT,
                given ->
                    bindKeys(given.rows(List.copyOf(transactions)), Transaction::intent)
                        .text(Transaction::id)
                        .text(each -> each.type().code())
                        .number(each -> each.amount().minor())
                        .text(each -> each.amount().currency().getCurrencyCode())
                        .text(each -> card(each, CardSeen::token))
                        .text(each -> card(each, CardSeen::bin))
                        .text(each -> card(each, CardSeen::brand))
                        .text(each -> card(each, CardSeen::lastFour))
                        .truth(Transaction::answersIntent)
                        .text(Transaction::claim)
                        .time(Transaction::createdAt))
            .then();
  }

  Mono<Void> update(Session session, Collection<Transaction> transactions) {
    return transactions.isEmpty()
        ? Mono.empty()
        : session
            .update(
                UPDATE,
                given ->
                    bindKeys(given.rows(List.copyOf(transactions)), Transaction::intent)
                        .text(Transaction::id)
                        .text(each -> each.status().code())
                        .number(each -> each.amount().minor())
                        .text(Transaction::reason)
                        .number(Transaction::fee)
                        .time(Transaction::availableAt)
                        .time(Transaction::updatedAt))
            .flatMap(written ->
                written == transactions.size()
                    ? Mono.empty()
                    : Mono.error(new IllegalStateException("a transaction had ended before")));
  }

  private static Transaction transaction(Readable row) {
    String token = row.get(10, String.class);
    return new Transaction(
        key(row),
        text(row, 3),
        TransactionType.ofCode(text(row, 4)),
        TransactionStatus.ofCode(text(row, 5)),
        money(row, 6),
        row.get(8, String.class),
        number(row, 9),
        token == null ? null : new CardSeen(token, text(row, 11), text(row, 12), text(row, 13)),
        truth(row, 14),
        row.get(15, String.class),
        row.get(16, Instant.class),
        time(row, 17),
        time(row, 18));
  }

  private static @Nullable String card(Transaction transaction, Function<CardSeen, String> part) {
    return transaction.card() == null ? null : part.apply(transaction.card());
  }
}

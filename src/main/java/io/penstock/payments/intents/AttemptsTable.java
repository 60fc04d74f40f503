package io.penstock.payments.intents;

import static io.penstock.payments.intents.IntentsTable.bindKeys;
import static io.penstock.payments.intents.IntentsTable.integer;
import static io.penstock.payments.intents.IntentsTable.key;
import static io.penstock.payments.intents.IntentsTable.money;
import static io.penstock.payments.intents.IntentsTable.number;
import static io.penstock.payments.intents.IntentsTable.text;
import static io.penstock.payments.intents.IntentsTable.time;

import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Reference;
import io.penstock.platform.postgres.Session;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Mono;

/** {@code intent_attempt}, which is also the queue of what is not known yet. */
final class AttemptsTable {

  private static final String COLUMNS =
      """
      merchant_id, mode, intent_id, attempt_id, transaction_id, network, reference, operation, amount, currency, state,
      deadline, next_look_at, looks, not_found_since, authorization_code, reason, created_at, updated_at
      """;

  private static final String OF =
      "SELECT "
          + COLUMNS
          + """
          FROM intent_attempt
          WHERE (merchant_id, mode, intent_id) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
          ORDER BY created_at, attempt_id
          """;

  private static final String INSERT =
      """
      INSERT INTO intent_attempt (merchant_id, mode, intent_id, attempt_id, transaction_id, network, reference,
        operation, amount, currency, state, deadline, next_look_at, looks, authorization_code, created_at, updated_at)
      SELECT merchant_id, mode, intent_id, attempt_id, transaction_id, network, reference, operation, amount, currency,
        'pending', deadline, next_look_at, 0, '', created_at, created_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[],
        $9::bigint[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[])
        AS n (merchant_id, mode, intent_id, attempt_id, transaction_id, network, reference, operation, amount,
          currency, deadline, next_look_at, created_at)
      """;

  /** Never over an end; what never reached a network may still be given up. */
  private static final String UPDATE =
      """
      UPDATE intent_attempt a SET state = n.state, next_look_at = n.next_look_at, looks = n.looks,
        not_found_since = n.not_found_since, authorization_code = n.authorization_code, reason = n.reason,
        updated_at = n.updated_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::int[],
        $8::timestamptz[], $9::text[], $10::text[], $11::timestamptz[])
        AS n (merchant_id, mode, intent_id, attempt_id, state, next_look_at, looks, not_found_since,
          authorization_code, reason, updated_at)
      WHERE a.merchant_id = n.merchant_id AND a.mode = n.mode AND a.intent_id = n.intent_id
        AND a.attempt_id = n.attempt_id AND a.state IN ('pending', 'pending_verification', 'not_reached')
      """;

  private static final String DUE =
      """
      UPDATE intent_attempt SET next_look_at = $2
      WHERE (merchant_id, mode, intent_id, attempt_id) IN (
        SELECT merchant_id, mode, intent_id, attempt_id FROM intent_attempt
        WHERE next_look_at <= $1 ORDER BY next_look_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING
      """
          + COLUMNS;

  /** Spread, so that a network which is back is not asked everything at once. */
  private static final String PULL_FORWARD =
      """
      UPDATE intent_attempt SET next_look_at = $2::timestamptz + random() * $3 * interval '1 millisecond'
      WHERE network = $1 AND state = 'pending_verification' AND next_look_at > $2
      """;

  private static final String LOOK_NOW =
      """
      UPDATE intent_attempt SET next_look_at = $3
      WHERE reference = $2 AND network = $1 AND state = 'pending_verification' AND next_look_at > $3
      """;

  private static final String REFERENCES =
      "SELECT nextval('intent_attempt_reference') FROM generate_series(1, $1)";

  /** Of all these intents, in the order they were made. */
  Mono<List<Attempt>> of(Session session, Collection<IntentKey> intents) {
    return session.query(
        OF,
        given -> bindKeys(given.rows(List.copyOf(intents)), key -> key),
        AttemptsTable::attempt);
  }

  /** So many numbers that no attempt has had. */
  Mono<List<Long>> references(Session session, int count) {
    return count == 0
        ? Mono.just(List.of())
        : session.query(REFERENCES, given -> given.value(count), row -> number(row, 0));
  }

  Mono<Void> insert(Session session, Collection<Attempt> attempts) {
    return attempts.isEmpty()
        ? Mono.empty()
        : session
            .update(
                INSERT,
                given ->
                    bindKeys(given.rows(List.copyOf(attempts)), Attempt::intent)
                        .text(Attempt::id)
                        .text(Attempt::transactionId)
                        .text(Attempt::network)
                        .number(each -> each.reference().number())
                        .text(each -> each.operation().code())
                        .number(each -> each.amount().minor())
                        .text(each -> each.amount().currency().getCurrencyCode())
                        .time(Attempt::deadline)
                        .time(Attempt::nextLookAt)
                        .time(Attempt::createdAt))
            .then();
  }

  Mono<Void> update(Session session, Collection<Attempt> attempts) {
    return attempts.isEmpty()
        ? Mono.empty()
        : session
            .update(
                UPDATE,
                given ->
                    bindKeys(given.rows(List.copyOf(attempts)), Attempt::intent)
                        .text(Attempt::id)
                        .text(each -> each.state().code())
                        .time(Attempt::nextLookAt)
                        .integer(Attempt::looks)
                        .time(Attempt::notFoundSince)
                        .text(Attempt::authorizationCode)
                        .text(Attempt::reason)
                        .time(Attempt::updatedAt))
            .flatMap(written ->
                written == attempts.size()
                    ? Mono.empty()
                    : Mono.error(new IllegalStateException("an attempt had ended before")));
  }

  /**
   * Takes attempts whose outcome has to be looked for, the longest due first. Nobody else gets them
   * before {@code until}, when they are due again unless something was found.
   */
  Mono<List<Attempt>> takeDue(Session session, Instant now, Instant until, int most) {
    return session.query(
        DUE, given -> given.value(now).value(until).value(most), AttemptsTable::attempt);
  }

  /** Has all that is not known of a network looked for within so many milliseconds. */
  Mono<Long> pullForward(Session session, String network, Instant now, long withinMillis) {
    return session.update(
        PULL_FORWARD, given -> given.value(network).value(now).value(withinMillis));
  }

  Mono<Long> lookNow(Session session, String network, long reference, Instant now) {
    return session.update(LOOK_NOW, given -> given.value(network).value(reference).value(now));
  }

  private static Attempt attempt(Readable row) {
    Instant createdAt = time(row, 17);
    return new Attempt(
        key(row),
        text(row, 3),
        text(row, 4),
        text(row, 5),
        new Reference(number(row, 6), createdAt),
        Operation.valueOf(text(row, 7).toUpperCase(Locale.ROOT)),
        money(row, 8),
        AttemptState.ofCode(text(row, 10)),
        time(row, 11),
        row.get(12, Instant.class),
        integer(row, 13),
        row.get(14, Instant.class),
        text(row, 15),
        row.get(16, String.class),
        createdAt,
        time(row, 18));
  }
}

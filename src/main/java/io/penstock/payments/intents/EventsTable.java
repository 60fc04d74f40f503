package io.penstock.payments.intents;

import static io.penstock.payments.intents.IntentsTable.bindKeys;
import static io.penstock.payments.intents.IntentsTable.integer;
import static io.penstock.payments.intents.IntentsTable.key;
import static io.penstock.payments.intents.IntentsTable.text;
import static io.penstock.payments.intents.IntentsTable.time;

import io.penstock.platform.postgres.Session;
import io.r2dbc.spi.Readable;
import java.util.List;
import reactor.core.publisher.Mono;

/** {@code intent_event}. */
final class EventsTable {

  private static final String INSERT =
      """
      INSERT INTO intent_event (merchant_id, mode, intent_id, version, line, event_id, type, data, actor, request_id,
        created_at)
      SELECT merchant_id, mode, intent_id, version, line, event_id, type, data::json, actor, request_id, created_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[],
        $9::text[], $10::text[], $11::timestamptz[])
        AS n (merchant_id, mode, intent_id, version, line, event_id, type, data, actor, request_id, created_at)
      """;

  private static final String OF =
      """
      SELECT merchant_id, mode, intent_id, version, line, event_id, type, data::text, actor, request_id, created_at
      FROM intent_event
      WHERE merchant_id = $1 AND mode = $2 AND intent_id = $3 AND (version, line) > ($4, $5)
      ORDER BY version, line LIMIT $6
      """;

  Mono<Void> insert(Session session, List<IntentEvent> events) {
    return events.isEmpty()
        ? Mono.empty()
        : session
            .update(
                INSERT,
                given ->
                    bindKeys(given.rows(events), IntentEvent::intent)
                        .integer(IntentEvent::version)
                        .integer(IntentEvent::line)
                        .text(IntentEvent::id)
                        .text(IntentEvent::type)
                        .text(IntentEvent::data)
                        .text(each -> each.cause().actor())
                        .text(each -> each.cause().requestId())
                        .time(IntentEvent::createdAt))
            .then();
  }

  /** What happened to an intent after an event, in order. */
  Mono<List<IntentEvent>> of(
      Session session, IntentKey intent, int afterVersion, int afterLine, int most) {
    return session.query(
        OF,
        given ->
            given
                .value(intent.merchantId())
                .value(intent.mode().code())
                .value(intent.id())
                .value(afterVersion)
                .value(afterLine)
                .value(most),
        EventsTable::event);
  }

  private static IntentEvent event(Readable row) {
    return new IntentEvent(
        key(row),
        integer(row, 3),
        integer(row, 4),
        text(row, 5),
        text(row, 6),
        text(row, 7),
        new Cause(text(row, 8), text(row, 9)),
        time(row, 10));
  }
}

package io.penstock.payments.intents;

import io.penstock.platform.postgres.Parameters.Columns;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@code intent}. */
final class IntentsTable {

  private static final Duration EXPIRY_AGAIN = Duration.ofHours(1);

  private static final String COLUMNS =
      """
      merchant_id, mode, intent_id, amount, currency, capture_method, description, metadata::text, state,
      transaction_id, held, held_until, captured, refunded, refunding, unverified, reason, version, created_at,
      updated_at
      """;

  private static final String INSERT =
      """
      INSERT INTO intent (merchant_id, mode, intent_id, amount, currency, capture_method, description, metadata,
        status, state, captured, refunded, refunding, unverified, version, created_at, updated_at)
      SELECT merchant_id, mode, intent_id, amount, currency, capture_method, description, metadata::jsonb,
        'created', 'created', 0, 0, 0, 0, 1, created_at, created_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
        $9::timestamptz[])
        AS given (merchant_id, mode, intent_id, amount, currency, capture_method, description, metadata, created_at)
      """;

  /** In one order, so that two groups never wait for each other's rows in turn. */
  private static final String LOCK =
      "SELECT "
          + COLUMNS
          + """
          FROM intent
          WHERE (merchant_id, mode, intent_id) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
          ORDER BY merchant_id, mode, intent_id
          FOR NO KEY UPDATE
          """;

  private static final String UPDATE =
      """
      UPDATE intent i SET status = n.status, state = n.state, transaction_id = n.transaction_id,
        held = n.held, held_until = n.held_until, captured = n.captured, refunded = n.refunded,
        refunding = n.refunding, unverified = n.unverified, reason = n.reason, version = n.version,
        updated_at = n.updated_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
        $8::timestamptz[], $9::bigint[], $10::bigint[], $11::bigint[], $12::int[], $13::text[], $14::int[],
        $15::timestamptz[])
        AS n (merchant_id, mode, intent_id, status, state, transaction_id, held, held_until, captured, refunded,
          refunding, unverified, reason, version, updated_at)
      WHERE i.merchant_id = n.merchant_id AND i.mode = n.mode AND i.intent_id = n.intent_id
        AND i.version < n.version
      """;

  /** One that could not be given back is tried again after an hour. */
  private static final String EXPIRED =
      "SELECT "
          + COLUMNS
          + """
          FROM intent
          WHERE state = 'authorized' AND held_until <= $1 AND updated_at <= $2 ORDER BY held_until LIMIT $3
          """;

  private static final String ONE =
      "SELECT " + COLUMNS + " FROM intent WHERE merchant_id = $1 AND mode = $2 AND intent_id = $3";

  private static final String NEWEST =
      "SELECT "
          + COLUMNS
          + """
          FROM intent
          WHERE merchant_id = $1 AND mode = $2 AND intent_id < $3 AND intent_id >= $4 AND created_at >= $5
            AND created_at < $6
          ORDER BY intent_id DESC LIMIT $7
          """;

  private static final String NEWEST_OF_STATUS =
      "SELECT "
          + COLUMNS
          + """
          FROM intent
          WHERE merchant_id = $1 AND mode = $2 AND intent_id < $3 AND intent_id >= $4 AND created_at >= $5
            AND created_at < $6 AND status = $8
          ORDER BY intent_id DESC LIMIT $7
          """;

  private final IntentJson json;

  IntentsTable(IntentJson json) {
    this.json = json;
  }

  Mono<Void> insert(Session session, List<Intent> intents) {
    return session
        .update(
            INSERT,
            given ->
                bindKeys(given.rows(intents), Intent::key)
                    .number(intent -> intent.amount().minor())
                    .text(intent -> intent.amount().currency().getCurrencyCode())
                    .text(intent -> intent.captureMethod().code())
                    .text(Intent::description)
                    .text(intent -> json.text(intent.metadata()))
                    .time(Intent::createdAt))
        .then();
  }

  /** Those that are there, until the transaction ends nobody else's. */
  Mono<List<Intent>> lock(Session session, Collection<IntentKey> keys) {
    return session.query(
        LOCK, given -> bindKeys(given.rows(List.copyOf(keys)), key -> key), this::intent);
  }

  /** Each that was locked before. */
  Mono<Void> update(Session session, Collection<Intent> changed) {
    if (changed.isEmpty()) {
      return Mono.empty();
    }
    List<Row> rows = changed.stream().map(Row::of).toList();
    return session
        .update(
            UPDATE,
            given ->
                bindKeys(given.rows(rows), row -> row.intent().key())
                    .text(row -> row.intent().state().code())
                    .text(Row::state)
                    .text(Row::transactionId)
                    .numberOrNull(Row::held)
                    .time(Row::heldUntil)
                    .number(Row::captured)
                    .number(Row::refunded)
                    .number(Row::refunding)
                    .integer(Row::unverified)
                    .text(Row::reason)
                    .integer(row -> row.intent().version())
                    .time(row -> row.intent().updatedAt()))
        .flatMap(written ->
            written == rows.size()
                ? Mono.empty()
                : Mono.error(new IllegalStateException("intents were changed while locked")));
  }

  /** Those whose holds have expired, the oldest first. */
  Mono<List<Intent>> expired(Session session, Instant now, int most) {
    return session.query(
        EXPIRED,
        given -> given.value(now).value(now.minus(EXPIRY_AGAIN)).value(most),
        this::intent);
  }

  /** At most one. */
  Mono<List<Intent>> one(Session session, IntentKey key) {
    return session.query(
        ONE,
        given -> given.value(key.merchantId()).value(key.mode().code()).value(key.id()),
        this::intent);
  }

  /** The newest first. */
  Mono<List<Intent>> newest(Session session, IntentFilter filter, int most) {
    String status = filter.status();
    return session.query(
        status == null ? NEWEST : NEWEST_OF_STATUS,
        given -> {
          given
              .value(filter.merchantId())
              .value(filter.mode().code())
              .value(filter.newest())
              .value(filter.oldest())
              .value(filter.from())
              .value(filter.to())
              .value(most);
          if (status != null) {
            given.value(status);
          }
        },
        this::intent);
  }

  static <T> Columns<T> bindKeys(Columns<T> columns, Function<T, IntentKey> key) {
    return columns
        .text(row -> key.apply(row).merchantId())
        .text(row -> key.apply(row).mode().code())
        .text(row -> key.apply(row).id());
  }

  static IntentKey key(Readable row) {
    return new IntentKey(text(row, 0), Mode.ofCode(text(row, 1)), text(row, 2));
  }

  static Money money(Readable row, int column) {
    return Money.of(number(row, column), text(row, column + 1));
  }

  static String text(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }

  static long number(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, Long.class));
  }

  static int integer(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, Integer.class));
  }

  static boolean truth(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, Boolean.class));
  }

  static Instant time(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, Instant.class));
  }

  private Intent intent(Readable row) {
    return new Intent(
        key(row),
        money(row, 3),
        CaptureMethod.ofCode(text(row, 5)),
        row.get(6, String.class),
        json.metadata(text(row, 7)),
        state(row),
        integer(row, 17),
        time(row, 18),
        time(row, 19));
  }

  private static IntentState state(Readable row) {
    Long held = row.get(10, Long.class);
    Hold hold = held == null ? null : new Hold(held, time(row, 11));
    return switch (text(row, 8)) {
      case "created" -> new IntentState.Created();
      case "processing" -> new IntentState.Processing(text(row, 9), hold);
      case "authorized" -> new IntentState.Authorized(Objects.requireNonNull(hold));
      case "succeeded" ->
          new IntentState.Succeeded(
              number(row, 12), number(row, 13), number(row, 14), integer(row, 15));
      case "failed" -> new IntentState.Failed(text(row, 16));
      case "canceled" -> new IntentState.Canceled(text(row, 16));
      default -> throw new IllegalStateException("a state that is not known: " + text(row, 8));
    };
  }

  /** A state in columns. */
  private record Row(
      Intent intent,
      String state,
      @Nullable String transactionId,
      @Nullable Hold hold,
      long captured,
      long refunded,
      long refunding,
      int unverified,
      @Nullable String reason) {

    static Row of(Intent intent) {
      return switch (intent.state()) {
        case IntentState.Created created ->
            new Row(intent, "created", null, null, 0, 0, 0, 0, null);
        case IntentState.Processing working ->
            new Row(
                intent, "processing", working.transactionId(), working.hold(), 0, 0, 0, 0, null);
        case IntentState.Authorized held ->
            new Row(intent, "authorized", null, held.hold(), 0, 0, 0, 0, null);
        case IntentState.Succeeded taken ->
            new Row(
                intent,
                "succeeded",
                null,
                null,
                taken.captured(),
                taken.refunded(),
                taken.refunding(),
                taken.unverified(),
                null);
        case IntentState.Failed failed ->
            new Row(intent, "failed", null, null, 0, 0, 0, 0, failed.reason());
        case IntentState.Canceled canceled ->
            new Row(intent, "canceled", null, null, 0, 0, 0, 0, canceled.reason());
      };
    }

    @Nullable Long held() {
      return hold == null ? null : hold.amount();
    }

    @Nullable Instant heldUntil() {
      return hold == null ? null : hold.expiresAt();
    }
  }
}

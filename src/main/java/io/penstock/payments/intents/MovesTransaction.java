package io.penstock.payments.intents;

import io.penstock.payments.charges.Charges;
import io.penstock.payments.ledger.Ledger;
import io.penstock.platform.idempotency.Claim;
import io.penstock.platform.idempotency.Claimed;
import io.penstock.platform.idempotency.Idempotency;
import io.penstock.platform.postgres.Session;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes moves of many intents in one transaction: claims their keys, locks their intents in one
 * order, decides each in Java, and writes everything by one statement a table.
 */
final class MovesTransaction {

  private final Idempotency idempotency;
  private final IntentsTable intents;
  private final TransactionsTable transactions;
  private final AttemptsTable attempts;
  private final EventsTable events;
  private final Ledger ledger;
  private final Charges charges;
  private final Availability availability;
  private final IntentJson json;
  private final Clock clock;

  MovesTransaction(
      Idempotency idempotency,
      IntentsTable intents,
      TransactionsTable transactions,
      AttemptsTable attempts,
      EventsTable events,
      Ledger ledger,
      Charges charges,
      Availability availability,
      IntentJson json,
      Clock clock) {
    this.idempotency = idempotency;
    this.intents = intents;
    this.transactions = transactions;
    this.attempts = attempts;
    this.events = events;
    this.ledger = ledger;
    this.charges = charges;
    this.availability = availability;
    this.json = json;
    this.clock = clock;
  }

  /** Shape: what became of each, in their order. */
  Mono<List<Moved>> write(Session session, List<Move> moves) {
    List<Move> claiming = moves.stream().filter(move -> move.claim() != null).toList();
    List<Claim> claims =
        claiming.stream().map(move -> Objects.requireNonNull(move.claim())).toList();
    return idempotency
        .claim(session, claims)
        .map(claimed -> byMove(claiming, claimed))
        .flatMap(claimed ->
            open(session, moves).flatMap(batch -> decide(session, batch, moves, claimed)));
  }

  private Mono<Batch> open(Session session, List<Move> moves) {
    TreeSet<IntentKey> keys = new TreeSet<>();
    moves.forEach(move -> keys.add(move.intent()));
    int calls = (int) moves.stream().filter(MovesTransaction::mayCall).count();
    return intents
        .lock(session, keys)
        .flatMap(found ->
            transactions
                .of(session, keys)
                .flatMap(done ->
                    attempts
                        .of(session, keys)
                        .flatMap(tried ->
                            attempts
                                .references(session, calls)
                                .map(numbers ->
                                    new Batch(
                                        files(found, done, tried),
                                        numbers.iterator(),
                                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                                        charges,
                                        availability,
                                        json)))));
  }

  private Mono<List<Moved>> decide(
      Session session, Batch batch, List<Move> moves, Map<Move, Claimed> claimed) {
    List<Moved> moved = new ArrayList<>(moves.size());
    for (Move move : moves) {
      moved.add(batch.decide(move, claimed.get(move)));
    }
    return save(session, batch).thenReturn(moved);
  }

  private Mono<Void> save(Session session, Batch batch) {
    return Flux.concat(
            intents.update(session, batch.intents.values()),
            transactions.insert(session, batch.newTransactions.values()),
            transactions.update(session, batch.changedTransactions.values()),
            attempts.insert(session, batch.newAttempts.values()),
            attempts.update(session, batch.changedAttempts.values()),
            events.insert(session, batch.events),
            ledger.post(session, batch.journals()).then(),
            idempotency.answer(session, batch.answers),
            idempotency.release(session, batch.released))
        .then();
  }

  private static boolean mayCall(Move move) {
    return move instanceof Move.Begin || move instanceof Move.GoElsewhere;
  }

  private static Map<Move, Claimed> byMove(List<Move> claiming, List<Claimed> claimed) {
    Map<Move, Claimed> byMove = new IdentityHashMap<>();
    for (int i = 0; i < claiming.size(); i++) {
      byMove.put(claiming.get(i), claimed.get(i));
    }
    return byMove;
  }

  private static Map<IntentKey, IntentFile> files(
      List<Intent> intents, List<Transaction> transactions, List<Attempt> attempts) {
    Map<IntentKey, List<Transaction>> done = new LinkedHashMap<>();
    transactions.forEach(
        each -> done.computeIfAbsent(each.intent(), absent -> new ArrayList<>()).add(each));
    Map<IntentKey, List<Attempt>> tried = new LinkedHashMap<>();
    attempts.forEach(
        each -> tried.computeIfAbsent(each.intent(), absent -> new ArrayList<>()).add(each));
    Map<IntentKey, IntentFile> files = new LinkedHashMap<>();
    intents.forEach(intent ->
        files.put(
            intent.key(),
            new IntentFile(
                intent,
                done.getOrDefault(intent.key(), List.of()),
                tried.getOrDefault(intent.key(), List.of()))));
    return files;
  }
}

package io.penstock.payments.intents;

import io.penstock.payments.charges.Charges;
import io.penstock.payments.intents.IntentState.Canceled;
import io.penstock.payments.ledger.Journal;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.Reference;
import io.penstock.payments.networks.Route;
import io.penstock.platform.idempotency.Claim;
import io.penstock.platform.idempotency.ClaimKey;
import io.penstock.platform.idempotency.Claimed;
import io.penstock.platform.idempotency.StoredAnswer;
import io.penstock.platform.values.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides moves one after the other on the files of their intents, and gathers what has to be
 * written. Pure: it waits for nothing.
 */
final class Batch {

  /** More tell of a program that has gone wild. */
  static final int MOST_TRANSACTIONS = 50;

  private final Map<IntentKey, IntentFile> files;
  private final Iterator<Long> references;
  private final Instant now;
  private final Charges charges;
  private final Availability availability;
  private final IntentJson json;
  private final Bookings bookings = new Bookings();

  final Map<IntentKey, Intent> intents = new LinkedHashMap<>();
  final Map<String, Transaction> newTransactions = new LinkedHashMap<>();
  final Map<String, Transaction> changedTransactions = new LinkedHashMap<>();
  final Map<String, Attempt> newAttempts = new LinkedHashMap<>();
  final Map<String, Attempt> changedAttempts = new LinkedHashMap<>();
  final List<IntentEvent> events = new ArrayList<>();
  final Map<ClaimKey, StoredAnswer> answers = new LinkedHashMap<>();
  final List<ClaimKey> released = new ArrayList<>();

  /**
   * @param files of the intents that are there
   * @param references one for each attempt that may be made
   */
  Batch(
      Map<IntentKey, IntentFile> files,
      Iterator<Long> references,
      Instant now,
      Charges charges,
      Availability availability,
      IntentJson json) {
    this.files = files;
    this.references = references;
    this.now = now;
    this.charges = charges;
    this.availability = availability;
    this.json = json;
  }

  /** What the books are to say. */
  List<Journal> journals() {
    return bookings.journals();
  }

  /**
   * @param claimed what became of the move's claim; null: it has none
   */
  Moved decide(Move move, @Nullable Claimed claimed) {
    Moved moved = decided(move, claimed);
    if (moved instanceof Moved.Refused && claimed instanceof Claimed.Taken) {
      Optional.ofNullable(move.claim()).map(Claim::key).ifPresent(released::add);
    }
    return moved;
  }

  private Moved decided(Move move, @Nullable Claimed claimed) {
    IntentFile file = files.get(move.intent());
    if (file == null) {
      return new Moved.Refused(
          new Refusal(Refusal.Code.INTENT_NOT_FOUND, "There is no intent " + move.intent().id()));
    }
    if (claimed != null && !(claimed instanceof Claimed.Taken)) {
      return move instanceof Move.Begin begin && claimed instanceof Claimed.Running
          ? tryAgain(file, begin).orElse(new Moved.CameBefore(claimed))
          : new Moved.CameBefore(claimed);
    }
    return switch (move) {
      case Move.Begin begin -> begin(file, begin);
      case Move.Cancel cancel -> cancel(file, cancel);
      case Move.Settle settle ->
          file.attempt(settle.attemptId())
              .filter(attempt -> attempt.state().isOpen())
              .map(attempt -> settle(file, attempt, settle))
              .orElseGet(() -> unchanged(file, settle.attemptId()));
      case Move.GoElsewhere elsewhere ->
          file.attempt(elsewhere.attemptId())
              .filter(attempt -> attempt.state() == AttemptState.PENDING)
              .map(attempt -> goElsewhere(file, attempt, elsewhere))
              .orElseGet(() -> unchanged(file, elsewhere.attemptId()));
      case Move.NotFound notFound ->
          file.attempt(notFound.attemptId())
              .filter(attempt -> attempt.state().isOpen())
              .map(attempt -> notFound(file, attempt, notFound))
              .orElseGet(() -> unchanged(file, notFound.attemptId()));
      case Move.GiveUp giveUp ->
          file.attempt(giveUp.attemptId())
              .filter(attempt -> attempt.state() == AttemptState.NOT_REACHED)
              .map(attempt -> giveUp(file, attempt, giveUp.cause()))
              .orElseGet(() -> unchanged(file, giveUp.attemptId()));
    };
  }

  private Moved begin(IntentFile file, Move.Begin begin) {
    if (file.size() >= MOST_TRANSACTIONS) {
      return new Moved.Refused(
          new Refusal(
              Refusal.Code.TOO_MANY_TRANSACTIONS,
              "An intent has at most " + MOST_TRANSACTIONS + " transactions"));
    }
    Ruling ruling = IntentRules.begin(file.intent(), begin.ask(), begin.transactionId());
    return switch (ruling) {
      case Ruling.Refused refused -> new Moved.Refused(clearer(file, refused.refusal()));
      case Ruling.Allowed allowed -> begin(file, begin, allowed);
    };
  }

  private Moved begin(IntentFile file, Move.Begin begin, Ruling.Allowed allowed) {
    Transaction transaction =
        new Transaction(
            begin.intent(),
            begin.transactionId(),
            begin.ask().type(),
            TransactionStatus.PENDING,
            allowed.amount(),
            null,
            0,
            begin.ask() instanceof Ask.Charge charge ? charge.card() : null,
            begin.ask() instanceof Ask.Void giveBack && giveBack.isCancel(),
            begin.claim() == null ? null : begin.claim().key().key(),
            null,
            now,
            now);
    if (begin.ask() instanceof Ask.Charge charge) {
      return charges
          .route(begin.intent().mode(), charge.card().bin(), allowed.amount().currency())
          .map(route ->
              begun(file, begin, allowed.next(), transaction, route.network(), null, route))
          .orElseGet(() -> new Moved.Refused(Refusal.noNetwork(file.intent())));
    }
    Attempt original = originalOf(file, transaction.type());
    return begun(file, begin, allowed.next(), transaction, original.network(), original, null);
  }

  private Moved begun(
      IntentFile file,
      Move.Begin begin,
      IntentState next,
      Transaction transaction,
      String network,
      @Nullable Attempt original,
      @Nullable Route route) {
    Attempt attempt =
        attempt(
            transaction, begin.attemptId(), network, operation(file.intent(), transaction.type()));
    file.put(transaction);
    newTransactions.put(transaction.id(), transaction);
    make(file, attempt);
    write(file, file.intent().in(next, now), transaction, begin.cause());
    if (transaction.type() == TransactionType.REFUND) {
      bookings.refundCreated(transaction);
    }
    return new Moved.Begun(file.intent(), transaction, attempt, original, route);
  }

  /** What never reached a network is tried again under the same key and transaction. */
  private Optional<Moved> tryAgain(IntentFile file, Move.Begin begin) {
    return Optional.ofNullable(begin.claim())
        .flatMap(claim -> file.under(claim.key().key()))
        .filter(transaction -> transaction.type() == begin.ask().type())
        .flatMap(transaction ->
            file.lastOf(transaction)
                .filter(
                    last -> last.state() == AttemptState.NOT_REACHED && last.nextLookAt() != null)
                .map(last -> again(file, transaction, last, begin)));
  }

  private Moved again(IntentFile file, Transaction transaction, Attempt last, Move.Begin begin) {
    change(file, last.ended(AttemptState.NOT_REACHED, "", last.reason(), now));
    Attempt attempt = attempt(transaction, begin.attemptId(), last.network(), last.operation());
    make(file, attempt);
    Attempt original =
        transaction.type() == TransactionType.CHARGE ? null : originalOf(file, transaction.type());
    return new Moved.Begun(file.intent(), transaction, attempt, original, null);
  }

  private Moved cancel(IntentFile file, Move.Cancel cancel) {
    Optional<Refusal> refusal = IntentRules.cancel(file.intent());
    if (refusal.isPresent()) {
      return new Moved.Refused(clearer(file, refusal.get()));
    }
    write(file, file.intent().in(new Canceled("requested"), now), null, cancel.cause());
    if (cancel.claim() != null) {
      answers.put(cancel.claim().key(), json.canceled(file.intent()));
    }
    return new Moved.Done(file.intent(), null);
  }

  private Moved settle(IntentFile file, Attempt attempt, Move.Settle settle) {
    Transaction transaction = file.transaction(attempt.transactionId());
    Cause cause = settle.cause();
    return switch (settle.outcome()) {
      case Outcome.Approved approved -> approved(file, transaction, attempt, approved, settle);
      case Outcome.Declined declined ->
          failed(
              file,
              transaction,
              attempt.ended(AttemptState.DECLINED, "", declined.reason().code(), now),
              declined.reason().code(),
              cause);
      case Outcome.NotSent never ->
          failed(
              file,
              transaction,
              attempt.ended(AttemptState.NOT_SENT, "", never.cause().code(), now),
              never.mayGoElsewhere() ? "network_unavailable" : "card_unavailable",
              cause);
      // Less than was asked for is taken back by who asked; until that is done nothing is known.
      case Outcome.PartlyApproved part -> lost(file, transaction, attempt, cause);
      case Outcome.Unknown unknown -> lost(file, transaction, attempt, cause);
    };
  }

  private Moved approved(
      IntentFile file,
      Transaction transaction,
      Attempt attempt,
      Outcome.Approved approved,
      Move.Settle settle) {
    IntentState next = IntentRules.approved(file.intent(), transaction, approved.approved(), now);
    if (next == null) {
      return new Moved.Unchanged(file.intent(), transaction);
    }
    change(file, attempt.ended(AttemptState.APPROVED, approved.authorizationCode(), null, now));
    return finish(file, next, succeeded(transaction, attempt, approved, settle), settle.cause());
  }

  private Transaction succeeded(
      Transaction transaction, Attempt attempt, Outcome.Approved approved, Move.Settle settle) {
    return switch (attempt.operation()) {
      case PURCHASE, CAPTURE -> {
        Money fee = bookings.captured(transaction, approved.approved(), settle.prices());
        yield transaction.captured(
            approved.approved(), fee.minor(), availability.of(transaction.card(), now), now);
      }
      case REFUND -> {
        bookings.refundSucceeded(transaction);
        yield transaction.as(TransactionStatus.SUCCEEDED, null, now);
      }
      case AUTHORIZATION, REVERSAL -> transaction.as(TransactionStatus.SUCCEEDED, null, now);
    };
  }

  private Moved failed(
      IntentFile file, Transaction transaction, Attempt attempt, String reason, Cause cause) {
    IntentState next = IntentRules.refused(file.intent(), transaction, reason);
    if (next == null) {
      return new Moved.Unchanged(file.intent(), transaction);
    }
    change(file, attempt);
    Transaction failed = transaction.as(TransactionStatus.FAILED, reason, now);
    if (failed.type() == TransactionType.REFUND) {
      bookings.refundFailed(failed);
    }
    return finish(file, next, failed, cause);
  }

  private Moved finish(IntentFile file, IntentState next, Transaction transaction, Cause cause) {
    change(file, transaction);
    write(file, file.intent().in(next, now), transaction, cause);
    if (transaction.claim() != null) {
      IntentKey key = transaction.intent();
      answers.put(
          new ClaimKey(key.merchantId(), key.mode(), transaction.claim()),
          json.finished(file.intent(), transaction));
    }
    return new Moved.Done(file.intent(), transaction);
  }

  private Moved lost(IntentFile file, Transaction transaction, Attempt attempt, Cause cause) {
    boolean before = attempt.state() == AttemptState.PENDING_VERIFICATION;
    int looks = before ? attempt.looks() + 1 : 0;
    change(
        file, attempt.unknown(LookSchedule.next(now, looks), looks, attempt.notFoundSince(), now));
    return unverified(file, transaction, cause);
  }

  /** Tells so, unless it was told before. */
  private Moved unverified(IntentFile file, Transaction transaction, Cause cause) {
    if (transaction.status() == TransactionStatus.PENDING_VERIFICATION) {
      return new Moved.Unchanged(file.intent(), transaction);
    }
    IntentState next = IntentRules.lost(file.intent(), transaction);
    Transaction unknown = transaction.as(TransactionStatus.PENDING_VERIFICATION, null, now);
    change(file, unknown);
    write(file, file.intent().in(next, now), unknown, cause);
    return new Moved.Done(file.intent(), unknown);
  }

  private Moved goElsewhere(IntentFile file, Attempt attempt, Move.GoElsewhere elsewhere) {
    Transaction transaction = file.transaction(attempt.transactionId());
    change(file, attempt.ended(AttemptState.NOT_SENT, "", "went_elsewhere", now));
    Attempt next =
        attempt(
            transaction,
            elsewhere.nextAttemptId(),
            elsewhere.route().network(),
            attempt.operation());
    make(file, next);
    return new Moved.Begun(file.intent(), transaction, next, null, elsewhere.route());
  }

  private Moved notFound(IntentFile file, Attempt attempt, Move.NotFound notFound) {
    Transaction transaction = file.transaction(attempt.transactionId());
    if (notFound.takenBack()) {
      change(file, attempt.notReached(now.plus(LookSchedule.RETRY), now));
      return new Moved.Unchanged(file.intent(), transaction);
    }
    Instant since = attempt.notFoundSince() == null ? now : attempt.notFoundSince();
    Instant usual = LookSchedule.next(now, attempt.looks() + 1);
    Instant judged = since.plus(LookSchedule.UNKNOWN_FOR_GOOD);
    Instant next = judged.isAfter(now) && judged.isBefore(usual) ? judged : usual;
    change(file, attempt.unknown(next, attempt.looks() + 1, since, now));
    return unverified(file, transaction, notFound.cause());
  }

  private Moved giveUp(IntentFile file, Attempt attempt, Cause cause) {
    return failed(
        file,
        file.transaction(attempt.transactionId()),
        attempt.ended(AttemptState.NOT_REACHED, "", "not_reached", now),
        "network_not_reached",
        cause);
  }

  private Moved unchanged(IntentFile file, String attemptId) {
    return new Moved.Unchanged(
        file.intent(),
        file.attempt(attemptId)
            .map(attempt -> file.transaction(attempt.transactionId()))
            .orElse(null));
  }

  private Attempt attempt(Transaction transaction, String id, String network, Operation operation) {
    Instant deadline = now.plus(charges.answersWithin(network));
    return new Attempt(
        transaction.intent(),
        id,
        transaction.id(),
        network,
        new Reference(references.next(), now),
        operation,
        transaction.amount(),
        AttemptState.PENDING,
        deadline,
        deadline.plus(LookSchedule.GRACE),
        0,
        null,
        "",
        null,
        now,
        now);
  }

  private void make(IntentFile file, Attempt attempt) {
    file.put(attempt);
    newAttempts.put(attempt.id(), attempt);
  }

  private void change(IntentFile file, Attempt attempt) {
    file.put(attempt);
    changedAttempts.put(attempt.id(), attempt);
  }

  private void change(IntentFile file, Transaction transaction) {
    file.put(transaction);
    changedTransactions.put(transaction.id(), transaction);
  }

  private void write(IntentFile file, Intent next, @Nullable Transaction transaction, Cause cause) {
    boolean moved = !next.state().code().equals(file.intent().state().code());
    file.replace(next);
    intents.put(next.key(), next);
    int line = 0;
    if (transaction != null) {
      events.add(
          json.event(
              next,
              line++,
              transaction.type().code() + "." + transaction.status().code(),
              transaction,
              cause));
    }
    if (moved) {
      events.add(
          json.event(next, line, "payment_intent." + next.state().code(), transaction, cause));
    }
  }

  private static Operation operation(Intent intent, TransactionType type) {
    return switch (type) {
      case CHARGE ->
          intent.captureMethod() == CaptureMethod.AUTOMATIC
              ? Operation.PURCHASE
              : Operation.AUTHORIZATION;
      case CAPTURE -> Operation.CAPTURE;
      case VOID -> Operation.REVERSAL;
      case REFUND -> Operation.REFUND;
    };
  }

  private static Attempt originalOf(IntentFile file, TransactionType type) {
    return file.original(type)
        .orElseThrow(() ->
            new IllegalStateException("nothing to " + type.code() + " of " + file.intent().key()));
  }

  /** While an answer is being looked for, that is what to tell. */
  private static Refusal clearer(IntentFile file, Refusal refusal) {
    return file.intent().state() instanceof IntentState.Processing working
            && file.transaction(working.transactionId()).status()
                == TransactionStatus.PENDING_VERIFICATION
        ? Refusal.unverified()
        : refusal;
  }
}

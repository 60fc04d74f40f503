package io.penstock.payments.intents;

import io.penstock.payments.charges.Charges;
import io.penstock.payments.intents.Milestones.Step;
import io.penstock.payments.ledger.Ledger;
import io.penstock.payments.ledger.PriceList;
import io.penstock.payments.merchants.Merchants;
import io.penstock.payments.networks.Authorization;
import io.penstock.payments.networks.Completion;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.RefundOrder;
import io.penstock.payments.networks.Reversal;
import io.penstock.payments.networks.Route;
import io.penstock.payments.vault.CardToken;
import io.penstock.platform.idempotency.Claim;
import io.penstock.platform.idempotency.Claimed;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.values.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Payments: makes intents, moves them along, and asks card networks in between. Work goes on when
 * the caller goes away; what it comes to is in the database.
 */
public final class Intents {

  /** A second at most. */
  private static final Retry TWIN_WAITS =
      Retry.backoff(7, Duration.ofMillis(25))
          .maxBackoff(Duration.ofMillis(200))
          .jitter(0)
          .filter(StillRunning.class::isInstance);

  /** Of what happens by itself. */
  private static final int AT_ONCE = 16;

  private static final Outcome NOTHING_SENT =
      new Outcome.NotSent(Outcome.NotSent.Cause.CARD_UNAVAILABLE);

  private final Database database;
  private final GroupCommit<NewIntent, Told> creations;
  private final GroupCommit<Move, Moved> moves;
  private final IntentsTable intents;
  private final TransactionsTable transactions;
  private final AttemptsTable attempts;
  private final EventsTable events;
  private final Ledger ledger;
  private final Charges charges;
  private final Merchants merchants;
  private final Milestones milestones;
  private final IntentJson json;
  private final Ids ids;
  private final Clock clock;

  Intents(
      Database database,
      GroupCommit<NewIntent, Told> creations,
      GroupCommit<Move, Moved> moves,
      IntentsTable intents,
      TransactionsTable transactions,
      AttemptsTable attempts,
      EventsTable events,
      Ledger ledger,
      Charges charges,
      Merchants merchants,
      Milestones milestones,
      IntentJson json,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.creations = creations;
    this.moves = moves;
    this.intents = intents;
    this.transactions = transactions;
    this.attempts = attempts;
    this.events = events;
    this.ledger = ledger;
    this.charges = charges;
    this.merchants = merchants;
    this.milestones = milestones;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
  }

  /** Makes an intent. Shape: what to tell, after the commit; or an error of the database. */
  Mono<Told> create(NewIntent wanted) {
    return patiently(() -> creations.submit(wanted));
  }

  /**
   * Has a network do something. Shape: what to tell when the outcome is committed, or is known to
   * be unknown; or an error of the database, after which the outcome is looked for all the same.
   *
   * @param before what else has to be done when it is begun, and before the network is asked; if it
   *     fails nothing is sent
   */
  Mono<Told> perform(
      IntentKey intent, Ask ask, Mono<Void> before, @Nullable Claim claim, Cause cause) {
    return patiently(() ->
            milestones
                .passed(ask.type(), Step.ASKED)
                .then(
                    Mono.defer(() ->
                        moves.submit(
                            new Move.Begin(
                                intent, ask, transactionId(claim), ids.next("att"), claim, cause))))
                .flatMap(moved -> carryOn(moved, before, cause))
                .map(this::told))
        // Who goes away does not leave a network's answer unheard.
        .cache();
  }

  /** Gives an intent up; what is held for it is given back. Shape: as {@link #perform}. */
  Mono<Told> cancel(IntentKey intent, @Nullable Claim claim, Cause cause) {
    return find(intent)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(found ->
            found.map(Intent::state).orElse(null) instanceof IntentState.Authorized
                ? perform(intent, new Ask.Void(true), Mono.empty(), claim, cause)
                : patiently(
                    () -> moves.submit(new Move.Cancel(intent, claim, cause)).map(this::told)));
  }

  /** Shape: the intent, or empty. */
  Mono<Intent> find(IntentKey key) {
    return database
        .read(session -> intents.one(session, key))
        .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
  }

  /** All that was done with an intent, in the order it was begun. */
  Mono<List<Transaction>> transactionsOf(IntentKey key) {
    return database.read(session -> transactions.of(session, List.of(key)));
  }

  /** All calls of networks for an intent, in the order they were made. */
  Mono<List<Attempt>> attemptsOf(IntentKey key) {
    return database.read(session -> attempts.of(session, List.of(key)));
  }

  /** What happened to an intent after an event, in order. */
  Mono<List<IntentEvent>> eventsOf(IntentKey key, int afterVersion, int afterLine, int most) {
    return database.read(session -> events.of(session, key, afterVersion, afterLine, most));
  }

  /** A page of a merchant's intents, the newest first. */
  Mono<List<Intent>> list(IntentFilter filter, int most) {
    return database.read(session -> intents.newest(session, filter, most));
  }

  /**
   * Takes attempts whose outcome is due to be looked for. Nobody else gets them before {@code
   * until}.
   */
  public Mono<List<Attempt>> takeDue(Instant until, int most) {
    return database.inTransaction(
        session -> attempts.takeDue(session, clock.instant(), until, most));
  }

  /** Has everything that is not known of a network looked for within some time. */
  public Mono<Long> pullForward(String network, Duration within) {
    return database.inTransaction(
        session -> attempts.pullForward(session, network, clock.instant(), within.toMillis()));
  }

  /** Has the attempt that a network knows by a number looked for now, if it is not known. */
  public Mono<Long> lookNow(String network, long reference) {
    return database.inTransaction(
        session -> attempts.lookNow(session, network, reference, clock.instant()));
  }

  /**
   * Sends a reversal again that was not acknowledged, and writes what comes of it. Completes after
   * the commit.
   */
  public Mono<Void> giveBackAgain(Attempt reversal) {
    IntentKey key = reversal.intent();
    return attemptsOf(key)
        .map(all -> IntentFile.original(all, TransactionType.VOID).orElseThrow())
        .flatMap(held ->
            charges.giveBack(
                reversal.network(),
                Reversal.full(reversal.reference(), key.merchantId(), held.original())))
        .flatMap(outcome -> settle(reversal, outcome));
  }

  /** Writes what became known of an attempt. Completes after the commit. */
  public Mono<Void> settle(Attempt attempt, Outcome outcome) {
    return settle(attempt, outcome, Cause.SYSTEM).then();
  }

  /**
   * Writes that a network does not know an attempt.
   *
   * @param takenBack whether it has acknowledged a reversal since
   */
  public Mono<Void> notFound(Attempt attempt, boolean takenBack) {
    return moves
        .submit(new Move.NotFound(attempt.intent(), attempt.id(), takenBack, Cause.SYSTEM))
        .then();
  }

  /** Writes that nobody tried again what never reached a network. */
  public Mono<Void> giveUp(Attempt attempt) {
    return moves.submit(new Move.GiveUp(attempt.intent(), attempt.id(), Cause.SYSTEM)).then();
  }

  /**
   * Makes money available that was taken long enough ago, of so many transactions at most. Shape:
   * of how many it did.
   */
  Mono<Integer> makeAvailable(int most) {
    return database.inTransaction(session ->
        transactions
            .takeAvailable(session, clock.instant(), most)
            .flatMap(taken -> {
              Bookings bookings = new Bookings();
              taken.forEach(bookings::available);
              return ledger.post(session, bookings.journals()).thenReturn(taken.size());
            }));
  }

  /** Gives back what was held too long, of so many intents at most. Shape: of how many it tried. */
  Mono<Long> expireHolds(int most) {
    return database
        .read(session -> intents.expired(session, clock.instant(), most))
        .flatMapMany(Flux::fromIterable)
        .flatMap(
            intent ->
                perform(intent.key(), new Ask.Void(false), Mono.empty(), null, Cause.SYSTEM)
                    .thenReturn(1L),
            AT_ONCE)
        .count();
  }

  private Mono<Moved> carryOn(Moved moved, Mono<Void> before, Cause cause) {
    if (!(moved instanceof Moved.Begun begun)) {
      return Mono.just(moved);
    }
    TransactionType type = begun.transaction().type();
    Mono<Boolean> prepared = before.thenReturn(true).onErrorReturn(false);
    return milestones
        .passed(type, Step.BEGUN)
        .then(prepared)
        .flatMap(ready -> ready ? call(begun, cause) : settle(begun.attempt(), NOTHING_SENT, cause))
        .flatMap(settled -> milestones.passed(type, Step.SETTLED).thenReturn(settled));
  }

  private Mono<Moved> call(Moved.Begun begun, Cause cause) {
    return ask(begun)
        .flatMap(outcome ->
            milestones.passed(begun.transaction().type(), Step.ANSWERED).thenReturn(outcome))
        .flatMap(outcome ->
            elsewhere(begun, outcome)
                .map(route -> goElsewhere(begun, route, cause))
                .orElseGet(() -> settle(begun.attempt(), outcome, cause)));
  }

  private Mono<Moved> goElsewhere(Moved.Begun begun, Route route, Cause cause) {
    Attempt attempt = begun.attempt();
    return moves
        .submit(new Move.GoElsewhere(attempt.intent(), attempt.id(), ids.next("att"), route, cause))
        .flatMap(moved -> carryOn(moved, Mono.empty(), cause));
  }

  private Optional<Route> elsewhere(Moved.Begun begun, Outcome outcome) {
    return outcome instanceof Outcome.NotSent never
            && never.mayGoElsewhere()
            && begun.route() != null
        ? charges.routeAfter(begun.route())
        : Optional.empty();
  }

  private Mono<Moved> settle(Attempt attempt, Outcome outcome, Cause cause) {
    IntentKey key = attempt.intent();
    return prices(key, attempt.amount().currency())
        .flatMap(
            prices -> moves.submit(new Move.Settle(key, attempt.id(), outcome, prices, cause)));
  }

  private Mono<PriceList> prices(IntentKey key, Currency currency) {
    return merchants
        .price(key.merchantId(), key.mode(), currency)
        .map(price -> new PriceList(currency, price.basisPoints(), price.fixedMinor()));
  }

  private Mono<Outcome> ask(Moved.Begun begun) {
    Attempt attempt = begun.attempt();
    String merchant = attempt.intent().merchantId();
    return switch (attempt.operation()) {
      case AUTHORIZATION -> charges.authorize(attempt.network(), authorization(begun));
      case PURCHASE -> charges.purchase(attempt.network(), authorization(begun));
      case CAPTURE ->
          charges.capture(
              attempt.network(),
              new Completion(
                  attempt.reference(),
                  merchant,
                  original(begun).original(),
                  original(begun).authorizationCode(),
                  attempt.amount()));
      case REVERSAL ->
          charges.giveBack(
              attempt.network(),
              Reversal.full(attempt.reference(), merchant, original(begun).original()));
      case REFUND ->
          charges.refund(
              attempt.network(),
              new RefundOrder(
                  attempt.reference(), merchant, original(begun).original(), attempt.amount()));
    };
  }

  private static Authorization authorization(Moved.Begun begun) {
    IntentKey key = begun.attempt().intent();
    CardSeen card = Objects.requireNonNull(begun.transaction().card());
    return new Authorization(
        begun.attempt().reference(),
        key.merchantId(),
        new CardToken(card.token(), key.merchantId(), key.mode()),
        begun.attempt().amount());
  }

  private static Attempt original(Moved.Begun begun) {
    return Objects.requireNonNull(begun.original());
  }

  private Told told(Moved moved) {
    return switch (moved) {
      case Moved.Refused refused -> new Told.Refused(refused.refusal());
      case Moved.CameBefore before -> told(before.claimed());
      case Moved.Done done -> told(done.intent(), done.transaction());
      case Moved.Unchanged same -> told(same.intent(), same.transaction());
      case Moved.Begun begun -> told(begun.intent(), begun.transaction());
    };
  }

  private Told told(Intent intent, @Nullable Transaction transaction) {
    if (transaction == null) {
      return new Told.Answer(json.canceled(intent), false);
    }
    return new Told.Answer(
        transaction.status().isFinal()
            ? json.finished(intent, transaction)
            : json.unknown(intent, transaction),
        false);
  }

  static Told told(Claimed claimed) {
    return switch (claimed) {
      case Claimed.Answered answered -> new Told.Answer(answered.answer(), true);
      case Claimed.Running running -> new Told.InUse();
      case Claimed.UsedOtherwise other -> new Told.KeyReused();
      case Claimed.Taken taken -> throw new IllegalStateException("taken and not worked");
    };
  }

  /** A twin of a request that is being worked waits a moment for its answer. */
  private static Mono<Told> patiently(Supplier<Mono<Told>> work) {
    return Mono.defer(work)
        .flatMap(
            told -> told instanceof Told.InUse ? Mono.error(new StillRunning()) : Mono.just(told))
        .retryWhen(TWIN_WAITS)
        .onErrorResume(Exceptions::isRetryExhausted, late -> Mono.just(new Told.InUse()));
  }

  private String transactionId(@Nullable Claim claim) {
    return claim == null ? ids.next("txn") : claim.holder();
  }

  private static final class StillRunning extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StillRunning() {
      super(null, null, false, false);
    }
  }
}

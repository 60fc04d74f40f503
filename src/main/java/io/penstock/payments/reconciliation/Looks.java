package io.penstock.payments.reconciliation;

import io.penstock.payments.charges.Charges;
import io.penstock.payments.intents.Attempt;
import io.penstock.payments.intents.AttemptState;
import io.penstock.payments.intents.Intents;
import io.penstock.payments.intents.LookSchedule;
import io.penstock.payments.networks.Inquiry;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.reconciliation.LookOccurrence.AnsweredLate;
import io.penstock.payments.reconciliation.LookOccurrence.LookFailed;
import io.penstock.payments.reconciliation.LookOccurrence.OutcomeFound;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks for the outcomes of attempts that are due. */
final class Looks {

  /** At once; a network has limits of its own. */
  private static final int CONCURRENCY = 32;

  private static final int MOST_AT_ONCE = 200;

  /** Longer than any look takes: then another process may take it. */
  private static final Duration TAKEN_FOR = Duration.ofSeconds(60);

  /** A network that is back is not asked everything at once. */
  private static final Duration SPREAD = Duration.ofSeconds(5);

  private final Intents intents;
  private final Charges charges;
  private final Telemetry telemetry;
  private final Clock clock;

  Looks(Intents intents, Charges charges, Telemetry telemetry, Clock clock) {
    this.intents = intents;
    this.charges = charges;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /** Looks for all that is due now. Shape: how many attempts that were. */
  Mono<Long> once() {
    return intents
        .takeDue(clock.instant().plus(TAKEN_FOR), MOST_AT_ONCE)
        .flatMapMany(Flux::fromIterable)
        .flatMap(attempt -> look(attempt).thenReturn(1L), CONCURRENCY)
        .count();
  }

  /**
   * Has what is not known of networks looked for as soon as they can be asked, and what they answer
   * late at once. Shape: endless, without values.
   */
  Mono<Void> hurried() {
    Flux<Long> back =
        charges
            .recoveries()
            // What is told meanwhile is told again by the next recovery, or found when it is due.
            .onBackpressureDrop()
            .concatMap(recovery ->
                quietly(recovery.network(), intents.pullForward(recovery.network(), SPREAD)));
    Flux<Long> late =
        charges
            .lateAnswers()
            .doOnNext(answer ->
                telemetry.report(
                    new AnsweredLate(
                        answer.network(), answer.kind().code(), answer.outcome().code())))
            .concatMap(answer ->
                quietly(answer.network(), intents.lookNow(answer.network(), answer.number())));
    return Flux.merge(back, late).then();
  }

  private <T> Mono<T> quietly(String network, Mono<T> work) {
    return work.onErrorResume(error ->
        Mono.fromRunnable(
            () -> telemetry.report(new LookFailed(network, error.getClass().getSimpleName()))));
  }

  /** One that fails is due again later, and holds up no other. */
  private Mono<Void> look(Attempt attempt) {
    return quietly(attempt.network(), Mono.defer(() -> found(attempt)));
  }

  private Mono<Void> found(Attempt attempt) {
    if (attempt.state() == AttemptState.NOT_REACHED) {
      return intents.giveUp(attempt);
    }
    // A reversal may be sent until it is acknowledged; there is nothing to ask about.
    return attempt.operation() == Operation.REVERSAL
        ? intents.giveBackAgain(attempt)
        : inquire(attempt);
  }

  private Mono<Void> inquire(Attempt attempt) {
    return charges
        .inquire(attempt.network(), attempt.intent().merchantId(), attempt.original())
        .flatMap(answer ->
            switch (answer) {
              case Inquiry.Found found -> settle(attempt, found.outcome());
              case Inquiry.NotFound unknown -> notFound(attempt);
              case Inquiry.Unreachable away -> settle(attempt, unknown());
            });
  }

  private Mono<Void> notFound(Attempt attempt) {
    Instant since = attempt.notFoundSince();
    boolean forGood =
        since != null && !clock.instant().isBefore(since.plus(LookSchedule.UNKNOWN_FOR_GOOD));
    return (forGood
            ? charges.takeBack(attempt.network(), attempt.intent().merchantId(), attempt.original())
            : Mono.just(false))
        .flatMap(takenBack -> intents.notFound(attempt, takenBack));
  }

  private Mono<Void> settle(Attempt attempt, Outcome outcome) {
    if (!(outcome instanceof Outcome.Unknown)) {
      telemetry.report(
          new OutcomeFound(
              attempt.network(),
              outcome.code(),
              Duration.between(attempt.deadline(), clock.instant())));
    }
    return intents.settle(attempt, outcome);
  }

  private static Outcome unknown() {
    return new Outcome.Unknown(Outcome.Unknown.Cause.TIMEOUT);
  }
}

package io.penstock.payments.networks;

import io.penstock.payments.networks.NetworkOccurrence.Defect;
import io.penstock.payments.networks.Outcome.NotSent;
import io.penstock.payments.networks.Outcome.Unknown;
import io.penstock.platform.resilience.AttemptTimeoutException;
import io.penstock.platform.resilience.BreakerOpenException;
import io.penstock.platform.resilience.DeadlineExceededException;
import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.OverloadedException;
import io.penstock.platform.resilience.Repeat;
import io.penstock.platform.telemetry.Telemetry;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * What every adapter's calls go through: the guard around the network, and the one place that
 * decides between {@link Unknown} and {@link NotSent}.
 */
public final class GuardedCalls {

  private static final String INQUIRY = "inquiry";

  private final String network;
  private final Guard guard;
  private final NetworkMeters meters;
  private final Telemetry telemetry;

  public GuardedCalls(String network, Guard guard, NetworkMeters meters, Telemetry telemetry) {
    this.network = network;
    this.guard = guard;
    this.meters = meters;
    this.telemetry = telemetry;
  }

  /**
   * One order, when subscribed.
   *
   * @param repeat {@link Repeat#UNSENT}, or {@link Repeat#SAFE} for what a network takes any number
   *     of times
   * @param send one try: leaves by the {@link Departure}, then brings the answer; fails with a
   *     {@link CallException} where there is none
   */
  public Mono<Outcome> order(
      Operation operation, Repeat repeat, Function<Departure, Mono<Outcome>> send) {
    return measured(
        operation.code(),
        outcome -> outcome.code(),
        departure ->
            guard
                .call(repeat, () -> send.apply(departure))
                .onErrorResume(error -> ending(operation.code(), departure, error)));
  }

  /** One inquiry, when subscribed; sent at most once. */
  public Mono<Inquiry> inquiry(Function<Departure, Mono<Inquiry>> send) {
    return measured(
        INQUIRY,
        inquiry -> inquiry.code(),
        departure ->
            guard
                .call(Repeat.UNSENT, () -> send.apply(departure))
                .onErrorResume(error ->
                    ending(INQUIRY, departure, error).thenReturn(new Inquiry.Unreachable())));
  }

  /**
   * What a try ends with inside the guard: an outcome in doubt is an error there, so that the
   * breaker counts it.
   */
  public static Mono<Outcome> counted(Outcome outcome) {
    return outcome instanceof Unknown(Unknown.Cause cause) && cause != Unknown.Cause.DUPLICATE
        ? Mono.error(new CallException.Lost(cause))
        : Mono.just(outcome);
  }

  private <T> Mono<T> measured(
      String operation, Function<T, String> code, Function<Departure, Mono<T>> call) {
    return Mono.defer(() -> {
      long begin = meters.begin();
      Departure departure = new Departure();
      return call.apply(departure)
          .doOnNext(end -> meters.ended(operation, code.apply(end), begin))
          .doOnCancel(departure::giveUp)
          .doFinally(signal -> meters.left());
    });
  }

  private Mono<Outcome> ending(String operation, Departure departure, Throwable error) {
    boolean neverLeft = departure.giveUp();
    return switch (error) {
      case CallException.Lost lost -> Mono.just(lost.outcome());
      case CallException refused when neverLeft -> Mono.just(refused.outcome());
      case BreakerOpenException open when neverLeft -> notSent(NotSent.Cause.BREAKER_OPEN);
      case OverloadedException full when neverLeft -> notSent(NotSent.Cause.OVERLOADED);
      case AttemptTimeoutException late when neverLeft -> notSent(NotSent.Cause.TIMEOUT);
      case DeadlineExceededException late when neverLeft -> notSent(NotSent.Cause.TIMEOUT);
      case AttemptTimeoutException late -> unknown(Unknown.Cause.TIMEOUT);
      case DeadlineExceededException late -> unknown(Unknown.Cause.TIMEOUT);
      // It left once; only its repetition was refused.
      case CallException refused -> unknown(Unknown.Cause.CONNECTION_LOST);
      case BreakerOpenException open -> unknown(Unknown.Cause.CONNECTION_LOST);
      case OverloadedException full -> unknown(Unknown.Cause.CONNECTION_LOST);
      default -> {
        telemetry.report(new Defect(network, operation, error.getClass().getSimpleName()));
        yield neverLeft ? Mono.error(error) : unknown(Unknown.Cause.UNCLEAR_ANSWER);
      }
    };
  }

  private static Mono<Outcome> notSent(NotSent.Cause cause) {
    return Mono.just(new NotSent(cause));
  }

  private static Mono<Outcome> unknown(Unknown.Cause cause) {
    return Mono.just(new Unknown(cause));
  }
}

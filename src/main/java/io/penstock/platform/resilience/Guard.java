package io.penstock.platform.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.penstock.platform.resilience.ResilienceOccurrence.CallRefused;
import io.penstock.platform.resilience.ResilienceOccurrence.CallRepeated;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Stands before one partner, such as an exchange's REST API. Made by {@link Guards}; shared by all
 * callers of it.
 */
public final class Guard {

  private final GuardSettings settings;
  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;
  private final Clock clock;
  private final RandomGenerator random;
  private final Telemetry telemetry;
  private volatile Instant opened = Instant.MIN;

  Guard(
      GuardSettings settings,
      CircuitBreaker breaker,
      Bulkhead bulkhead,
      Clock clock,
      RandomGenerator random,
      Telemetry telemetry) {
    this.settings = settings;
    this.breaker = breaker;
    this.bulkhead = bulkhead;
    this.clock = clock;
    this.random = random;
    this.telemetry = telemetry;
    breaker
        .getEventPublisher()
        .onStateTransition(turn -> {
          if (turn.getStateTransition().getToState() == State.OPEN) {
            opened = clock.instant();
          }
        });
  }

  /** Of the partner: {@code coinbase-rest}. */
  public String name() {
    return breaker.getName();
  }

  /** No call takes longer, its tries and pauses together. */
  public Duration deadline() {
    return settings.deadline();
  }

  /**
   * Whether a call would be refused now because the last ones failed. False once the breaker would
   * let a trial through, so that whoever has a choice comes back.
   */
  public boolean isOpen() {
    return breaker.getState() == State.OPEN
        && clock.instant().isBefore(opened.plus(settings.breaker().open()));
  }

  /**
   * @param action run each time that the breaker closes, on the thread of the try that closed it;
   *     must not wait
   */
  public void whenClosed(Runnable action) {
    breaker
        .getEventPublisher()
        .onStateTransition(turn -> {
          if (turn.getStateTransition().getToState() == State.CLOSED) {
            action.run();
          }
        });
  }

  /**
   * Calls when subscribed, once for each try.
   *
   * <p>Shape: the call's value, or empty, or its last error; {@link AttemptTimeoutException} where
   * a try had no answer. The guard's own refusals, {@link BreakerOpenException} and {@link
   * OverloadedException}, come at once and are not tried again here; {@link
   * DeadlineExceededException} ends everything. Cancel ends the try in hand and the pauses.
   *
   * @param repeat {@link Repeat#SAFE} tries again where the error passes by itself, {@link
   *     Repeat#UNSENT} where it says that nothing was sent
   * @param call makes a new call each time it is asked
   */
  public <T> Mono<T> call(Repeat repeat, Supplier<Mono<T>> call) {
    return Mono.defer(call)
        .timeout(
            settings.attemptTimeout(),
            Mono.error(() -> new AttemptTimeoutException(name(), settings.attemptTimeout())))
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .transformDeferred(BulkheadOperator.of(bulkhead))
        .onErrorMap(CallNotPermittedException.class, refused -> new BreakerOpenException(name()))
        .onErrorMap(
            BulkheadFullException.class,
            refused -> new OverloadedException(name(), settings.concurrency()))
        .retryWhen(Retry.from(failures -> failures.concatMap(failure -> pause(repeat, failure))))
        .timeout(
            settings.deadline(),
            Mono.error(() -> new DeadlineExceededException(name(), settings.deadline())))
        .doOnError(
            GuardException.class,
            refusal -> telemetry.report(new CallRefused(name(), refusal.code())));
  }

  /** A value when it is time for the next try, or the error if there is none. */
  private Mono<Long> pause(Repeat repeat, Retry.RetrySignal failure) {
    int tried = Math.toIntExact(failure.totalRetries() + 1);
    Throwable cause = failure.failure();
    if (tried >= settings.tries() || !isWorthAnotherTry(repeat, cause)) {
      return Mono.error(cause);
    }
    Duration pause = settings.backoff().pause(tried, random);
    telemetry.report(
        new CallRepeated(name(), tried, pause.toMillis(), cause.getClass().getSimpleName()));
    return Mono.delay(pause);
  }

  private static boolean isWorthAnotherTry(Repeat repeat, Throwable cause) {
    boolean refusedByUs =
        cause instanceof BreakerOpenException || cause instanceof OverloadedException;
    return switch (repeat) {
      case SAFE -> !refusedByUs && RetryClass.of(cause) == RetryClass.PASSES;
      case UNSENT -> cause instanceof Unsent;
      case NEVER -> false;
    };
  }
}

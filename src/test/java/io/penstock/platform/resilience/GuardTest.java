package io.penstock.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.platform.resilience.ResilienceProperties.Given;
import io.penstock.platform.resilience.ResilienceProperties.GivenBreaker;
import io.penstock.platform.telemetry.Telemetry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class GuardTest {

  private static final Duration ATTEMPT = Duration.ofSeconds(2);
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration OPEN = Duration.ofSeconds(10);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger calls = new AtomicInteger();

  // Three tries; the breaker opens when 2 of the last 4 failed; one call at a time.
  private final Given given =
      new Given(
          DEADLINE,
          ATTEMPT,
          3,
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          1,
          new GivenBreaker(4, 4, 50, OPEN, 2));

  private final Guard guard =
      new Guards(
              new ResilienceProperties(Map.of("partner", given)),
              new VirtualClock(),
              new SplittableRandom(1),
              new Telemetry(meters))
          .named("partner");

  @Test
  void passesOnTheValue() {
    StepVerifier.create(guard.call(Repeat.SAFE, counted(Mono.just("answer"))))
        .expectNext("answer")
        .verifyComplete();
    assertThat(calls).hasValue(1);
  }

  @Test
  void passesOnThatThereIsNone() {
    StepVerifier.create(guard.call(Repeat.SAFE, counted(Mono.empty()))).verifyComplete();
    assertThat(calls).hasValue(1);
  }

  @Test
  void doesNothingUntilSubscribed() {
    guard.call(Repeat.SAFE, counted(Mono.just("answer")));
    assertThat(calls).hasValue(0);
  }

  @Test
  void passesOnAnErrorThatStaysAfterOneTry() {
    StepVerifier.create(
            guard.call(
                Repeat.SAFE, counted(Mono.error(new IllegalArgumentException("no such product")))))
        .verifyErrorMessage("no such product");
    assertThat(calls).hasValue(1);
  }

  @Test
  void triesAgainWhereTheErrorPasses() {
    StepVerifier.withVirtualTime(() -> guard.call(Repeat.SAFE, () -> failing(2, "answer")))
        .thenAwait(Duration.ofMillis(300))
        .expectNext("answer")
        .verifyComplete();
    assertThat(calls).hasValue(3);
    assertThat(meters.counter("penstock.resilience.repeats", "guard", "partner").count())
        .isEqualTo(2);
  }

  @Test
  void givesUpWithTheLastErrorAfterAllTries() {
    StepVerifier.withVirtualTime(() -> guard.call(Repeat.SAFE, () -> failing(99, "never")))
        .thenAwait(Duration.ofMillis(300))
        .verifyErrorMessage("failure 3");
    assertThat(calls).hasValue(3);
  }

  @Test
  void neverRepeatsWhatIsNotSafeToRepeat() {
    StepVerifier.create(guard.call(Repeat.NEVER, () -> failing(1, "never")))
        .verifyErrorMessage("failure 1");
    assertThat(calls).hasValue(1);
  }

  @Test
  void triesAgainWhatWasNotSent() {
    AtomicInteger tries = new AtomicInteger();
    StepVerifier.withVirtualTime(() ->
            guard.call(
                Repeat.UNSENT,
                () ->
                    tries.incrementAndGet() < 3
                        ? Mono.error(new NothingLeft())
                        : Mono.just("answer")))
        .thenAwait(Duration.ofMillis(300))
        .expectNext("answer")
        .verifyComplete();
    assertThat(tries).hasValue(3);
  }

  @Test
  void neverRepeatsWhatMayHaveBeenSent() {
    StepVerifier.create(guard.call(Repeat.UNSENT, () -> failing(1, "never")))
        .verifyErrorMessage("failure 1");
    assertThat(calls).hasValue(1);
  }

  @Test
  void endsATryWithoutAnswerAndCancelsIt() {
    TestPublisher<String> silent = TestPublisher.create();
    StepVerifier.withVirtualTime(() -> guard.call(Repeat.NEVER, silent::mono))
        .expectSubscription()
        .expectNoEvent(ATTEMPT.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .verifyErrorSatisfies(
            error -> assertGuardError(error, AttemptTimeoutException.class, "attempt_timeout"));
    silent.assertWasCancelled();
  }

  @Test
  void deadlineCoversAllTries() {
    StepVerifier.withVirtualTime(() -> guard.call(Repeat.SAFE, counted(Mono.never())))
        .expectSubscription()
        .expectNoEvent(DEADLINE.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .verifyErrorSatisfies(
            error -> assertGuardError(error, DeadlineExceededException.class, "deadline_exceeded"));
    assertThat(calls).as("tries of 2 s within 5 s").hasValue(3);
    assertThat(
            meters
                .counter(
                    "penstock.resilience.refusals", "guard", "partner", "code", "deadline_exceeded")
                .count())
        .isEqualTo(1);
  }

  @Test
  void refusesMoreThanItsConcurrencyAtOnceAndFreesThePlaceAfterwards() {
    TestPublisher<String> first = TestPublisher.create();
    StepVerifier firstCall =
        StepVerifier.create(guard.call(Repeat.SAFE, first::mono))
            .expectNext("first")
            .expectComplete()
            .verifyLater();
    StepVerifier.create(guard.call(Repeat.SAFE, counted(Mono.just("second"))))
        .verifyErrorSatisfies(
            error -> assertGuardError(error, OverloadedException.class, "overloaded"));
    assertThat(calls).as("neither tried nor tried again").hasValue(0);
    first.emit("first");
    firstCall.verify();
    StepVerifier.create(guard.call(Repeat.SAFE, counted(Mono.just("third"))))
        .expectNext("third")
        .verifyComplete();
  }

  @Test
  void cancelEndsTheTryAndFreesItsPlace() {
    TestPublisher<String> silent = TestPublisher.create();
    StepVerifier.create(guard.call(Repeat.SAFE, silent::mono))
        .then(silent::assertWasSubscribed)
        .thenCancel()
        .verify();
    silent.assertWasCancelled();
    StepVerifier.create(guard.call(Repeat.SAFE, counted(Mono.just("next"))))
        .expectNext("next")
        .verifyComplete();
  }

  @Test
  void cancelEndsAPause() {
    VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    try {
      Disposable call = guard.call(Repeat.SAFE, () -> failing(99, "never")).subscribe();
      assertThat(calls).hasValue(1);
      call.dispose();
      time.advanceTimeBy(DEADLINE);
      assertThat(calls).hasValue(1);
    } finally {
      VirtualTimeScheduler.reset();
    }
  }

  @Test
  void breakerOpensLetsTrialsThroughAndCloses() {
    StepVerifier.withVirtualTime(() ->
            fail(4)
                .then(refusedByBreaker())
                .then(Mono.delay(OPEN.minusMillis(1)))
                .then(refusedByBreaker())
                .then(Mono.delay(Duration.ofMillis(2)))
                .then(succeed(2))
                .thenReturn("closed"))
        .thenAwait(OPEN.plusMillis(2))
        .expectNext("closed")
        .verifyComplete();
    assertThat(turns("OPEN")).isEqualTo(1);
    assertThat(turns("HALF_OPEN")).isEqualTo(1);
    assertThat(turns("CLOSED")).isEqualTo(1);
  }

  @Test
  void tellsThatItIsOpenUntilATrialIsDueAndThatItCloses() {
    AtomicInteger closed = new AtomicInteger();
    guard.whenClosed(closed::incrementAndGet);
    StepVerifier.withVirtualTime(() ->
            isOpen()
                .concatWith(fail(4).then(Mono.empty()))
                .concatWith(isOpen())
                .concatWith(Mono.delay(OPEN.minusMillis(1)).then(Mono.empty()))
                .concatWith(isOpen())
                .concatWith(Mono.delay(Duration.ofMillis(1)).then(Mono.empty()))
                .concatWith(isOpen())
                .concatWith(Mono.delay(Duration.ofMillis(1)).then(succeed(2)).then(Mono.empty()))
                .concatWith(isOpen()))
        .thenAwait(OPEN.plusMillis(2))
        .expectNext(false, true, true, false, false)
        .verifyComplete();
    assertThat(closed).hasValue(1);
  }

  private Flux<Boolean> isOpen() {
    return Mono.fromSupplier(guard::isOpen).flux();
  }

  @Test
  void breakerOpensAgainWhenTrialsFail() {
    StepVerifier.withVirtualTime(() ->
            fail(4)
                .then(Mono.delay(OPEN.plusMillis(1)))
                .then(fail(2))
                .then(refusedByBreaker())
                .thenReturn("open"))
        .thenAwait(OPEN.plusMillis(2))
        .expectNext("open")
        .verifyComplete();
    assertThat(turns("OPEN")).isEqualTo(2);
    assertThat(turns("CLOSED")).isZero();
  }

  @Test
  void properRefusalsOpenNoBreaker() {
    Mono<String> refused =
        guard
            .<String>call(Repeat.NEVER, () -> Mono.error(new IllegalArgumentException("refused")))
            .onErrorResume(IllegalArgumentException.class, error -> Mono.empty());
    StepVerifier.create(refused.repeat(20)).verifyComplete();
    assertThat(turns("OPEN")).isZero();
  }

  @Test
  void openBreakerRefusesAtOnceEvenWhatMayBeRepeated() {
    StepVerifier.create(fail(4).then(guard.call(Repeat.SAFE, counted(Mono.just("answer")))))
        .verifyErrorSatisfies(
            error -> assertGuardError(error, BreakerOpenException.class, "breaker_open"));
    assertThat(calls).hasValue(4);
  }

  /** So many calls that fail in a way that passes. */
  private Mono<Void> fail(int times) {
    return guard
        .call(Repeat.NEVER, () -> failing(Integer.MAX_VALUE, "never"))
        .onErrorResume(IOException.class, error -> Mono.empty())
        .repeat(times - 1L)
        .then();
  }

  private Mono<Void> succeed(int times) {
    return guard.call(Repeat.NEVER, () -> Mono.just("answer")).repeat(times - 1L).then();
  }

  /** Fails unless the breaker refuses. */
  private Mono<Void> refusedByBreaker() {
    return guard
        .call(Repeat.NEVER, () -> Mono.just("answer"))
        .flatMap(answer -> Mono.error(new AssertionError("the breaker let a call through")))
        .onErrorResume(BreakerOpenException.class, refused -> Mono.empty())
        .then();
  }

  private Mono<String> failing(int times, String answer) {
    int call = calls.incrementAndGet();
    return call <= times ? Mono.error(new IOException("failure " + call)) : Mono.just(answer);
  }

  private <T> Supplier<Mono<T>> counted(Mono<T> answer) {
    return () -> {
      calls.incrementAndGet();
      return answer;
    };
  }

  private double turns(String to) {
    return meters
        .counter("penstock.resilience.breaker.turns", "guard", "partner", "to", to)
        .count();
  }

  private static void assertGuardError(
      Throwable error, Class<? extends GuardException> type, String code) {
    assertThat(error).isExactlyInstanceOf(type);
    GuardException refusal = (GuardException) error;
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.guard()).isEqualTo("partner");
    assertThat(refusal.retryClass()).isEqualTo(RetryClass.PASSES);
  }

  private static final class NothingLeft extends IOException implements Unsent {

    private static final long serialVersionUID = 1L;
  }

  /** The time of the virtual scheduler where there is one, else the epoch. */
  private static final class VirtualClock extends Clock {

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return VirtualTimeScheduler.isFactoryEnabled()
          ? Instant.ofEpochMilli(VirtualTimeScheduler.get().now(TimeUnit.MILLISECONDS))
          : Instant.EPOCH;
    }
  }
}

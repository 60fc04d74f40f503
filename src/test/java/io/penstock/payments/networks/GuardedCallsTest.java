package io.penstock.payments.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.payments.networks.Outcome.Approved;
import io.penstock.payments.networks.Outcome.NotSent;
import io.penstock.payments.networks.Outcome.Unknown;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.Repeat;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.resilience.ResilienceProperties.Given;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Between "unknown" and "not sent". */
class GuardedCallsTest {

  private static final Duration ATTEMPT = Duration.ofSeconds(4);
  private static final Outcome APPROVED = new Approved("1", "2", Money.of(3, "USD"));

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Telemetry telemetry = new Telemetry(meters);
  private final AtomicInteger tries = new AtomicInteger();

  private final Given given =
      new Given(
          Duration.ofSeconds(10),
          ATTEMPT,
          3,
          Duration.ofMillis(50),
          Duration.ofMillis(500),
          10,
          null);

  private final GuardedCalls calls =
      new GuardedCalls(
          "test",
          new Guards(
                  new ResilienceProperties(Map.of("network-test", given)),
                  Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                  new SplittableRandom(1),
                  telemetry)
              .named("network-test"),
          new NetworkMeters("test", meters, () -> 0, () -> 0),
          telemetry);

  @Test
  void answerIsTheOutcome() {
    expect(left(Mono.just(APPROVED)), APPROVED);
    assertThat(tries).hasValue(1);
  }

  @Test
  void whatLeftAndIsNotAnsweredInTimeIsUnknown() {
    expect(left(Mono.never()), new Unknown(Unknown.Cause.TIMEOUT));
    assertThat(tries).hasValue(1);
  }

  @Test
  void whatDidNotLeaveInTimeNeverWill() {
    Departure[] kept = new Departure[1];
    expect(
        departure -> {
          kept[0] = departure;
          return Mono.never();
        },
        new NotSent(NotSent.Cause.TIMEOUT));
    assertThat(kept[0].leave()).isFalse();
    assertThat(kept[0].hasLeft()).isFalse();
  }

  @Test
  void whatLeftIsNeverTriedAgain() {
    expect(
        left(Mono.error(new CallException.Lost(Unknown.Cause.CONNECTION_LOST))),
        new Unknown(Unknown.Cause.CONNECTION_LOST));
    assertThat(tries).hasValue(1);
  }

  @Test
  void whatFoundItsLineGoneIsTriedAgain() {
    expect(
        departure ->
            tries.incrementAndGet() < 3
                ? Mono.error(new CallException.LineGone())
                : Mono.just(APPROVED),
        APPROVED);
    assertThat(tries).hasValue(3);
  }

  @Test
  void withoutALineNobodyWaits() {
    StepVerifier.create(
            call(departure -> {
              tries.incrementAndGet();
              return Mono.error(new CallException.NoLine());
            }))
        .expectNext(new NotSent(NotSent.Cause.NO_LINE))
        .verifyComplete();
    assertThat(tries).hasValue(1);
  }

  @Test
  void defectBeforeDepartureIsAnError() {
    StepVerifier.create(call(departure -> Mono.error(new IllegalStateException("a defect"))))
        .verifyErrorMessage("a defect");
    assertThat(defects()).isEqualTo(1);
  }

  @Test
  void defectAfterDepartureIsUnknownAndAnAlert() {
    StepVerifier.create(call(left(Mono.error(new IllegalStateException("a defect")))))
        .expectNext(new Unknown(Unknown.Cause.UNCLEAR_ANSWER))
        .verifyComplete();
    assertThat(defects()).isEqualTo(1);
  }

  @Test
  void repetitionThatIsRefusedLeavesItUnknown() {
    StepVerifier.withVirtualTime(() ->
            calls.order(
                Operation.REVERSAL,
                Repeat.SAFE,
                departure -> {
                  departure.leave();
                  return tries.incrementAndGet() == 1
                      ? Mono.error(new CallException.Lost(Unknown.Cause.CONNECTION_LOST))
                      : Mono.error(new CallException.NoLine());
                }))
        .thenAwait(Duration.ofSeconds(2))
        .expectNext(new Unknown(Unknown.Cause.CONNECTION_LOST))
        .verifyComplete();
    assertThat(tries).hasValue(3);
  }

  @Test
  void inquiryWithoutAnAnswerTellsNothing() {
    StepVerifier.withVirtualTime(() ->
            calls.inquiry(departure -> {
              departure.leave();
              return Mono.never();
            }))
        .thenAwait(ATTEMPT)
        .expectNext(new Inquiry.Unreachable())
        .verifyComplete();
  }

  @Test
  void departureIsOneOfTwo() {
    Departure leaves = new Departure();
    assertThat(leaves.leave()).isTrue();
    assertThat(leaves.giveUp()).isFalse();
    assertThat(leaves.leave()).as("its repetition").isTrue();
    Departure stays = new Departure();
    assertThat(stays.giveUp()).isTrue();
    assertThat(stays.giveUp()).isTrue();
    assertThat(stays.leave()).isFalse();
  }

  private Function<Departure, Mono<Outcome>> left(Mono<Outcome> answer) {
    return departure -> {
      tries.incrementAndGet();
      departure.leave();
      return answer;
    };
  }

  private void expect(Function<Departure, Mono<Outcome>> send, Outcome outcome) {
    StepVerifier.withVirtualTime(() -> call(send))
        .thenAwait(ATTEMPT)
        .expectNext(outcome)
        .verifyComplete();
  }

  private Mono<Outcome> call(Function<Departure, Mono<Outcome>> send) {
    return calls.order(Operation.PURCHASE, Repeat.UNSENT, send);
  }

  private double defects() {
    return meters
        .counter("penstock.networks.defects", "network", "test", "operation", "purchase")
        .count();
  }
}

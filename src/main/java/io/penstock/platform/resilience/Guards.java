package io.penstock.platform.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.penstock.platform.resilience.ResilienceOccurrence.BreakerTurned;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * All guards of this process, one for each partner. Their breakers and bulkheads show as metrics.
 */
public final class Guards {

  private final ResilienceProperties properties;
  private final Clock clock;
  private final RandomGenerator random;
  private final Telemetry telemetry;
  private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
  private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
  private final Map<String, Guard> guards = new ConcurrentHashMap<>();

  /**
   * @param clock by which open breakers let the next tries through
   * @param random of the jitter; used by many threads at once
   */
  public Guards(
      ResilienceProperties properties, Clock clock, RandomGenerator random, Telemetry telemetry) {
    this.properties = properties;
    this.clock = clock;
    this.random = random;
    this.telemetry = telemetry;
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(telemetry.meters());
    TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(telemetry.meters());
  }

  /**
   * The guard of a partner, the same one for every caller.
   *
   * @param name in kebab case, as in {@code penstock.resilience.<name>.*}: {@code coinbase-rest}
   * @throws IllegalArgumentException when its settings contradict each other
   */
  public Guard named(String name) {
    return guards.computeIfAbsent(name, this::guard);
  }

  private Guard guard(String name) {
    GuardSettings settings = properties.of(name);
    return new Guard(
        settings,
        breaker(name, settings.breaker()),
        bulkhead(name, settings),
        clock,
        random,
        telemetry);
  }

  private CircuitBreaker breaker(String name, GuardSettings.Breaker settings) {
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            // Lock-free, because it counts on event loops.
            .slidingWindow(
                settings.window(),
                settings.minimum(),
                SlidingWindowType.COUNT_BASED,
                SlidingWindowSynchronizationStrategy.LOCK_FREE)
            .failureRateThreshold(settings.failurePercent())
            .waitDurationInOpenState(settings.open())
            .permittedNumberOfCallsInHalfOpenState(settings.trials())
            .recordException(error -> RetryClass.of(error) == RetryClass.PASSES)
            .clock(clock)
            .build();
    CircuitBreaker breaker = breakers.circuitBreaker(name, config);
    breaker
        .getEventPublisher()
        .onStateTransition(event ->
            telemetry.report(
                new BreakerTurned(
                    name,
                    event.getStateTransition().getFromState().name(),
                    event.getStateTransition().getToState().name())));
    return breaker;
  }

  private Bulkhead bulkhead(String name, GuardSettings settings) {
    // Never waits for a place: waiting would block an event loop.
    return bulkheads.bulkhead(
        name,
        BulkheadConfig.custom()
            .maxConcurrentCalls(settings.concurrency())
            .maxWaitDuration(Duration.ZERO)
            .build());
  }
}

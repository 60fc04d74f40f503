package io.penstock.platform.telemetry;

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

/**
 * Whether something that this process depends on answers, as readiness tells it; liveness never
 * asks. The name of the bean is the name of the thing: {@code kafkaHealthIndicator} is {@code
 * kafka}.
 */
public final class DependencyHealth implements ReactiveHealthIndicator {

  /** Something is missing, and the rest works: no reason to take the process out of service. */
  public static final Status DEGRADED = new Status("DEGRADED");

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final String SILENT = "no answer within " + ANSWER_WITHIN.toSeconds() + " s";

  private final Status without;
  private final Supplier<? extends Mono<?>> check;

  private DependencyHealth(Status without, Supplier<? extends Mono<?>> check) {
    this.without = without;
    this.check = check;
  }

  /**
   * Without it the process is of no use.
   *
   * @param check ends without an error when it answers; cancelled after 2 s
   */
  public static DependencyHealth needed(Supplier<? extends Mono<?>> check) {
    return new DependencyHealth(Status.DOWN, check);
  }

  /** As {@link #needed}, but without it the process still serves what it can. */
  public static DependencyHealth useful(Supplier<? extends Mono<?>> check) {
    return new DependencyHealth(DEGRADED, check);
  }

  /** One answer, within 2 s, never an error. */
  @Override
  public Mono<Health> health() {
    return Mono.defer(check)
        .then()
        .timeout(ANSWER_WITHIN, Mono.error(() -> new IllegalStateException(SILENT)))
        .then(Mono.fromSupplier(() -> Health.up().build()))
        .onErrorResume(problem ->
            Mono.just(Health.status(without).withDetail("problem", sentence(problem)).build()));
  }

  /** The innermost cause says it best; many have no message. */
  private static String sentence(Throwable problem) {
    Throwable innermost = problem;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost.getMessage() == null
        ? innermost.getClass().getSimpleName()
        : innermost.getMessage();
  }
}

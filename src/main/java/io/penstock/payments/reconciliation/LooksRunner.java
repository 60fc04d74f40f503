package io.penstock.payments.reconciliation;

import io.penstock.payments.reconciliation.LookOccurrence.QueueUnreadable;
import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.StreamRunner;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks for what is due, from start to stop. */
final class LooksRunner extends StreamRunner {

  /** Behind the writers of what is found. */
  private static final int PHASE = 150;

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

  private final Looks looks;
  private final Telemetry telemetry;

  LooksRunner(Looks looks, Telemetry telemetry) {
    super(PHASE);
    this.looks = looks;
    this.telemetry = telemetry;
  }

  @Override
  protected Flux<Void> stream() {
    return Flux.merge(queue(), looks.hurried());
  }

  private Mono<Void> queue() {
    return Mono.defer(looks::once)
        .repeatWhen(done -> done.concatMap(found -> Mono.delay(PAUSE)))
        .doOnError(error -> telemetry.report(new QueueUnreadable(error.getClass().getSimpleName())))
        .retryWhen(PAUSES.forever())
        .then();
  }
}

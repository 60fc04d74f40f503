package io.penstock.payments.merchants;

import io.penstock.payments.merchants.MerchantsOccurrence.SweepFailed;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connects to Redis before the first request does, and deletes nonces that are over, once a minute.
 */
final class MerchantsRunner implements SmartLifecycle {

  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final RequestsCache cache;
  private final NonceTable table;
  private final Clock clock;
  private final Telemetry telemetry;
  private volatile @Nullable Disposable running;

  MerchantsRunner(RequestsCache cache, NonceTable table, Clock clock, Telemetry telemetry) {
    this.cache = cache;
    this.table = table;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  @Override
  public void start() {
    running =
        cache
            .connect()
            .thenMany(Flux.interval(PAUSE).onBackpressureDrop())
            .concatMap(minute -> sweep(), 1)
            .subscribe();
  }

  /** All of them, one statement after the other. */
  Mono<Void> sweep() {
    return Mono.defer(() -> table.deleteOver(clock.instant()))
        .repeat()
        .takeUntil(deleted -> deleted < NonceTable.MOST_DELETED)
        .then()
        .onErrorResume(error -> {
          telemetry.report(new SweepFailed(error.getClass().getSimpleName()));
          return Mono.empty();
        });
  }

  @Override
  public void stop() {
    Disposable ended = running;
    if (ended != null) {
      ended.dispose();
    }
    running = null;
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }
}

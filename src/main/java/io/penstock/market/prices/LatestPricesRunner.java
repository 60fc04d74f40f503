package io.penstock.market.prices;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Writes last prices in micro-batches, from start to stop. */
final class LatestPricesRunner implements SmartLifecycle {

  /** Begins before the pipeline whose news it writes, and ends after it. */
  private static final int PHASE = 190;

  /** Between two tries while Redis is away. */
  private static final Duration AWAY = Duration.ofSeconds(1);

  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private final LatestPrices latest;
  private final Duration interval;
  private @Nullable Disposable running;

  LatestPricesRunner(LatestPrices latest, Duration interval) {
    this.latest = latest;
    this.interval = interval;
  }

  @Override
  public synchronized void start() {
    if (running == null) {
      running =
          Mono.defer(latest::flush)
              .flatMap(written -> Mono.delay(written ? interval : AWAY))
              .repeat()
              .subscribe();
    }
  }

  @Override
  public synchronized void stop() {
    if (running != null) {
      running.dispose();
      running = null;
    }
  }

  /** What came last is written, if Redis takes it at once. */
  @Override
  public void stop(Runnable callback) {
    stop();
    latest.flush().timeout(LAST_WRITE, Mono.empty()).doFinally(end -> callback.run()).subscribe();
  }

  @Override
  public synchronized boolean isRunning() {
    return running != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}

package io.penstock.market.prices;

import io.penstock.platform.streams.StreamRunner;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Writes last prices in micro-batches, from start to stop. */
final class LatestPricesRunner extends StreamRunner {

  /** Begins before the pipeline whose news it writes, and ends after it. */
  private static final int PHASE = 190;

  /** Between two tries while Redis is away. */
  private static final Duration AWAY = Duration.ofSeconds(1);

  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private final LatestPrices latest;
  private final Duration interval;

  LatestPricesRunner(LatestPrices latest, Duration interval) {
    super(PHASE);
    this.latest = latest;
    this.interval = interval;
  }

  @Override
  protected Publisher<?> stream() {
    return Mono.defer(latest::flush)
        .flatMap(written -> Mono.delay(written ? interval : AWAY))
        .repeat();
  }

  /** What came last is written, if Redis takes it at once. */
  @Override
  public void stop(Runnable callback) {
    stop();
    latest.flush().timeout(LAST_WRITE, Mono.empty()).doFinally(end -> callback.run()).subscribe();
  }
}

package io.penstock.market.instruments;

import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.util.retry.Retry;

/** Follows the topic of instruments from start to stop. */
final class InstrumentsRunner implements SmartLifecycle {

  private static final int PHASE = 290;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final InstrumentsFlow flow;
  private final Telemetry telemetry;
  private volatile @Nullable Disposable running;

  InstrumentsRunner(InstrumentsFlow flow, Telemetry telemetry) {
    this.flow = flow;
    this.telemetry = telemetry;
  }

  @Override
  public void start() {
    running =
        flow.run()
            .doOnError(error ->
                telemetry.report(new InstrumentsOccurrence.FollowingFailed(error.toString())))
            .retryWhen(
                Retry.backoff(Long.MAX_VALUE, SHORTEST_PAUSE)
                    .maxBackoff(LONGEST_PAUSE)
                    .transientErrors(true))
            .subscribe();
  }

  @Override
  public void stop() {
    Disposable ending = running;
    if (ending != null) {
      ending.dispose();
      running = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}

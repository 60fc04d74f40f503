package io.penstock.market.instruments;

import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;

/** Follows the topic of instruments from start to stop. */
final class InstrumentsRunner implements SmartLifecycle {

  private static final int PHASE = 290;
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

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
            .retryWhen(PAUSES.forever())
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

package io.penstock.market.instruments;

import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.StreamRunner;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import org.reactivestreams.Publisher;

/** Follows the topic of instruments from start to stop. */
final class InstrumentsRunner extends StreamRunner {

  private static final int PHASE = 290;
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

  private final InstrumentsFlow flow;
  private final Telemetry telemetry;

  InstrumentsRunner(InstrumentsFlow flow, Telemetry telemetry) {
    super(PHASE);
    this.flow = flow;
    this.telemetry = telemetry;
  }

  @Override
  protected Publisher<?> stream() {
    return flow.run()
        .doOnError(
            error -> telemetry.report(new InstrumentsOccurrence.FollowingFailed(error.toString())))
        .retryWhen(PAUSES.forever());
  }
}

package io.penstock.platform.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Counts and logs occurrences. Safe for use by any thread; never blocks beyond the log appender.
 */
@Component
public class Telemetry {

  private final MeterRegistry meters;

  public Telemetry(MeterRegistry meters) {
    this.meters = meters;
  }

  /** For gauges, timers and distributions, which are not occurrences. */
  public MeterRegistry meters() {
    return meters;
  }

  /** Adds one to the occurrence's counter and writes its line, under its own class's logger. */
  public void report(Occurrence occurrence) {
    meters.counter(occurrence.metric(), occurrence.tags()).increment();
    LoggerFactory.getLogger(occurrence.getClass())
        .atLevel(occurrence.level())
        .log(occurrence.message());
  }
}

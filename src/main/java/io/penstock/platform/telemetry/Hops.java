package io.penstock.platform.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Histograms of how long an event needs from one place to the next. All have the same buckets, so
 * that hops can be compared, and those of many processes be added up.
 */
public final class Hops {

  /** Upper bounds of the buckets, from 100 µs to 10 s; what takes longer is in the last one. */
  static final List<Duration> BUCKETS =
      List.of(
          Duration.ofNanos(100_000),
          Duration.ofNanos(250_000),
          Duration.ofNanos(500_000),
          Duration.ofMillis(1),
          Duration.ofNanos(2_500_000),
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(25),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(2_500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  private static final long NANOS = 1_000_000_000L;

  private Hops() {}

  /**
   * @param name such as {@code penstock.prices.delay}
   * @param description from where to where
   * @param tags pairs of names and values
   */
  public static Timer timer(MeterRegistry meters, String name, String description, String... tags) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(BUCKETS.toArray(Duration[]::new))
        .register(meters);
  }

  /** In nanoseconds, without making a {@link Duration}; negative when the clocks disagree. */
  public static long nanosBetween(Instant from, Instant to) {
    return (to.getEpochSecond() - from.getEpochSecond()) * NANOS + (to.getNano() - from.getNano());
  }
}

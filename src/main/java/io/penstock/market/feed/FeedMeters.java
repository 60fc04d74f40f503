package io.penstock.market.feed;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Venue;
import io.penstock.platform.telemetry.Hops;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The numbers of one feed. Counting a message is a plain write; everything else is worked out when
 * somebody asks.
 */
final class FeedMeters {

  private static final long NANOS = 1_000_000_000L;

  /** What comes later is no delay but an old recording, and years of it overflow a sum. */
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  private final Clock clock;
  private final Timer delay;
  private final LongAdder messages = new LongAdder();
  private final AtomicLong clockLagNanos = new AtomicLong();
  private final AtomicInteger openLines = new AtomicInteger();
  private volatile Instant lastHeard;

  FeedMeters(
      Venue venue,
      Clock clock,
      MeterRegistry meters,
      Supplier<Number> liveSymbols,
      Supplier<Boolean> breakerIsOpen) {
    this.clock = clock;
    this.lastHeard = clock.instant();
    String name = venue.value();
    this.delay =
        Hops.timer(
            meters,
            "penstock.feed.delay",
            "From the exchange's clock to our socket; a clock ahead of ours counts as zero",
            "venue",
            name);
    FunctionCounter.builder("penstock.feed.messages", messages, LongAdder::doubleValue)
        .description("What the venue said, heartbeats included")
        .tag("venue", name)
        .register(meters);
    Gauge.builder("penstock.feed.connected", () -> isConnected() ? 1 : 0)
        .tag("venue", name)
        .register(meters);
    Gauge.builder("penstock.feed.symbols", liveSymbols)
        .description("Listings that are live")
        .tag("venue", name)
        .register(meters);
    Gauge.builder("penstock.feed.breaker", () -> breakerIsOpen.get() ? 1 : 0)
        .description("1 while it is open")
        .tag("venue", name)
        .register(meters);
    Gauge.builder("penstock.feed.frame.age", () -> frameAge().toNanos() / (double) NANOS)
        .description("Since the last frame, or since the start if none came yet")
        .baseUnit("seconds")
        .tag("venue", name)
        .register(meters);
    Gauge.builder("penstock.feed.clock.lag", () -> clockLagNanos.get() / (double) NANOS)
        .description("Our clock minus the venue's at its last heartbeat, the way to us included")
        .baseUnit("seconds")
        .tag("venue", name)
        .register(meters);
  }

  void opened() {
    openLines.incrementAndGet();
  }

  /** A line that was open is not any more. */
  void closed() {
    openLines.decrementAndGet();
  }

  boolean isConnected() {
    return openLines.get() > 0;
  }

  /** A message came. */
  void heard() {
    messages.increment();
  }

  /** Frames came since the last time this was called, a moment ago. */
  void heardLately() {
    lastHeard = clock.instant();
  }

  void delay(Times times) {
    long nanos = Hops.nanosBetween(times.time(), times.received());
    if (nanos < LONGEST_DELAY.toNanos()) {
      delay.record(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
  }

  void heartbeat(Instant time, Instant received) {
    clockLagNanos.lazySet(Hops.nanosBetween(time, received));
  }

  Duration frameAge() {
    return Duration.between(lastHeard, clock.instant());
  }
}

package io.penstock.market.feed;

import io.penstock.market.feed.FeedOccurrence.BreakerClosed;
import io.penstock.market.feed.FeedOccurrence.BreakerOpened;
import io.penstock.market.tick.Venue;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next connect. Failures count up until a line stays healthy for a
 * while: a venue that accepts and drops us at once is no healthy one. Many failures in a row open
 * the breaker; then tries are rare until health returns. Thread-safe.
 */
final class Reconnects {

  private final Venue venue;
  private final FeedsProperties settings;
  private final RandomGenerator random;
  private final Telemetry telemetry;
  private int failures;
  private boolean open;

  Reconnects(Venue venue, FeedsProperties settings, RandomGenerator random, Telemetry telemetry) {
    this.venue = venue;
    this.settings = settings;
    this.random = random;
    this.telemetry = telemetry;
  }

  /** A line could not be had, or ended: the pause to make before the next try. */
  synchronized Duration failed() {
    failures++;
    Duration jitter = settings.reconnect().backoff().pause(failures, random);
    if (failures < settings.breaker().failures()) {
      return jitter;
    }
    if (!open) {
      open = true;
      telemetry.report(new BreakerOpened(venue, failures));
    }
    return settings.breaker().pause().plus(jitter);
  }

  /** A line was healthy for as long as the settings ask. */
  synchronized void healthy() {
    failures = 0;
    if (open) {
      open = false;
      telemetry.report(new BreakerClosed(venue));
    }
  }

  synchronized int failures() {
    return failures;
  }

  synchronized boolean isOpen() {
    return open;
  }
}

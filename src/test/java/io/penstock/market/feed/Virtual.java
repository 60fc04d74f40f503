package io.penstock.market.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A clock that goes with virtual time, which starts at the epoch. */
final class Virtual extends Clock {

  private final VirtualTimeScheduler time;

  Virtual(VirtualTimeScheduler time) {
    this.time = time;
  }

  static Duration now(VirtualTimeScheduler time) {
    return Duration.ofNanos(time.now(TimeUnit.NANOSECONDS));
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plus(now(time));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}

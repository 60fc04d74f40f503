package io.penstock.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** A clock that goes on when a test says so. */
final class SteppedClock extends Clock {

  private Instant now;

  SteppedClock(String now) {
    this.now = Instant.parse(now);
  }

  /** Shows what a scheduler of virtual time shows. */
  static Clock of(Scheduler scheduler) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return Instant.EPOCH.plusNanos(scheduler.now(TimeUnit.NANOSECONDS));
      }
    };
  }

  void step(Duration by) {
    now = now.plus(by);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public Instant instant() {
    return now;
  }
}

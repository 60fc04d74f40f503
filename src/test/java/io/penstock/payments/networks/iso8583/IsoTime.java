package io.penstock.payments.networks.iso8583;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Time that passes when a test lets it: of guards, of echoes and pauses, of late answers. */
final class IsoTime {

  private static final Instant BEGINNING = Instant.parse("2026-01-05T10:15:00Z");

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

  /** From now on guards go by it. */
  void take() {
    VirtualTimeScheduler.set(time);
  }

  void giveBack() {
    VirtualTimeScheduler.reset();
  }

  Scheduler scheduler() {
    return time;
  }

  void pass(Duration span) {
    time.advanceTimeBy(span);
  }

  Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return BEGINNING.plusNanos(time.now(TimeUnit.NANOSECONDS));
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}

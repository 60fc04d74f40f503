package io.penstock.market.feed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Spaces what we do to a venue so that no window of time holds more than its {@link Rate} allows.
 * Thread-safe.
 */
final class TokenBucket {

  private final Scheduler scheduler;
  private final Consumer<Duration> onWait;
  private final long interval;
  private final long tolerance;
  private long lastSeen;
  private long due;

  /**
   * @param onWait told how long, each time somebody has to wait
   */
  TokenBucket(Rate rate, Scheduler scheduler, Consumer<Duration> onWait) {
    this.scheduler = scheduler;
    this.onWait = onWait;
    this.interval = Math.ceilDiv(rate.per().toNanos(), rate.permits());
    this.tolerance = interval * (rate.burst() - 1);
    this.lastSeen = scheduler.now(TimeUnit.NANOSECONDS);
    this.due = lastSeen;
  }

  /**
   * Completes when it is the subscriber's turn. A turn given up by cancelling is not given to
   * others.
   */
  Mono<Void> take() {
    return Mono.defer(() -> {
      Duration wait = reserve();
      if (wait.isZero()) {
        return Mono.empty();
      }
      onWait.accept(wait);
      return Mono.delay(wait, scheduler).then();
    });
  }

  private synchronized Duration reserve() {
    long now = scheduler.now(TimeUnit.NANOSECONDS);
    if (now < lastSeen) {
      // The machine's clock was set back: nobody shall wait for the time it takes to catch up.
      due -= lastSeen - now;
    }
    lastSeen = now;
    long start = Math.max(due, now);
    due = start + interval;
    return Duration.ofNanos(Math.max(0, start - tolerance - now));
  }
}

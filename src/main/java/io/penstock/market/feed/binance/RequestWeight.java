package io.penstock.market.feed.binance;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Spaces what we ask of the REST API: each request has a weight, and one address may spend so much
 * of it a minute. Also makes the pauses that the venue asks for. Thread-safe.
 *
 * @see <a
 *     href="https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md#ip-limits">IP
 *     limits</a>
 */
final class RequestWeight {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Scheduler scheduler;
  private final long interval;
  private final long tolerance;
  private long lastSeen;
  private long due;
  private long barredUntil;

  /**
   * @param perMinute in any minute at most this and {@code atOnce} together
   * @param atOnce after a rest
   */
  RequestWeight(int perMinute, int atOnce, Scheduler scheduler) {
    this.scheduler = scheduler;
    this.interval = Math.ceilDiv(MINUTE, perMinute);
    this.tolerance = interval * atOnce;
    this.lastSeen = scheduler.now(TimeUnit.NANOSECONDS);
    this.due = lastSeen;
    this.barredUntil = lastSeen;
  }

  /** Completes when so much may be spent. What is given up by cancelling is not given to others. */
  Mono<Void> spend(int weight) {
    return Mono.defer(() -> {
      Duration wait = reserve(weight);
      return wait.isZero() ? unbarred() : Mono.delay(wait, scheduler).then(unbarred());
    });
  }

  /** The venue asked for a pause, maybe while others were waiting already. */
  private Mono<Void> unbarred() {
    return Mono.defer(() -> {
      Duration wait = barred();
      return wait.isZero() ? Mono.empty() : Mono.delay(wait, scheduler).then(unbarred());
    });
  }

  /** Nothing is asked for so long. */
  synchronized void pause(Duration pause) {
    barredUntil = Math.max(barredUntil, now() + pause.toNanos());
  }

  private synchronized Duration barred() {
    return Duration.ofNanos(Math.max(0, barredUntil - now()));
  }

  private synchronized Duration reserve(int weight) {
    long now = now();
    due = Math.max(due, now) + interval * weight;
    return Duration.ofNanos(Math.max(0, due - tolerance - now));
  }

  /** The machine's clock may be set back: nobody shall wait for the time it takes to catch up. */
  private long now() {
    long now = scheduler.now(TimeUnit.NANOSECONDS);
    if (now < lastSeen) {
      due -= lastSeen - now;
      barredUntil -= lastSeen - now;
    }
    lastSeen = now;
    return now;
  }
}

package io.penstock.market.fanout;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.platform.telemetry.Hops;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * How long ticks take on their last two hops: to the board, and from there to the sockets. Any
 * thread; makes no object.
 */
final class TickHops {

  private final Timer applied;
  private final Timer written;

  TickHops(MeterRegistry meters) {
    this.applied =
        Hops.timer(
            meters,
            "penstock.fanout.delay",
            "From the price pipeline to the board, which has then handed it to all event loops");
    this.written =
        Hops.timer(
            meters,
            "penstock.fanout.write.delay",
            "From the board to the sockets; one sample for each batch of an event loop, of the push"
                + " that waited longest. What a slow client keeps waiting is not in it");
  }

  /** A tick is applied; called for each. */
  void applied(Instant published, Instant now) {
    applied.record(Math.max(0, Hops.nanosBetween(published, now)), TimeUnit.NANOSECONDS);
  }

  /**
   * A batch is written. Called once for each, whatever number of sockets and pushes it has: some
   * hundred times a second.
   *
   * @param since when the board handed over the first of the batch, by {@link System#nanoTime}
   */
  void written(long since) {
    written.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
  }
}

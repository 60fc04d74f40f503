package io.penstock.market.fanout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pace of conflated channels on one event loop: news wait for the next multiple of the period.
 * All channels of one pace are due together, so a client gets one frame a period and not one for
 * each channel. Belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Tasks of the event loop do not throw.
final class Beat {

  private final FanoutLoop loop;
  private final long periodNanos;
  private List<Members> waiting = new ArrayList<>();
  private List<Members> due = new ArrayList<>();

  Beat(FanoutLoop loop, long periodNanos) {
    this.loop = loop;
    this.periodNanos = periodNanos;
  }

  /** Told at the next beat. */
  void add(Members members) {
    if (waiting.isEmpty()) {
      long untilNext = periodNanos - Math.floorMod(System.nanoTime(), periodNanos);
      loop.eventLoop().schedule(this::beat, untilNext, TimeUnit.NANOSECONDS);
    }
    waiting.add(members);
  }

  private void beat() {
    List<Members> now = waiting;
    waiting = due;
    due = now;
    now.forEach(Members::onBeat);
    now.clear();
  }
}

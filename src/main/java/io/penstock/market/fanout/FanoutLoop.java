package io.penstock.market.fanout;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of one event loop. What the board sends them arrives in the board's order; what they
 * send leaves in micro-batches: one write and one flush for each socket and batch.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Tasks of the event loop do not throw.
final class FanoutLoop {

  private static final int MAX_BACKLOG = 8;

  private final EventLoop eventLoop;
  private final long batchNanos;
  private final Loops loops;

  /** The board's thread only: what it will hand over next. */
  private List<Runnable> outgoing = new ArrayList<>();

  /** Hand-overs that the event loop has not finished. */
  private final AtomicInteger backlog = new AtomicInteger();

  // From here on: the event loop only.
  private final Set<Session> sessions = new LinkedHashSet<>();
  private List<Session> waiting = new ArrayList<>();
  private List<Session> flushing = new ArrayList<>();
  private boolean batchScheduled;

  FanoutLoop(EventLoop eventLoop, Duration batchInterval, Loops loops) {
    this.eventLoop = eventLoop;
    this.batchNanos = batchInterval.toNanos();
    this.loops = loops;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  /** Adds to the next hand-over. The board's thread only. */
  void add(Runnable delivery) {
    outgoing.add(delivery);
  }

  /**
   * Gives the event loop what was added since the last time. The board's thread only.
   *
   * @param whenRoom run by the event loop when it is no longer {@link #isBehind}
   */
  void handOver(Runnable whenRoom) {
    if (outgoing.isEmpty()) {
      return;
    }
    List<Runnable> batch = outgoing;
    outgoing = new ArrayList<>();
    backlog.incrementAndGet();
    try {
      eventLoop.execute(() -> {
        batch.forEach(Runnable::run);
        if (backlog.decrementAndGet() == MAX_BACKLOG - 1) {
          whenRoom.run();
        }
      });
    } catch (RejectedExecutionException e) {
      // The server has stopped and its sockets are gone.
      backlog.decrementAndGet();
    }
  }

  /** Whether the board has to wait for it before it takes more records. */
  boolean isBehind() {
    return backlog.get() >= MAX_BACKLOG;
  }

  void opened(Session session) {
    sessions.add(session);
    loops.opened();
  }

  void closed(Session session) {
    if (sessions.remove(session)) {
      loops.closed();
    }
  }

  /** The sessions open now, in the order they came. */
  List<Session> sessions() {
    return List.copyOf(sessions);
  }

  void delivered(int messages) {
    loops.delivered(messages);
  }

  /** The session has something to write, at the end of this batch. */
  void flushLater(Session session) {
    waiting.add(session);
    if (!batchScheduled) {
      batchScheduled = true;
      eventLoop.schedule(this::flush, batchNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void flush() {
    batchScheduled = false;
    List<Session> now = waiting;
    waiting = flushing;
    flushing = now;
    now.forEach(Session::flushBatch);
    now.clear();
  }
}

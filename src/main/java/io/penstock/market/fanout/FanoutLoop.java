package io.penstock.market.fanout;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one event loop. What the board sends them arrives in the board's order; what
 * they send leaves in micro-batches: one write and one flush for each socket and batch.
 *
 * <p>A batch is as long as the setting says while the loop has little to do. A write costs the
 * kernel the same for one message as for twenty; so with many sockets the batches grow, until
 * writing takes no more than two fifths of the loop's time, up to {@link #LONGEST_BATCH}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Tasks of the event loop do not throw.
final class FanoutLoop {

  private static final Duration LONGEST_BATCH = Duration.ofMillis(60);
  private static final double BATCH_PER_WRITING = 2.5;
  private static final int MAX_BACKLOG = 8;
  private static final long BEAT_STEP_MS = 20;
  private static final Duration SWEEP = Duration.ofMillis(100);

  private final EventLoop eventLoop;
  private final long batchNanos;
  private final Loops loops;
  private final TickHops hops;

  // The board's thread only.
  private List<Runnable> outgoing = new ArrayList<>();
  private long handOvers;

  /** Hand-overs that the event loop has not finished. */
  private final AtomicInteger backlog = new AtomicInteger();

  // From here on: the event loop only.
  private final Set<Connection> sessions = new LinkedHashSet<>();
  private final Map<Long, Beat> beats = new HashMap<>();
  private final byte[] scratch = new byte[Outbox.MAX_HEADER + Outbox.WRITE_SIZE];
  private List<Connection> waiting = new ArrayList<>();
  private List<Connection> flushing = new ArrayList<>();
  private final Set<Connection> stuck = new LinkedHashSet<>();

  /** What is kept of clients' words, in bytes; who began first comes first. */
  private final SequencedMap<Connection, Long> held = new LinkedHashMap<>();

  private boolean batchScheduled;
  private boolean sweepScheduled;
  private volatile int stuckSessions;
  private long writingNanos;

  private boolean worksHandOver;

  /** When the last hand-over was made, and the first one of the batch that waits. */
  private long handedOver;

  private long waitingSince;

  FanoutLoop(EventLoop eventLoop, Duration batchInterval, Loops loops, TickHops hops) {
    this.eventLoop = eventLoop;
    this.batchNanos = batchInterval.toNanos();
    this.loops = loops;
    this.hops = hops;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  // The board's thread

  /** Adds to the next hand-over. */
  void add(Runnable delivery) {
    outgoing.add(delivery);
  }

  /** How many there were: what is added belongs to the one behind. */
  long handOvers() {
    return handOvers;
  }

  /**
   * Gives the event loop what was added since the last time.
   *
   * @param whenRoom run by the event loop when it is no longer {@link #isBehind}
   */
  void handOver(Runnable whenRoom) {
    if (outgoing.isEmpty()) {
      return;
    }
    List<Runnable> batch = outgoing;
    outgoing = new ArrayList<>();
    handOvers++;
    backlog.incrementAndGet();
    long now = System.nanoTime();
    try {
      eventLoop.execute(() -> {
        handedOver = now;
        worksHandOver = true;
        batch.forEach(Runnable::run);
        worksHandOver = false;
        if (backlog.decrementAndGet() == MAX_BACKLOG - 1) {
          whenRoom.run();
        }
      });
    } catch (RejectedExecutionException e) {
      // The server has stopped and its sockets are gone.
      backlog.decrementAndGet();
    }
  }

  /** Whether the board has to wait for it before it takes more records. Any thread. */
  boolean isBehind() {
    return backlog.get() >= MAX_BACKLOG;
  }

  // The event loop

  void opened(Connection connection) {
    sessions.add(connection);
    loops.opened();
  }

  void closed(Connection connection) {
    stuck.remove(connection);
    holds(connection, 0, false);
    if (sessions.remove(connection)) {
      loops.closed();
    }
  }

  /** The sessions open now, in the order they came. */
  List<Connection> sessions() {
    return List.copyOf(sessions);
  }

  void delivered(int messages) {
    loops.delivered(messages);
  }

  /** For those who hear so many messages a second at most; similar wishes share one. */
  Beat beat(double maxRate) {
    long periodMs = Math.ceilDiv((long) (1_000 / maxRate), BEAT_STEP_MS) * BEAT_STEP_MS;
    return beats.computeIfAbsent(periodMs, ms -> new Beat(this, TimeUnit.MILLISECONDS.toNanos(ms)));
  }

  /** Where a write is put together before it is copied. */
  byte[] scratch() {
    return scratch;
  }

  /** The session has something to write, at the end of this batch. */
  void flushLater(Connection connection) {
    waiting.add(connection);
    if (!batchScheduled) {
      batchScheduled = true;
      waitingSince = worksHandOver ? handedOver : System.nanoTime();
      eventLoop.schedule(this::flush, nextBatchNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private long nextBatchNanos() {
    long wanted = Math.max(batchNanos, (long) (BATCH_PER_WRITING * writingNanos));
    return Math.max(0, Math.min(wanted, LONGEST_BATCH.toNanos()) - writingNanos);
  }

  private void flush() {
    batchScheduled = false;
    List<Connection> now = waiting;
    waiting = flushing;
    flushing = now;
    long begin = System.nanoTime();
    now.forEach(Connection::flushBatch);
    writingNanos = System.nanoTime() - begin;
    now.clear();
    hops.written(waitingSince);
  }

  /** Hand-overs not worked yet. Any thread. */
  int backlog() {
    return backlog.get();
  }

  /** Sessions whose clients take nothing. Any thread. */
  int stuck() {
    return stuckSessions;
  }

  /**
   * A connection has written what it could.
   *
   * @param isStuck whether its client takes no more now; it is looked after until it does
   */
  void wrote(Connection connection, boolean isStuck) {
    if (!isStuck) {
      stuck.remove(connection);
    } else if (stuck.add(connection)) {
      sweepLater();
    }
  }

  private void sweepLater() {
    if (!sweepScheduled) {
      sweepScheduled = true;
      eventLoop.schedule(this::sweep, SWEEP.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * What a connection keeps of its client's words, because they have no end yet or cannot be worked
   * yet. When all connections of the process keep too much, those of this loop that have done so
   * for the longest are ended.
   *
   * @param any whether there is anything, be it without a byte
   */
  void holds(Connection connection, long bytes, boolean any) {
    Long before = any ? held.put(connection, bytes) : held.remove(connection);
    long more = bytes - (before == null ? 0 : before);
    long total = loops.held(more);
    while (more > 0 && total > loops.mostHeld() && !held.isEmpty()) {
      Connection longest = held.firstEntry().getKey();
      longest.disconnect(Disconnect.CROWDED);
      holds(longest, 0, false);
      total = loops.held(0);
    }
    if (any) {
      sweepLater();
    }
  }

  /**
   * What stuck sessions still have to tell must not be kept for longer than the ring keeps it; nor
   * what clients do not end.
   */
  private void sweep() {
    sweepScheduled = false;
    long horizon = loops.horizon();
    List.copyOf(stuck).forEach(connection -> connection.sweep(horizon));
    stuckSessions = stuck.size();
    long now = System.nanoTime();
    List.copyOf(held.keySet()).forEach(connection -> connection.checkUnfinished(now));
    if (!stuck.isEmpty() || !held.isEmpty()) {
      sweepLater();
    }
  }
}

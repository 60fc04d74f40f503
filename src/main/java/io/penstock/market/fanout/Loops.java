package io.penstock.market.fanout;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The event loops that carry sessions: made known as connections come, as many as the server has.
 */
final class Loops {

  private final Map<EventLoop, FanoutLoop> loops = new ConcurrentHashMap<>();
  private final Duration batchInterval;
  private final Ring ring;
  private final TickHops hops;
  private final AtomicInteger sessions = new AtomicInteger();
  private final LongAdder deliveries = new LongAdder();
  private final AtomicLong held = new AtomicLong();
  private final long mostHeld;

  Loops(FanoutProperties properties, Ring ring, TickHops hops) {
    this.batchInterval = properties.batchInterval();
    this.mostHeld = properties.inboxMaxBytes().toBytes();
    this.ring = ring;
    this.hops = hops;
  }

  FanoutLoop of(EventLoop eventLoop) {
    return loops.computeIfAbsent(eventLoop, it -> new FanoutLoop(it, batchInterval, this, hops));
  }

  Collection<FanoutLoop> all() {
    return loops.values();
  }

  /** Entries with a mark below are kept no longer. */
  long horizon() {
    return ring.horizon();
  }

  /** What is kept of all channels together. */
  long historyBytes() {
    return ring.bytes();
  }

  /**
   * A loop's connections keep so much more, or less, of what clients sent.
   *
   * @return what all keep now
   */
  long held(long more) {
    return more == 0 ? held.get() : held.addAndGet(more);
  }

  /** What all may keep together. */
  long mostHeld() {
    return mostHeld;
  }

  /** What is kept of clients' words, because they have no end yet or cannot be worked yet. */
  long heldBytes() {
    return held.get();
  }

  void opened() {
    sessions.incrementAndGet();
  }

  void closed() {
    sessions.decrementAndGet();
  }

  void delivered(int messages) {
    deliveries.add(messages);
  }

  /** Hand-overs of the board that event loops have not worked yet. */
  int backlog() {
    return loops.values().stream().mapToInt(FanoutLoop::backlog).sum();
  }

  /** Sessions whose clients take nothing now. */
  int stuck() {
    return loops.values().stream().mapToInt(FanoutLoop::stuck).sum();
  }

  /** Open now, on all of them. */
  int sessions() {
    return sessions.get();
  }

  /** Pushes given to sessions since the start. */
  long deliveries() {
    return deliveries.sum();
  }
}

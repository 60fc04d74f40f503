package io.penstock.market.fanout;

import io.penstock.platform.streams.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Subscribers who wait for a scan of their channel's partition. Belongs to the board's thread. */
final class RescanQueue {

  /** Partitions asked for at a time; each stands here once. */
  private static final int MAX_PARTITIONS = 1_024;

  private final Map<PartitionId, List<Waiting>> waiting = new HashMap<>();
  private final Map<PartitionId, List<Waiting>> beingServed = new HashMap<>();
  private final Sinks.Many<PartitionId> wanted =
      Sinks.many().multicast().onBackpressureBuffer(MAX_PARTITIONS, false);

  /**
   * @param since where the client stood
   */
  record Waiting(Subscription subscription, FanoutLoop loop, Spelling spelling, Position since) {}

  /** Partitions that somebody waits for: endless, in the order asked. */
  Flux<PartitionId> wanted() {
    return wanted.asFlux();
  }

  /**
   * @return whether there will be a scan
   */
  boolean add(PartitionId partition, Waiting who) {
    List<Waiting> line = waiting.computeIfAbsent(partition, key -> new ArrayList<>());
    if (line.isEmpty() && wanted.tryEmitNext(partition).isFailure()) {
      return false;
    }
    return line.add(who);
  }

  /** A scan begins: these are served by it, those who come from now on by the next one. */
  List<Waiting> begin(PartitionId partition) {
    List<Waiting> served = waiting.remove(partition);
    if (served == null) {
      return List.of();
    }
    beingServed.put(partition, served);
    return List.copyOf(served);
  }

  /** A scan has ended: these are still there. */
  List<Waiting> end(PartitionId partition) {
    List<Waiting> served = beingServed.remove(partition);
    return served == null ? List.of() : served;
  }

  /**
   * It has left.
   *
   * @return whether it waited
   */
  boolean remove(PartitionId partition, Subscription subscription) {
    return remove(waiting.get(partition), subscription)
        || remove(beingServed.get(partition), subscription);
  }

  private static boolean remove(@Nullable List<Waiting> line, Subscription subscription) {
    return line != null && line.removeIf(each -> each.subscription() == subscription);
  }
}

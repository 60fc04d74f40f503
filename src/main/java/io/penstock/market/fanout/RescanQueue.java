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

  private final Map<PartitionId, List<Asked>> waiting = new HashMap<>();
  private final Map<PartitionId, List<Asked>> beingServed = new HashMap<>();
  private final Sinks.Many<PartitionId> wanted =
      Sinks.many().multicast().onBackpressureBuffer(MAX_PARTITIONS, false);

  /** Partitions that somebody waits for: endless, in the order asked. */
  Flux<PartitionId> wanted() {
    return wanted.asFlux();
  }

  /**
   * @return whether there will be a scan
   */
  boolean add(PartitionId partition, Asked who) {
    List<Asked> line = waiting.computeIfAbsent(partition, key -> new ArrayList<>());
    if (line.isEmpty() && wanted.tryEmitNext(partition).isFailure()) {
      return false;
    }
    return line.add(who);
  }

  /** A scan begins: these are served by it, those who come from now on by the next one. */
  List<Asked> begin(PartitionId partition) {
    List<Asked> served = waiting.remove(partition);
    if (served == null) {
      return List.of();
    }
    beingServed.put(partition, served);
    return List.copyOf(served);
  }

  /** A scan has ended: these are still there. */
  List<Asked> end(PartitionId partition) {
    List<Asked> served = beingServed.remove(partition);
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

  private static boolean remove(@Nullable List<Asked> line, Subscription subscription) {
    return line != null && line.removeIf(each -> each.subscription() == subscription);
  }
}

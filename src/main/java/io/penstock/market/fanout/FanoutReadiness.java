package io.penstock.market.fanout;

import io.penstock.platform.streams.PartitionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether what the topics held at start is applied: before that a subscriber would see a past or
 * empty state. Once ready it stays so, because a state that grows old says so itself.
 */
final class FanoutReadiness implements HealthIndicator {

  /** End offsets still to be reached, by partition. */
  private final Map<PartitionId, Long> awaited = new ConcurrentHashMap<>();

  private volatile boolean ready;

  boolean isReady() {
    return ready;
  }

  void await(PartitionId partition, long endOffset) {
    awaited.put(partition, endOffset);
  }

  /**
   * Everything before an offset is applied.
   *
   * @return whether this made it ready
   */
  boolean reached(PartitionId partition, long nextOffset) {
    return !ready
        && awaited.computeIfPresent(partition, (key, end) -> nextOffset >= end ? null : end) == null
        && begin();
  }

  /**
   * All partitions to wait for are known.
   *
   * @return whether there was nothing to wait for
   */
  boolean begin() {
    if (ready || !awaited.isEmpty()) {
      return false;
    }
    ready = true;
    return true;
  }

  @Override
  public Health health() {
    return ready
        ? Health.up().build()
        : Health.outOfService().withDetail("partitionsBehind", awaited.size()).build();
  }
}

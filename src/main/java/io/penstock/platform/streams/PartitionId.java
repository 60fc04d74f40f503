package io.penstock.platform.streams;

/** One partition of a topic: {@code market.feed.v1-3}. */
public record PartitionId(String topic, int partition) {

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}

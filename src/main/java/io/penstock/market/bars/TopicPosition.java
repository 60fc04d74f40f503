package io.penstock.market.bars;

import io.penstock.platform.streams.PartitionId;

/**
 * How far the records of a partition are stored.
 *
 * @param topicId the broker's own id of the topic
 * @param nextOffset every trade before it is stored
 * @param version up by one with each change and each new owner
 */
record TopicPosition(PartitionId partition, String topicId, long nextOffset, long version) {

  /** Never back. */
  TopicPosition movedTo(long offset) {
    return new TopicPosition(partition, topicId, Math.max(nextOffset, offset), version + 1);
  }
}

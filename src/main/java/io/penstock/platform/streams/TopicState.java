package io.penstock.platform.streams;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * A topic as the broker has it now.
 *
 * @param id the broker's own id of the topic: another one means that it was made anew and offsets
 *     began again
 * @param beginningOffsets of the first record kept, by partition
 * @param endOffsets of the record that comes next, by partition
 */
public record TopicState(
    String topic, String id, List<Long> beginningOffsets, List<Long> endOffsets) {

  public int partitions() {
    return endOffsets.size();
  }

  /** Where senders put records of a key, unless they name a partition. */
  public int partitionOf(String key) {
    int hash = Utils.murmur2(key.getBytes(StandardCharsets.UTF_8));
    return Utils.toPositive(hash) % partitions();
  }
}

package io.penstock.architecture.offenders.market.bars;

import org.apache.kafka.common.TopicPartition;

/** Only platform.streams knows Kafka. */
public class FlowOnKafka {

  public String topic(TopicPartition partition) {
    return partition.topic();
  }
}

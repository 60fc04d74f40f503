package io.penstock.architecture.offenders.market.bars;

import reactor.kafka.receiver.ReceiverRecord;

/** Only platform.streams knows reactor-kafka. */
public class FlowOnReactorKafka {

  public long offset(ReceiverRecord<String, byte[]> received) {
    return received.offset();
  }
}

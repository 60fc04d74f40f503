package io.penstock.market.fanout;

import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.TickCodec;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.telemetry.Telemetry;

/** Reads records of the topics that the fan-out follows; one that cannot be read is told of. */
final class Records {

  private final Telemetry telemetry;

  Records(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  Change decode(StreamRecord record) {
    PartitionId partition = record.partition();
    try {
      return partition.topic().equals(MarketTopics.BARS)
          ? new Change.OfBar(partition, record.offset(), TickCodec.decodeBar(record.value()))
          : new Change.OfTick(partition, record.offset(), TickCodec.decode(record.value()));
    } catch (IllegalArgumentException e) {
      telemetry.report(
          new FanoutOccurrence.RecordUnreadable(
              partition, record.offset(), String.valueOf(e.getMessage())));
      return new Change.Unreadable(partition, record.offset());
    }
  }
}

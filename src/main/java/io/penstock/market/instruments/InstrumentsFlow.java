package io.penstock.market.instruments;

import io.penstock.market.instruments.InstrumentsCodec.VenueList;
import io.penstock.market.instruments.InstrumentsOccurrence.ListTaken;
import io.penstock.market.instruments.InstrumentsOccurrence.ListUnreadable;
import io.penstock.market.tick.MarketTopics;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** {@code market.instruments.v1} → {@link Instruments}. Every replica reads all there is. */
final class InstrumentsFlow {

  private final Streams streams;
  private final Instruments instruments;
  private final Telemetry telemetry;

  InstrumentsFlow(Streams streams, Instruments instruments, Telemetry telemetry) {
    this.streams = streams;
    this.instruments = instruments;
    this.telemetry = telemetry;
  }

  /** Endless; an error when the topic cannot be read. May be run again after one. */
  Mono<Void> run() {
    return streams
        .describe(MarketTopics.INSTRUMENTS)
        .flatMapMany(topic ->
            streams.follow(MarketTopics.INSTRUMENTS, byPartition(topic.beginningOffsets())))
        .doOnNext(this::take)
        .then();
  }

  private static Map<Integer, Long> byPartition(List<Long> offsets) {
    Map<Integer, Long> byPartition = new HashMap<>();
    for (int partition = 0; partition < offsets.size(); partition++) {
      byPartition.put(partition, offsets.get(partition));
    }
    return byPartition;
  }

  /** The list before stays where one cannot be read. */
  private void take(StreamRecord record) {
    try {
      VenueList list = InstrumentsCodec.decode(record.value());
      instruments.replace(list.venue(), list.instruments());
      telemetry.report(new ListTaken(list.venue(), list.instruments().size()));
    } catch (IllegalArgumentException e) {
      telemetry.report(new ListUnreadable(record.offset(), String.valueOf(e.getMessage())));
    }
  }
}

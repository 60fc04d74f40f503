package io.penstock.market.prices;

import io.micrometer.core.instrument.Timer;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Trade;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionHandler;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.UnprocessableRecordException;
import io.penstock.platform.telemetry.Hops;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code market.feed.v1} → arbitrate, order, de-duplicate → {@code market.ticks.v1}, partition by
 * partition.
 */
final class PricesFlow implements PartitionHandler<PartitionPrices> {

  private final Streams streams;
  private final PricesProperties properties;
  private final LatestPrices latest;
  private final Telemetry telemetry;
  private final Clock clock;
  private final Timer delay;

  PricesFlow(
      Streams streams,
      PricesProperties properties,
      LatestPrices latest,
      Telemetry telemetry,
      Clock clock) {
    this.streams = streams;
    this.properties = properties;
    this.latest = latest;
    this.telemetry = telemetry;
    this.clock = clock;
    this.delay =
        Hops.timer(
            telemetry.meters(),
            "penstock.prices.delay",
            "From our socket to the price pipeline, which publishes at once");
  }

  /** Rebuilds what was published: trade ids, quotes and books, and how far the feed was worked. */
  @Override
  public Mono<PartitionPrices> open(PartitionId feed) {
    PartitionId ticks = new PartitionId(MarketTopics.TICKS, feed.partition());
    return streams
        .describe(feed.topic())
        .map(topic ->
            new PartitionPrices(topic.id(), properties.wholeBookInterval(), telemetry::report))
        .flatMap(prices ->
            published(ticks)
                .doOnNext(record -> restore(prices, record))
                .count()
                .doOnNext(records ->
                    telemetry.report(
                        new PricesOccurrence.Restored(
                            ticks.toString(), records, prices.listings())))
                .thenReturn(prices));
  }

  /** Last prices hear of what the broker has acknowledged. */
  @Override
  public Mono<Void> handle(PartitionPrices prices, List<StreamRecord> batch) {
    return Mono.defer(() -> {
      List<Published> published = arbitrated(prices, batch);
      return streams
          .send(Flux.fromIterable(published).map(Published::record))
          .doOnSuccess(
              acknowledged -> published.forEach(each -> latest.offer(each.event(), each.source())));
    });
  }

  @Override
  public Mono<Void> pulse(PartitionPrices prices, PartitionId feed) {
    return Mono.defer(() -> {
      List<OutgoingRecord> due = new ArrayList<>();
      prices.pulse(
          clock.instant(),
          (event, line) ->
              due.add(outgoing(event, feed.partition(), headers(event, line, Map.of()))));
      return due.isEmpty() ? Mono.empty() : streams.send(Flux.fromIterable(due));
    });
  }

  private Flux<StreamRecord> published(PartitionId ticks) {
    Instant since = clock.instant().minus(properties.memory());
    return Mono.zip(streams.offsetsAt(ticks.topic(), since), streams.describe(ticks.topic()))
        .flatMapMany(found ->
            streams.read(
                ticks,
                found.getT1().getOrDefault(ticks.partition(), 0L),
                found.getT2().endOffsets().get(ticks.partition())));
  }

  /** What this module once wrote and cannot read any more must not keep it from starting. */
  private void restore(PartitionPrices prices, StreamRecord record) {
    try {
      MarketEvent event = TickCodec.decode(record.value());
      SourcePosition source = SourcePosition.of(record.headers());
      prices.restore(event, line(record), source);
      // What a crash kept from being written is written now.
      latest.offer(event, source);
    } catch (IllegalArgumentException e) {
      telemetry.report(
          new PricesOccurrence.UnreadableTick(record.partition().toString(), record.offset()));
    }
  }

  private List<Published> arbitrated(PartitionPrices prices, List<StreamRecord> batch) {
    Instant now = clock.instant();
    List<Published> published = new ArrayList<>(batch.size());
    for (StreamRecord record : batch) {
      if (!prices.isPublished(record.offset())) {
        SourcePosition source = prices.position(record.offset());
        Map<String, String> position = source.asHeaders();
        int partition = record.partition().partition();
        MarketEvent found = decoded(record);
        delay.record(
            Math.max(0, Hops.nanosBetween(found.times().received(), now)), TimeUnit.NANOSECONDS);
        prices.accept(
            found,
            line(record),
            now,
            (event, line) ->
                published.add(
                    new Published(
                        event,
                        source,
                        outgoing(event, partition, headers(event, line, position)))));
      }
    }
    return published;
  }

  /** Who reads our own output back has to know which line a book is of. */
  private static Map<String, String> headers(
      MarketEvent event, String line, Map<String, String> position) {
    if (!(event instanceof BookChange)) {
      return position;
    }
    Map<String, String> headers = new HashMap<>(position);
    headers.put(MarketTopics.LINE, line);
    return headers;
  }

  private static String line(StreamRecord record) {
    return record.headers().getOrDefault(MarketTopics.LINE, "");
  }

  private record Published(MarketEvent event, SourcePosition source, OutgoingRecord record) {}

  private static OutgoingRecord outgoing(
      MarketEvent event, int partition, Map<String, String> headers) {
    return new OutgoingRecord(
        MarketTopics.TICKS,
        partition,
        event.listing().symbol().value(),
        TickCodec.encode(event),
        headers);
  }

  /**
   * What a record is, for who thinks of replaying it.
   *
   * @throws UnprocessableRecordException for what is no event, and for what is of its moment: an
   *     old book, quote or state would be taken for the present one
   */
  static String described(StreamRecord record) {
    MarketEvent event = decoded(record);
    if (!(event instanceof Trade)) {
      throw new UnprocessableRecordException(
          record,
          "books, quotes and states are of their moment",
          new IllegalArgumentException(event.described()));
    }
    return event.described();
  }

  private static MarketEvent decoded(StreamRecord record) {
    try {
      return TickCodec.decode(record.value());
    } catch (IllegalArgumentException e) {
      throw new UnprocessableRecordException(record, "not a market event", e);
    }
  }
}

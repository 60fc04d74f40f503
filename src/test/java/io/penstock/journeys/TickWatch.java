package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.book.OrderBook;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Trade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads all that the price pipeline published, and checks it as a reader would. */
final class TickWatch implements AutoCloseable {

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<Listing, TreeSet<Long>> trades = new TreeMap<>();
  private final Map<Listing, OrderBook> books = new HashMap<>();
  private final Set<String> bookLines = new TreeSet<>();
  private final List<String> faults = new ArrayList<>();
  private int staleStates;

  TickWatch(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(MarketTopics.TICKS, Duration.ofSeconds(30)).stream()
            .map((PartitionInfo info) -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads to the present end. */
  TickWatch read() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofMillis(200)).forEach(this::take);
    }
    return this;
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    MarketEvent event = TickCodec.decode(record.value());
    switch (event) {
      case Trade trade -> {
        TreeSet<Long> ids = trades.computeIfAbsent(trade.listing(), key -> new TreeSet<>());
        if (!ids.add(trade.tradeId())) {
          faults.add("trade " + trade.tradeId() + " of " + trade.listing() + " twice");
        }
      }
      case BookChange change -> {
        Header line = record.headers().lastHeader(MarketTopics.LINE);
        bookLines.add(new String(line.value(), java.nio.charset.StandardCharsets.UTF_8));
        OrderBook book = books.computeIfAbsent(change.listing(), OrderBook::new);
        if (book.apply(change) == OrderBook.Outcome.GAP) {
          faults.add("a hole in the book of " + change.listing() + " at " + change.sequence());
        }
      }
      case FeedState state -> staleStates += state.status() == FeedState.Status.STALE ? 1 : 0;
      case Quote quote -> {}
    }
  }

  int trades() {
    return trades.values().stream().mapToInt(Set::size).sum();
  }

  /** The lines whose books were published. */
  Set<String> bookLines() {
    return bookLines;
  }

  int staleStates() {
    return staleStates;
  }

  /** From the first to the last of each listing, the venue's ids rise by one. */
  Map<Listing, TreeSet<Long>> holes() {
    Map<Listing, TreeSet<Long>> holes = new TreeMap<>();
    trades.forEach((listing, ids) -> {
      for (long id = ids.getFirst(); id < ids.getLast(); id++) {
        if (!ids.contains(id)) {
          holes.computeIfAbsent(listing, key -> new TreeSet<>()).add(id);
        }
      }
    });
    return holes;
  }

  void assertNothingLostOrDoubled() {
    assertThat(faults).isEmpty();
    assertThat(holes()).as("trades that are missing").isEmpty();
    assertThat(books.values()).as("crossed books").noneMatch(OrderBook::isCrossed);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

package io.penstock.market.feed;

import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Trade;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionHandler;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes records as long as a test wants it to. Only sending works. */
public final class FakeBroker implements Streams {

  /** What is done to each sending before its records count as taken. */
  public volatile UnaryOperator<Flux<OutgoingRecord>> behaviour = UnaryOperator.identity();

  private final List<OutgoingRecord> taken = Collections.synchronizedList(new ArrayList<>());

  @Override
  public Mono<Void> send(Publisher<OutgoingRecord> records) {
    return Flux.defer(() -> behaviour.apply(Flux.from(records))).doOnNext(taken::add).then();
  }

  public List<OutgoingRecord> taken(String topic) {
    synchronized (taken) {
      return taken.stream().filter(record -> record.topic().equals(topic)).toList();
    }
  }

  public List<MarketEvent> events() {
    return taken(MarketTopics.FEED).stream()
        .map(record -> TickCodec.decode(record.value()))
        .toList();
  }

  public void forget() {
    taken.clear();
  }

  /**
   * The events taken, short: {@code LIVE BTC-USD}, {@code trade 7 BTC-USD}, {@code snapshot 0
   * BTC-USD}.
   */
  public List<String> told() {
    return events().stream().map(FakeBroker::told).toList();
  }

  private static String told(MarketEvent event) {
    String what =
        switch (event) {
          case Trade trade -> "trade " + trade.tradeId();
          case Quote quote -> "quote " + quote.sequence();
          case BookChange change ->
              (change.isSnapshot() ? "snapshot " : "update ") + change.sequence();
          case FeedState state ->
              state.reason().isEmpty()
                  ? state.status().name()
                  : state.status() + " (" + state.reason() + ")";
        };
    return what + " " + event.listing().symbol();
  }

  @Override
  public <S> Mono<Void> run(String flow, PartitionHandler<S> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Flux<StreamRecord> follow(String topic, Map<Integer, Long> from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Flux<StreamRecord> read(PartitionId partition, long from, long to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Mono<TopicState> describe(String topic) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant) {
    throw new UnsupportedOperationException();
  }
}

package io.penstock.market.feed;

import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Trade;
import io.penstock.platform.deadletters.Letter;
import io.penstock.platform.deadletters.ReplayTarget;
import io.penstock.platform.deadletters.Verdict;
import io.penstock.platform.streams.DeadLetter;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.Replays;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Replays frames that could not be parsed when they came: the trades in them, which have numbers of
 * their own and are missing until then. Everybody hears of them, as of any trade that comes late.
 */
final class FeedReplay implements ReplayTarget {

  /** As {@link FeedRecords#deadLetter} writes it. */
  static final String FLOW = "feed";

  private static final Duration KEPT = Duration.ofMinutes(1);

  private static final String OF_THEIR_MOMENT =
      "books and quotes are of their moment: newer ones have come since, and only trades are published"
          + " late";

  private final Map<String, FrameReader> readers;
  private final Streams streams;

  /** Only its partitions are looked at, which never change. */
  private final Mono<TopicState> feed;

  FeedReplay(List<FrameReader> readers, Streams streams) {
    this.readers =
        readers.stream()
            .collect(Collectors.toMap(reader -> reader.venue().value(), Function.identity()));
    this.streams = streams;
    this.feed =
        streams
            .describe(MarketTopics.FEED)
            .cache(found -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
  }

  @Override
  public String flow() {
    return FLOW;
  }

  @Override
  public Mono<Verdict> dryRun(Letter letter) {
    return feed.map(topic -> verdict(letter, topic));
  }

  @Override
  public Mono<Void> replay(Letter letter) {
    return Mono.defer(() ->
        streams.send(
            Flux.fromIterable(trades(events(letter))).map(trade -> outgoing(trade, letter))));
  }

  private Verdict verdict(Letter letter, TopicState feed) {
    Optional<String> obstacle = obstacle(letter);
    if (obstacle.isPresent()) {
      return new Verdict.NotReplayable(obstacle.get());
    }
    List<MarketEvent> events;
    try {
      events = events(letter);
    } catch (UnparsableFrameException unparsable) {
      return new Verdict.Fails(String.valueOf(unparsable.getMessage()), List.of());
    }
    List<Trade> trades = trades(events);
    if (trades.isEmpty()) {
      return new Verdict.NotReplayable(
          events.isEmpty()
              ? "it can be read now, and tells nothing of the market"
              : "it can be read now, but " + OF_THEIR_MOMENT);
    }
    return new Verdict.Works(
        sentence(trades),
        trades.stream()
            .map(trade -> feed.partitionOf(trade.listing().symbol().value()))
            .distinct()
            .map(partition -> new PartitionId(MarketTopics.FEED, partition))
            .toList());
  }

  private Optional<String> obstacle(Letter letter) {
    Optional<String> venue = letter.header(DeadLetter.VENUE);
    if (venue.isEmpty() || !readers.containsKey(venue.get())) {
      return Optional.of("nobody here reads frames of " + venue.orElse("an unknown venue"));
    }
    if (received(letter) == null) {
      return Optional.of("it does not say when it came");
    }
    return letter
        .header(FeedRecords.BYTES)
        .map(bytes ->
            "only %d of its %s bytes were kept".formatted(letter.record().value().length, bytes));
  }

  private List<MarketEvent> events(Letter letter) {
    FrameReader reader = readers.get(letter.header(DeadLetter.VENUE).orElse(""));
    Instant received = received(letter);
    if (reader == null || received == null) {
      throw new IllegalStateException("nobody reads it");
    }
    return reader.read(letter.record().value(), received);
  }

  private static @Nullable Instant received(Letter letter) {
    try {
      return letter.header(FeedRecords.RECEIVED).map(Instant::parse).orElse(null);
    } catch (DateTimeException notOne) {
      return null;
    }
  }

  private static List<Trade> trades(List<MarketEvent> events) {
    return events.stream().filter(Trade.class::isInstance).map(Trade.class::cast).toList();
  }

  private static OutgoingRecord outgoing(Trade trade, Letter letter) {
    return new OutgoingRecord(
        MarketTopics.FEED,
        null,
        trade.listing().symbol().value(),
        TickCodec.encode(trade),
        Map.of(
            MarketTopics.LINE,
            letter.header(MarketTopics.LINE).orElse(trade.listing().venue().value()),
            Replays.OF,
            letter.id()));
  }

  private static String sentence(List<Trade> trades) {
    Trade first = trades.getFirst();
    String one = "trade " + first.tradeId() + " of " + first.listing();
    return trades.size() == 1 ? one : one + " and " + (trades.size() - 1) + " more trades";
  }
}

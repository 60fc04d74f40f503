package io.penstock.market.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.BookChange.Kind;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.UnprocessableRecordException;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Decimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class PricesFlowTest {

  private static final Listing LISTING = Listing.of("BTC-USD", "coinbase");
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
  private static final Times TIMES = Times.of(NOW, NOW);
  private static final PartitionId FEED = new PartitionId(MarketTopics.FEED, 0);

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final TopicsInMemory topics = new TopicsInMemory(clock);
  private final Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
  private final LatestPrices latest =
      new LatestPrices(TestPrices.cacheAway(telemetry), telemetry, clock);
  private final PricesFlow flow =
      new PricesFlow(
          topics,
          new PricesProperties(
              Duration.ofSeconds(10), Duration.ofMinutes(15), Duration.ofMillis(100)),
          latest,
          telemetry,
          clock);

  @Test
  void publishesWhatTheFeedBroughtInItsOrderToItsPartition() {
    feed(trade(1), book(Kind.SNAPSHOT, 0), book(Kind.UPDATE, 1), trade(2));
    work(opened(), 0, 4);
    assertThat(topics.of(MarketTopics.TICKS)).extracting(StreamRecord::key).containsOnly("BTC-USD");
    assertThat(published()).containsExactly("trade 1", "SNAPSHOT 1", "UPDATE 2", "trade 2");
  }

  @Test
  void publishesNothingTwiceWhereverItWasInterrupted() {
    Random random = new Random(20261121);
    MarketEvent[] events =
        IntStream.range(0, 60)
            .mapToObj(i ->
                switch (i % 3) {
                  case 0 -> trade(i);
                  case 1 -> book(i == 1 ? Kind.SNAPSHOT : Kind.UPDATE, i / 3);
                  default -> trade(i - 2); // the same trade again
                })
            .toArray(MarketEvent[]::new);
    feed(events);
    int worked = 0;
    while (worked < events.length) {
      int end = Math.min(events.length, worked + 1 + random.nextInt(12));
      topics.failAfter = random.nextInt(14);
      boolean failed = fails(opened(), worked, end);
      topics.failAfter = Integer.MAX_VALUE;
      boolean isAcknowledged = !failed && random.nextBoolean();
      worked = isAcknowledged ? end : worked;
    }
    work(opened(), 0, events.length);

    assertThat(published())
        .containsExactlyElementsOf(
            IntStream.range(0, 20)
                .boxed()
                .flatMap(
                    i -> Stream.of("trade " + i * 3, (i == 0 ? "SNAPSHOT " : "UPDATE ") + (i + 1)))
                .toList());
  }

  @Test
  void beginsAnewWhenTheFeedTopicWasMadeAnew() {
    feed(trade(1), trade(2));
    work(opened(), 0, 2);
    topics.topicId = "second";
    feed(trade(3));
    work(opened(), 2, 3);
    assertThat(published()).containsExactly("trade 1", "trade 2", "trade 3");
  }

  @Test
  void namesTheRecordThatIsNoMarketEvent() {
    feed(trade(1));
    topics.append(OutgoingRecord.of(MarketTopics.FEED, "BTC-USD", new byte[] {1, 2, 3}));
    StepVerifier.create(flow.handle(opened(), topics.of(MarketTopics.FEED)))
        .expectErrorSatisfies(error ->
            assertThat(error)
                .isInstanceOfSatisfying(
                    UnprocessableRecordException.class,
                    unprocessable -> assertThat(unprocessable.record().offset()).isEqualTo(1)))
        .verify();
    assertThat(published()).isEmpty();
  }

  @Test
  void startsThoughSomethingItOncePublishedCannotBeRead() {
    topics.append(OutgoingRecord.of(MarketTopics.TICKS, "BTC-USD", new byte[] {1, 2, 3}));
    feed(trade(1));
    work(opened(), 0, 1);
    assertThat(topics.of(MarketTopics.TICKS)).hasSize(2);
  }

  @Test
  void lastPricesHearOfWhatTheBrokerTookAndOfNothingElse() {
    feed(book(Kind.SNAPSHOT, 0));
    work(opened(), 0, 1);
    assertThat(latest.waiting()).isZero();
    feed(trade(1));
    topics.failAfter = 0;
    assertThat(fails(opened(), 1, 2)).isTrue();
    assertThat(latest.waiting()).isZero();
    topics.failAfter = Integer.MAX_VALUE;
    work(opened(), 1, 2);
    assertThat(latest.waiting()).isEqualTo(1);
  }

  @Test
  void lastPricesHearAgainAfterARestartOfWhatWasPublished() {
    feed(trade(1));
    work(opened(), 0, 1);
    LatestPrices afterRestart = new LatestPrices(TestPrices.cacheAway(telemetry), telemetry, clock);
    PricesFlow next =
        new PricesFlow(
            topics,
            new PricesProperties(
                Duration.ofSeconds(10), Duration.ofMinutes(15), Duration.ofMillis(100)),
            afterRestart,
            telemetry,
            clock);
    next.open(FEED).block();
    assertThat(afterRestart.waiting()).isEqualTo(1);
  }

  private PartitionPrices opened() {
    return Objects.requireNonNull(flow.open(FEED).block());
  }

  private void work(PartitionPrices prices, int from, int to) {
    StepVerifier.create(flow.handle(prices, topics.of(MarketTopics.FEED).subList(from, to)))
        .verifyComplete();
  }

  private boolean fails(PartitionPrices prices, int from, int to) {
    return Boolean.TRUE.equals(
        flow.handle(prices, topics.of(MarketTopics.FEED).subList(from, to))
            .thenReturn(false)
            .onErrorReturn(true)
            .block());
  }

  private void feed(MarketEvent... events) {
    for (MarketEvent event : events) {
      topics.append(OutgoingRecord.of(MarketTopics.FEED, "BTC-USD", TickCodec.encode(event)));
    }
  }

  private List<String> published() {
    return topics.of(MarketTopics.TICKS).stream()
        .map(record ->
            switch (TickCodec.decode(record.value())) {
              case Trade trade -> "trade " + trade.tradeId();
              case BookChange change -> change.kind() + " " + change.sequence();
              case MarketEvent other -> other.toString();
            })
        .toList();
  }

  private static Trade trade(long id) {
    return new Trade(LISTING, id, Decimal.parse("100.5"), Decimal.parse("0.25"), Side.BUY, TIMES);
  }

  private static BookChange book(Kind kind, long sequence) {
    return new BookChange(
        LISTING,
        kind,
        sequence,
        List.of(Level.of("99", "1")),
        List.of(Level.of("102", "1")),
        TIMES);
  }
}

package io.penstock.market.feed;

import static io.penstock.market.feed.FeedBench.garbage;
import static io.penstock.market.feed.FeedBench.heartbeat;
import static io.penstock.market.feed.FeedBench.lastTrade;
import static io.penstock.market.feed.FeedBench.snapshot;
import static io.penstock.market.feed.FeedBench.trade;
import static io.penstock.market.feed.FeedBench.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FakeFeed.FakeLine;
import io.penstock.market.feed.FeedMessage.SymbolRefused;
import io.penstock.market.feed.FeedMessage.Told;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Times;
import io.penstock.platform.streams.OutgoingRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class FeedSupervisorTest {

  private final FeedBench bench = new FeedBench();
  private final FakeFeed feed = bench.feed;
  private final FakeBroker broker = bench.broker;

  private void live() {
    bench.start();
    bench.say(snapshot("BTC-USD"));
    bench.say(lastTrade("BTC-USD", 100));
    bench.say(snapshot("ETH-USD"));
    bench.say(lastTrade("ETH-USD", 500));
    broker.forget();
  }

  @Test
  void publishesWhatItReadsInOrder() {
    bench.start();
    bench.say(snapshot("BTC-USD"));
    bench.say(update("BTC-USD"));
    bench.say(lastTrade("ETH-USD", 500));
    bench.say(trade("ETH-USD", 501));
    bench.say(update("BTC-USD"));
    bench.say(snapshot("BTC-USD"));
    bench.say(update("BTC-USD"));

    assertThat(feed.line().requests).containsExactly("subscribe BTC-USD ETH-USD");
    assertThat(broker.told())
        .containsExactly(
            "STALE (not connected yet) BTC-USD",
            "STALE (not connected yet) ETH-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "update 1 BTC-USD",
            "LIVE ETH-USD",
            "trade 501 ETH-USD",
            "update 2 BTC-USD",
            "snapshot 0 BTC-USD",
            "update 1 BTC-USD");
  }

  @Test
  void recordsAreKeyedBySymbolAndNameTheirLine() {
    live();
    bench.say(trade("ETH-USD", 501));

    OutgoingRecord record = broker.taken(MarketTopics.FEED).getFirst();
    assertThat(record.key()).isEqualTo("ETH-USD");
    assertThat(record.partition()).isNull();
    assertThat(record.headers()).isEqualTo(Map.of("line", "fake#one"));
  }

  @Test
  void silentLineIsReplacedWithinFiveSecondsOfItsLastFrame() {
    live();
    bench.eachSecond(30, () -> bench.say(heartbeat("BTC-USD", 100)));
    Duration lastFrame = Virtual.now(bench.time).minusSeconds(1);

    bench.pass(Duration.ofSeconds(4));

    assertThat(feed.connects).hasSize(2);
    assertThat(feed.connects.getLast().minus(lastFrame)).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(feed.lines.getFirst().isClosed).isTrue();
    assertThat(broker.told())
        .containsExactly("STALE (no frame for 4 s) BTC-USD", "STALE (no frame for 4 s) ETH-USD");
    assertThat(bench.count("penstock.feed.stalls")).isEqualTo(1);
  }

  @Test
  void lineThatSaysNothingFromTheStartIsReplacedToo() {
    bench.start();

    bench.pass(Duration.ofMillis(4_000));
    assertThat(feed.lines.getFirst().isClosed).isTrue();
    bench.pass(Duration.ofMillis(500));
    assertThat(feed.connects).hasSize(2);
  }

  @Test
  void connectThatNeverOpensIsGivenUp() {
    feed.next = Mono::never;
    bench.start();

    bench.pass(Duration.ofMillis(9_999));
    assertThat(bench.count("penstock.feed.stalls")).isZero();
    bench.pass(Duration.ofMillis(1));
    assertThat(bench.count("penstock.feed.stalls")).isEqualTo(1);
  }

  @Test
  void twoQuietHoursRaiseNoAlarm() {
    live();
    bench.say(trade("BTC-USD", 101));

    bench.eachSecond(
        7_200,
        () -> {
          bench.say(heartbeat("BTC-USD", 101));
          bench.say(heartbeat("ETH-USD", 500));
        });

    assertThat(feed.connects).hasSize(1);
    assertThat(bench.count("penstock.feed.stalls")).isZero();
    assertThat(bench.count("penstock.feed.gaps")).isZero();
  }

  @Test
  void lineIsMuteWhenHeartbeatsNameTradesThatNeverCome() {
    live();
    long[] named = {100};
    bench.eachSecond(5, () -> bench.say(heartbeat("BTC-USD", named[0]++)));

    bench.pass(Duration.ofMillis(500));

    assertThat(feed.connects).hasSize(2);
    assertThat(broker.told()).contains("STALE (connected, but nothing of the market for 5 s) BTC-USD");
  }

  @Test
  void slowMarketIsMuteOnlyAfterTwentyOfItsUsualIntervals() {
    live();
    long[] trade = {100};
    bench.eachSecond(
        300,
        () -> {
          bench.say(trade("BTC-USD", ++trade[0]));
          bench.say(heartbeat("BTC-USD", trade[0]));
        });

    bench.eachSecond(18, () -> bench.say(heartbeat("BTC-USD", ++trade[0])));
    assertThat(feed.connects).hasSize(1);
    bench.eachSecond(4, () -> bench.say(heartbeat("BTC-USD", ++trade[0])));
    assertThat(feed.connects).hasSize(2);
  }

  @Test
  void timeAloneDecidesWhereHeartbeatsNameNoTrades() {
    FeedRules rules = FakeFeed.RULES;
    feed.rules =
        new FeedRules(
            rules.connects(), rules.requests(), rules.connectWithin(), rules.silence(), rules.mute(), false, 500);
    live();

    bench.eachSecond(6, () -> bench.say(heartbeat("BTC-USD", FeedMessage.Heartbeat.NO_TRADE)));

    assertThat(feed.connects).hasSize(2);
  }

  @Test
  void slowBrokerMakesNoStallAndNoBuffer() {
    long[] asked = {0};
    Flux<FeedMessage> endless =
        Flux.generate(
            () -> 100L,
            (id, sink) -> {
              asked[0]++;
              sink.next(trade("BTC-USD", id));
              return id + 1;
            });
    feed.next = () -> Mono.just(new FakeLine(endless.hide()));
    // The states before the line are taken; of the line only its first ten records.
    broker.behaviour = records -> records.zipWith(Flux.range(0, 10).concatWith(Flux.never()), 10, (record, n) -> record);
    bench.start();

    bench.pass(Duration.ofMinutes(10));

    assertThat(feed.connects).hasSize(1);
    assertThat(bench.count("penstock.feed.stalls")).isZero();
    // More is asked for only when three quarters of what was read ahead are taken; the broker takes twenty records.
    assertThat(asked[0]).isEqualTo(FeedSession.AHEAD);
  }

  @Test
  void lineClosedByTheVenueIsReplaced() {
    live();
    feed.line().close();

    assertThat(broker.told())
        .containsExactly("STALE (closed by the venue) BTC-USD", "STALE (closed by the venue) ETH-USD");
    bench.pass(Duration.ofMillis(500));
    assertThat(feed.connects).hasSize(2);
  }

  @Test
  void readersDoNotSeeWhatTheNetworkSays() {
    live();
    feed.line().fail(new IOException("Connection reset by 10.0.0.7"));

    assertThat(broker.told()).containsExactly("STALE (connection lost) BTC-USD", "STALE (connection lost) ETH-USD");
  }

  @Test
  void minuteOfHealthForgetsFailures() {
    feed.next = () -> Mono.error(new IOException("refused"));
    bench.start();
    bench.pass(Duration.ofSeconds(3));
    int failures = bench.supervisor().status().failures();
    assertThat(failures).isGreaterThan(2);
    feed.next = () -> Mono.just(new FakeLine());
    bench.pass(Duration.ofSeconds(30));
    FakeLine line = feed.line();
    assertThat(line.isClosed).isTrue();

    int before = bench.supervisor().status().failures();
    while (feed.line().isClosed) {
      bench.pass(Duration.ofMillis(10));
    }
    bench.eachSecond(58, () -> bench.say(heartbeat("BTC-USD", 1)));
    assertThat(bench.supervisor().status().failures()).isGreaterThanOrEqualTo(before);
    bench.eachSecond(4, () -> bench.say(heartbeat("BTC-USD", 1)));
    assertThat(bench.supervisor().status().failures()).isZero();
  }

  @Test
  void breakerOpensAfterEightFailuresAndClosesAfterAMinuteOfHealth() {
    feed.next = () -> Mono.error(new IOException("refused"));
    bench.start();
    while (feed.connects.size() < 8) {
      bench.pass(Duration.ofMillis(10));
    }
    assertThat(bench.supervisor().status().isBreakerOpen()).isTrue();
    assertThat(bench.meters.get("penstock.feed.breaker").gauge().value()).isEqualTo(1);
    bench.pass(Duration.ofMillis(59_900));
    assertThat(feed.connects).hasSize(8);

    feed.next = () -> Mono.just(new FakeLine());
    bench.pass(Duration.ofSeconds(31));
    while (feed.line().isClosed) {
      bench.pass(Duration.ofMillis(10));
    }
    bench.eachSecond(62, () -> bench.say(heartbeat("BTC-USD", 1)));

    assertThat(bench.supervisor().status().isBreakerOpen()).isFalse();
    assertThat(bench.meters.get("penstock.feed.breaker").gauge().value()).isZero();
    assertThat(bench.count("penstock.feed.breaker.opened")).isEqualTo(1);
    assertThat(bench.count("penstock.feed.breaker.closed")).isEqualTo(1);
  }

  @Test
  void venueThatDropsEveryLineIsConnectedToRarely() {
    feed.next = () -> Mono.just(new FakeLine(Flux.just(snapshot("BTC-USD"))));
    bench.start();

    bench.pass(Duration.ofHours(2));

    List<Duration> connects = feed.connects;
    for (int i = 0; i + 20 < connects.size(); i++) {
      assertThat(connects.get(i + 20).minus(connects.get(i))).isGreaterThan(Duration.ofSeconds(1));
    }
    // Eight at first, then one in each 60 to 90 seconds.
    assertThat(connects.size()).isBetween(8 + 7_100 / 90, 8 + 7_200 / 60);
  }

  @Test
  void lineThatFlapsOnAndOffGetsNoFreshStart() {
    bench.start();
    Duration end = Duration.ofHours(2);
    while (Virtual.now(bench.time).compareTo(end) < 0) {
      if (!feed.line().isClosed) {
        bench.eachSecond(30, () -> bench.say(heartbeat("BTC-USD", 1)));
        feed.line().close();
      }
      bench.pass(Duration.ofSeconds(1));
    }

    assertThat(bench.count("penstock.feed.breaker.opened")).isEqualTo(1);
    assertThat(feed.connects.size()).isBetween(8 + 6_500 / 120, 8 + 7_200 / 90);
  }

  @Test
  void unparsableFrameIsKeptAndItsSymbolAloneIsResynchronised() {
    live();
    bench.say(update("BTC-USD"));
    bench.say(garbage("BTC-USD"));
    bench.say(garbage("BTC-USD"));
    bench.say(update("BTC-USD"));
    bench.say(trade("BTC-USD", 101));
    bench.say(update("ETH-USD"));
    bench.say(snapshot("BTC-USD"));
    bench.say(update("BTC-USD"));

    assertThat(feed.line().requests).containsExactly("subscribe BTC-USD ETH-USD", "resync BTC-USD");
    assertThat(broker.told())
        .containsExactly(
            "update 1 BTC-USD",
            "STALE (a frame could not be read) BTC-USD",
            "trade 101 BTC-USD",
            "update 1 ETH-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "update 1 BTC-USD");
    List<OutgoingRecord> letters = broker.taken(MarketTopics.DEAD_LETTERS);
    assertThat(letters).hasSize(2);
    OutgoingRecord letter = letters.getFirst();
    assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("{garbage");
    assertThat(letter.key()).isEqualTo("BTC-USD");
    assertThat(letter.headers())
        .isEqualTo(
            Map.of(
                "line", "fake#one",
                "penstock-flow", "feed",
                "penstock-venue", "fake",
                "penstock-received", "1970-01-01T00:00:00Z",
                "penstock-cause", "no JSON"));
    assertThat(feed.connects).hasSize(1);
  }

  @Test
  void frameOfNoKnownSymbolHarmsNobody() {
    live();
    bench.say(garbage(null));
    bench.say(update("BTC-USD"));

    assertThat(broker.taken(MarketTopics.DEAD_LETTERS)).singleElement().extracting(OutgoingRecord::key).isEqualTo("fake");
    assertThat(broker.told()).containsExactly("update 1 BTC-USD");
    assertThat(feed.line().requests).hasSize(1);
  }

  @Test
  void resyncWithoutAnswerIsAskedAgainEveryTenSeconds() {
    live();
    bench.say(garbage("BTC-USD"));
    bench.eachSecond(21, () -> bench.say(heartbeat("ETH-USD", 500)));
    bench.say(snapshot("BTC-USD"));
    bench.eachSecond(20, () -> bench.say(heartbeat("ETH-USD", 500)));
    bench.say(garbage("BTC-USD"));

    assertThat(feed.line().requests)
        .containsExactly(
            "subscribe BTC-USD ETH-USD", "resync BTC-USD", "resync BTC-USD", "resync BTC-USD", "resync BTC-USD");
  }

  @Test
  void refusedSymbolEndsAndTheOthersAreSubscribedWithoutIt() {
    bench.start();
    bench.say(new SymbolRefused(new Symbol("BTC-USD"), "not a valid product"));
    bench.pass(Duration.ofSeconds(1));
    bench.say(snapshot("ETH-USD"));

    assertThat(feed.line().requests).containsExactly("subscribe BTC-USD ETH-USD", "subscribe ETH-USD");
    assertThat(broker.told())
        .endsWith("ENDED (not a valid product) BTC-USD", "LIVE ETH-USD", "snapshot 0 ETH-USD");
    assertThat(bench.supervisor().status().symbols()).isEqualTo(1);

    feed.line().close();
    bench.pass(Duration.ofSeconds(1));
    assertThat(feed.line().requests).containsExactly("subscribe ETH-USD");
  }

  @Test
  void bookTooLargeForARecordEndsItsListingAlone() {
    live();
    List<Level> bids =
        IntStream.range(0, 150_000).mapToObj(i -> Level.of("1234567.89", (1_000_000 + i) + ".12345678")).toList();
    Times times = Times.of(Instant.EPOCH, Instant.EPOCH);
    bench.say(
        new Told(new BookChange(FeedBench.listing("BTC-USD"), BookChange.Kind.SNAPSHOT, 0, bids, List.of(), times)));
    bench.say(update("BTC-USD"));
    bench.say(update("ETH-USD"));

    assertThat(broker.told()).containsExactly("ENDED (its book is too large for a record) BTC-USD", "update 1 ETH-USD");
  }

  @Test
  void nothingIsSubscribedTwiceWhenTheOthersSpeak() {
    bench.start();
    bench.say(snapshot("ETH-USD"));
    bench.say(new SymbolRefused(new Symbol("BTC-USD"), "not a valid product"));
    bench.pass(Duration.ofSeconds(2));

    assertThat(feed.line().requests).containsExactly("subscribe BTC-USD ETH-USD");
  }

  @Test
  void eventsOfListingsNeverAskedForAreDropped() {
    live();
    bench.say(trade("DOGE-USD", 1));

    assertThat(broker.told()).isEmpty();
    assertThat(bench.count("penstock.feed.dropped")).isEqualTo(1);
  }

  @Test
  void failedSendEndsTheLineAndNobodyConnectsUntilTheBrokerIsBack() {
    live();
    broker.behaviour = records -> Flux.error(new IOException("broker away"));
    feed.line().close();
    bench.pass(Duration.ofMinutes(10));
    assertThat(feed.connects).hasSize(1);

    broker.behaviour = records -> records;
    broker.forget();
    bench.pass(Duration.ofMinutes(2));

    assertThat(feed.connects.size()).isGreaterThan(1);
    assertThat(broker.told())
        .startsWith("STALE (not connected yet) BTC-USD", "STALE (not connected yet) ETH-USD");
  }

  @Test
  void bookNeverGoesOnWithoutAChangeThatWasNotAcknowledged() {
    int[] left = {4};
    broker.behaviour =
        records ->
            records.handle(
                (record, sink) -> {
                  if (left[0]-- == 0) {
                    sink.error(new IOException("not acknowledged"));
                  } else {
                    sink.next(record);
                  }
                });
    bench.start();
    bench.say(snapshot("BTC-USD"));
    FakeLine first = feed.line();
    first.say(update("BTC-USD"));

    assertThat(first.isClosed).isTrue();
    bench.pass(Duration.ofSeconds(1));
    bench.say(update("BTC-USD"));
    bench.say(snapshot("BTC-USD"));
    assertThat(broker.told().subList(2, broker.told().size()))
        .containsExactly(
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "STALE (not connected yet) BTC-USD",
            "STALE (not connected yet) ETH-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD");
  }

  @Test
  void tradesMissedBetweenTwoLinesAreAGap() {
    live();
    bench.say(trade("BTC-USD", 101));
    feed.line().close();
    bench.pass(Duration.ofSeconds(1));
    bench.say(lastTrade("BTC-USD", 104));
    bench.say(trade("BTC-USD", 105));
    bench.say(lastTrade("ETH-USD", 500));

    assertThat(bench.count("penstock.feed.gaps")).isEqualTo(1);
  }

  @Test
  void stopTellsReadersAndEndsInOrder() {
    live();
    bench.stop.give();

    assertThat(bench.hasEnded).isTrue();
    assertThat(feed.line().isClosed).isTrue();
    assertThat(broker.told()).containsExactly("STALE (stopped) BTC-USD", "STALE (stopped) ETH-USD");
    bench.pass(Duration.ofMinutes(5));
    assertThat(feed.connects).hasSize(1);
  }

  @Test
  void stopDuringAPauseEndsAtOnce() {
    feed.next = () -> Mono.error(new IOException("refused"));
    bench.start();
    bench.stop.give();

    assertThat(bench.hasEnded).isTrue();
  }

  @Test
  void stopDuringAConnectEndsAtOnce() {
    feed.next = Mono::never;
    bench.start();
    bench.stop.give();

    assertThat(bench.hasEnded).isTrue();
  }

  @Test
  void cancelClosesTheLineAndLeavesNothingScheduled() {
    Disposable running = bench.start();
    bench.say(snapshot("BTC-USD"));
    running.dispose();

    assertThat(feed.line().isClosed).isTrue();
    assertThat(bench.time.getScheduledTaskCount()).isPositive();
    bench.pass(Duration.ofMinutes(5));
    assertThat(feed.connects).hasSize(1);
    assertThat(bench.hasEnded).isFalse();
  }
}

package io.penstock.market.feed;

import static io.penstock.market.feed.FeedBench.heartbeat;
import static io.penstock.market.feed.FeedBench.lastTrade;
import static io.penstock.market.feed.FeedBench.snapshot;
import static io.penstock.market.feed.FeedBench.trade;
import static io.penstock.market.feed.FeedBench.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FakeFeed.FakeLine;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Symbol;
import io.penstock.platform.streams.OutgoingRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One line after the other. */
class FeedSupervisorTest {

  private final FeedBench bench = new FeedBench();
  private final FakeFeed feed = bench.feed;
  private final FakeBroker broker = bench.broker;

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
    bench.live();
    bench.say(trade("ETH-USD", 501));

    OutgoingRecord record = broker.taken(MarketTopics.FEED).getFirst();
    assertThat(record.key()).isEqualTo("ETH-USD");
    assertThat(record.partition()).isNull();
    assertThat(record.headers()).isEqualTo(Map.of("line", "fake#one"));
  }

  @Test
  void lineClosedByTheVenueIsReplaced() {
    bench.live();
    feed.line().close();

    assertThat(broker.told())
        .containsExactly(
            "STALE (closed by the venue) BTC-USD", "STALE (closed by the venue) ETH-USD");
    bench.pass(Duration.ofMillis(500));
    assertThat(feed.connects).hasSize(2);
  }

  @Test
  void venueThatListsNothingIsNotConnectedToUntilItDoes() {
    feed.symbols = List.of();
    bench.start();
    bench.pass(Duration.ofMinutes(10));
    assertThat(feed.connects).isEmpty();
    assertThat(bench.count("penstock.feed.disconnects")).isZero();

    feed.products =
        Mono.just(
            List.of(
                new Product(
                    new Symbol("BTC-USD"), "BTC-USD", "Bitcoin", "BTC", "USD", 2, 8, true)));
    bench.pass(Duration.ofMinutes(1));
    assertThat(feed.connects).hasSize(1);
    bench.stop.give();
    assertThat(bench.hasEnded).isTrue();
  }

  @Test
  void venueThatListsNothingDoesNotHoldUpTheStop() {
    feed.symbols = List.of();
    bench.start();
    bench.stop.give();
    assertThat(bench.hasEnded).isTrue();
  }

  @Test
  void readersDoNotSeeWhatTheNetworkSays() {
    bench.live();
    feed.line().fail(new IOException("Connection reset by 10.0.0.7"));

    assertThat(broker.told())
        .containsExactly("STALE (connection lost) BTC-USD", "STALE (connection lost) ETH-USD");
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
  void failedSendEndsTheLineAndNobodyConnectsUntilTheBrokerIsBack() {
    bench.live();
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
    // The list of instruments, two states, one more and the snapshot are taken.
    int[] left = {5};
    broker.behaviour =
        records ->
            records.handle((record, sink) -> {
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
    bench.live();
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
    bench.live();
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

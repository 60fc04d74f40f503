package io.penstock.market.feed;

import static io.penstock.market.feed.FeedBench.heartbeat;
import static io.penstock.market.feed.FeedBench.snapshot;
import static io.penstock.market.feed.FeedBench.trade;
import static io.penstock.market.feed.FeedBench.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FakeFeed.FakeLine;
import io.penstock.market.tick.MarketTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A line that the venue is about to end is let go when its successor has everything. */
class FeedHandoverTest {

  private static final FeedMessage LEAVING = new FeedMessage.Leaving("maintenance");

  private final FeedBench bench = new FeedBench();
  private final FakeFeed feed = bench.feed;
  private final FakeBroker broker = bench.broker;

  @Test
  void successorIsConnectedBeforeTheLineIsLetGo() {
    bench.live();
    FakeLine old = feed.line();
    old.say(LEAVING);

    assertThat(feed.lines).hasSize(2);
    bench.say(snapshot("BTC-USD"));
    bench.pass(Duration.ofSeconds(1));
    assertThat(old.isClosed).as("one listing has not spoken yet").isFalse();
    old.say(trade("ETH-USD", 501));
    bench.say(snapshot("ETH-USD"));
    bench.pass(Duration.ofSeconds(1));

    assertThat(old.isClosed).isTrue();
    bench.say(update("BTC-USD"));
    assertThat(broker.told())
        .containsExactly(
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD",
            "trade 501 ETH-USD",
            "LIVE ETH-USD",
            "snapshot 0 ETH-USD",
            "STALE (stopped) BTC-USD",
            "STALE (stopped) ETH-USD",
            "update 1 BTC-USD");
    assertThat(lines())
        .containsExactly(
            "fake#one+",
            "fake#one+",
            "fake#one",
            "fake#one+",
            "fake#one+",
            "fake#one",
            "fake#one",
            "fake#one+");
    assertThat(bench.supervisor().status().live()).isEqualTo(2);
    assertThat(bench.supervisor().status().isConnected()).isTrue();
  }

  private void sayOnOpenLines(FeedMessage message) {
    feed.lines.stream().filter(line -> !line.isClosed).forEach(line -> line.say(message));
  }

  private List<String> lines() {
    return broker.taken(MarketTopics.FEED).stream()
        .map(record -> record.headers().get("line"))
        .toList();
  }

  @Test
  void listingsThatStaySilentDoNotHoldItUpForLong() {
    bench.live();
    FakeLine old = feed.line();
    old.say(LEAVING);
    bench.eachSecond(299, () -> sayOnOpenLines(heartbeat("BTC-USD", 100)));
    assertThat(old.isClosed).isFalse();
    bench.eachSecond(2, () -> sayOnOpenLines(heartbeat("BTC-USD", 100)));

    assertThat(old.isClosed).isTrue();
    assertThat(feed.lines).hasSize(2);
  }

  @Test
  void lineThatIsAsOldAsTheVenueLetsItBeIsHandedOver() {
    feed.rules = FakeFeed.rules(null, Duration.ofSeconds(20));
    bench.live();
    bench.eachSecond(19, () -> bench.say(heartbeat("BTC-USD", 100)));
    assertThat(feed.lines).hasSize(1);
    bench.pass(Duration.ofSeconds(1));

    assertThat(feed.lines).hasSize(2);
    assertThat(bench.count("penstock.feed.handovers")).isEqualTo(1);
  }

  @Test
  void successorHasASuccessorToo() {
    feed.rules = FakeFeed.rules(null, Duration.ofSeconds(20));
    bench.live();
    bench.eachSecond(
        70,
        () -> {
          sayOnOpenLines(snapshot("BTC-USD"));
          sayOnOpenLines(snapshot("ETH-USD"));
        });

    assertThat(feed.lines).hasSize(4);
    assertThat(feed.lines).filteredOn(line -> !line.isClosed).hasSize(1);
    assertThat(bench.supervisor().status().failures()).isZero();
  }

  @Test
  void successorThatCannotBeHadIsTriedAgainWhileTheLineLives() {
    bench.live();
    FakeLine old = feed.line();
    Supplier<Mono<FakeLine>> works = feed.next;
    feed.next = () -> Mono.error(new IOException("refused"));
    old.say(LEAVING);
    bench.eachSecond(3, () -> old.say(heartbeat("BTC-USD", 100)));
    assertThat(feed.connects).hasSizeGreaterThan(2);
    assertThat(old.isClosed).isFalse();
    feed.next = works;
    bench.eachSecond(
        30,
        () -> {
          sayOnOpenLines(snapshot("BTC-USD"));
          sayOnOpenLines(snapshot("ETH-USD"));
        });

    assertThat(feed.lines).hasSize(2);
    assertThat(old.isClosed).isTrue();
    assertThat(feed.line().isClosed).isFalse();
  }

  @Test
  void lineThatEndsEarlyLeavesTheSuccessorAlone() {
    bench.live();
    FakeLine old = feed.line();
    old.say(LEAVING);
    bench.say(snapshot("BTC-USD"));
    old.close();
    bench.pass(Duration.ofSeconds(1));

    assertThat(feed.lines).hasSize(2);
    assertThat(feed.line().isClosed).isFalse();
    bench.say(snapshot("ETH-USD"));
    assertThat(broker.told()).endsWith("LIVE ETH-USD", "snapshot 0 ETH-USD");
  }

  @Test
  void successorThatEndsIsReplacedAsAnyLine() {
    bench.live();
    FakeLine old = feed.line();
    old.say(LEAVING);
    bench.say(snapshot("BTC-USD"));
    bench.say(snapshot("ETH-USD"));
    bench.pass(Duration.ofSeconds(1));
    assertThat(old.isClosed).isTrue();
    feed.line().close();
    bench.pass(Duration.ofSeconds(1));

    assertThat(feed.lines).hasSize(3);
  }

  /** Once each line ran inside the one before it: as deep as there had been handovers. */
  @Test
  void thousandsOfHandoversRunNoDeeperThanOne() {
    bench.live();
    for (int handover = 0; handover < 3_000; handover++) {
      feed.line().say(LEAVING);
      bench.say(snapshot("BTC-USD"));
      bench.say(snapshot("ETH-USD"));
      bench.pass(Duration.ofSeconds(1));
    }
    assertThat(feed.lines).hasSize(3_001);
    assertThat(feed.lines).filteredOn(line -> !line.isClosed).containsExactly(feed.line());
    assertThat(bench.supervisor().status().failures()).isZero();

    bench.stop.give();
    assertThat(feed.line().isClosed).isTrue();
    assertThat(bench.hasEnded).isTrue();
  }

  @Test
  void stopEndsBoth() {
    bench.live();
    feed.line().say(LEAVING);
    bench.stop.give();

    assertThat(feed.lines).hasSize(2).allMatch(line -> line.isClosed);
    assertThat(bench.hasEnded).isTrue();
  }
}

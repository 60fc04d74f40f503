package io.penstock.market.feed;

import static io.penstock.market.feed.FeedBench.heartbeat;
import static io.penstock.market.feed.FeedBench.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FakeFeed.FakeLine;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** When a line counts as dead, and when it does not. */
class FeedStallTest {

  private final FeedBench bench = new FeedBench();
  private final FakeFeed feed = bench.feed;
  private final FakeBroker broker = bench.broker;

  @Test
  void silentLineIsReplacedWithinFiveSecondsOfItsLastFrame() {
    bench.live();
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
    bench.live();
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
    bench.live();
    long[] named = {100};
    bench.eachSecond(5, () -> bench.say(heartbeat("BTC-USD", named[0]++)));

    bench.pass(Duration.ofMillis(500));

    assertThat(feed.connects).hasSize(2);
    assertThat(broker.told())
        .contains("STALE (connected, but nothing of the market for 5 s) BTC-USD");
  }

  @Test
  void slowMarketIsMuteOnlyAfterTwentyOfItsUsualIntervals() {
    bench.live();
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
            rules.connects(),
            rules.requests(),
            rules.connectWithin(),
            rules.silence(),
            rules.mute(),
            false,
            500,
            null,
            null);
    bench.live();

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
    broker.behaviour =
        records ->
            records.zipWith(Flux.range(0, 10).concatWith(Flux.never()), 10, (record, n) -> record);
    bench.start();

    bench.pass(Duration.ofMinutes(10));

    assertThat(feed.connects).hasSize(1);
    assertThat(bench.count("penstock.feed.stalls")).isZero();
    // More is asked for only when three quarters of what was read ahead are taken; the broker takes
    // twenty records.
    assertThat(asked[0]).isEqualTo(FeedSession.AHEAD);
  }
}

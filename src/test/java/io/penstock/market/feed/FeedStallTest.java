package io.penstock.market.feed;

import static io.penstock.market.feed.FeedBench.heartbeat;
import static io.penstock.market.feed.FeedBench.lastTrade;
import static io.penstock.market.feed.FeedBench.listing;
import static io.penstock.market.feed.FeedBench.snapshot;
import static io.penstock.market.feed.FeedBench.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FakeFeed.FakeLine;
import io.penstock.market.tick.Trade;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
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

  /** A venue whose heartbeats name no trades, with this history of whatever is asked for. */
  private void liveWithoutTradesInHeartbeats(Mono<List<Trade>> history) {
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
    feed.history = gap -> history.map(all -> all.stream().filter(gap::contains).toList());
    bench.start();
    bench.say(snapshot("BTC-USD"));
    bench.say(lastTrade("BTC-USD", 100));
    broker.forget();
  }

  private void livesOn() {
    bench.say(heartbeat("BTC-USD", FeedMessage.Heartbeat.NO_TRADE));
  }

  private static Mono<List<Trade>> trades(long... ids) {
    return Mono.just(
        LongStream.of(ids).mapToObj(id -> (Trade) trade("BTC-USD", id).event()).toList());
  }

  @Test
  void historyDecidesWhereHeartbeatsNameNoTrades() {
    liveWithoutTradesInHeartbeats(trades(100, 101, 102));

    bench.eachSecond(5, this::livesOn);
    assertThat(feed.asked).isEmpty();
    bench.pass(StallWatch.EVERY);
    assertThat(feed.asked).containsExactly(new TradeGap(listing("BTC-USD"), 100, 101));
    bench.pass(FeedSession.SPEAK_WITHIN.plus(StallWatch.EVERY));

    assertThat(feed.lines.getFirst().isClosed).isTrue();
    assertThat(broker.told())
        .containsExactly("STALE (connected, but nothing of the market for 6 s) BTC-USD");
    assertThat(bench.count("penstock.feed.stalls")).isEqualTo(1);
  }

  /** Once a feed of quiet symbols was given up every five seconds. */
  @Test
  void quietMarketRaisesNoAlarmAndFewQuestionsWhereHeartbeatsNameNoTrades() {
    liveWithoutTradesInHeartbeats(trades(99, 100));

    bench.eachSecond(3_600, this::livesOn);

    assertThat(feed.connects).hasSize(1);
    assertThat(bench.count("penstock.feed.stalls")).isZero();
    assertThat(feed.asked).hasSizeBetween(50, 70);
  }

  @Test
  void tradeThatIsOnItsWayWhenTheHistoryIsAskedIsNoneThatNeverCame() {
    liveWithoutTradesInHeartbeats(trades(100, 101));
    bench.eachSecond(5, this::livesOn);
    bench.pass(Duration.ofMillis(500));
    assertThat(feed.asked).hasSize(1);
    bench.say(trade("BTC-USD", 101));
    bench.eachSecond(4, this::livesOn);

    assertThat(feed.connects).hasSize(1);
  }

  /** The one that traded last comes first. */
  @Test
  void oneListingAfterTheOtherIsAskedAbout() {
    liveWithoutTradesInHeartbeats(trades(100, 500));
    bench.say(lastTrade("ETH-USD", 499));
    bench.say(trade("ETH-USD", 500));

    bench.eachSecond(13, this::livesOn);

    assertThat(feed.connects).hasSize(1);
    assertThat(feed.asked)
        .containsExactly(
            new TradeGap(listing("ETH-USD"), 500, 501), new TradeGap(listing("BTC-USD"), 100, 101));
  }

  @Test
  void timeAloneDecidesAfterAMinuteWhereTheHistoryDoesNotKnow() {
    liveWithoutTradesInHeartbeats(trades());

    bench.eachSecond(59, this::livesOn);
    assertThat(feed.connects).hasSize(1);
    bench.eachSecond(2, this::livesOn);
    assertThat(feed.connects).hasSize(2);
  }

  @Test
  void timeAloneDecidesAfterAMinuteWhereTheHistoryCannotBeHad() {
    liveWithoutTradesInHeartbeats(Mono.error(new IOException("refused")));

    bench.eachSecond(59, this::livesOn);
    assertThat(feed.connects).hasSize(1);
    bench.eachSecond(2, this::livesOn);
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

package io.penstock.market.feed;

import static io.penstock.market.feed.FeedBench.heartbeat;
import static io.penstock.market.feed.FeedBench.listing;
import static io.penstock.market.feed.FeedBench.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FeedMessage.BookLost;
import io.penstock.market.feed.FeedMessage.RecentTrades;
import io.penstock.market.tick.Trade;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What was missed is asked for, and what cannot be trusted is thrown away. */
class FeedGapTest {

  private final FeedBench bench = new FeedBench();
  private final FakeFeed feed = bench.feed;
  private final FakeBroker broker = bench.broker;

  private static List<Trade> trades(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(FeedGapTest::ethTrade).toList();
  }

  private static Trade ethTrade(long id) {
    return (Trade) trade("ETH-USD", id).event();
  }

  @Test
  void holeIsFilledFromTheVenuesHistory() {
    feed.history = gap -> Mono.just(trades(gap.firstId(), gap.lastId()));
    bench.live();
    bench.say(trade("ETH-USD", 503));

    assertThat(feed.asked).containsExactly(new TradeGap(listing("ETH-USD"), 501, 502));
    assertThat(broker.told())
        .containsExactlyInAnyOrder("trade 503 ETH-USD", "trade 501 ETH-USD", "trade 502 ETH-USD");
    assertThat(bench.count("penstock.feed.gaps.filled")).isEqualTo(1);
  }

  @Test
  void holeThatAHeartbeatTellsOfIsFilledToo() {
    feed.history = gap -> Mono.just(trades(gap.firstId(), gap.lastId()));
    bench.live();
    bench.say(heartbeat("ETH-USD", 501));
    bench.say(heartbeat("ETH-USD", 501));

    assertThat(broker.told()).containsExactly("trade 501 ETH-USD");
  }

  @Test
  void historyThatAnswersInPartsIsAskedForTheRest() {
    feed.history =
        gap -> Mono.just(trades(Math.max(gap.firstId(), gap.lastId() - 1), gap.lastId()));
    bench.live();
    bench.say(trade("ETH-USD", 506));

    assertThat(feed.asked).extracting(TradeGap::lastId).containsExactly(505L, 503L, 501L);
    assertThat(broker.told()).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void historyMayAlsoBeginWithTheOldest() {
    feed.history =
        gap -> Mono.just(trades(gap.firstId(), Math.min(gap.firstId() + 1, gap.lastId())));
    bench.live();
    bench.say(trade("ETH-USD", 506));

    assertThat(feed.asked).extracting(TradeGap::firstId).containsExactly(501L, 503L, 505L);
    assertThat(broker.told()).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void historyThatHasNothingLeavesTheHoleAndTheLine() {
    bench.live();
    bench.say(trade("ETH-USD", 503));
    bench.say(trade("ETH-USD", 504));

    assertThat(broker.told()).containsExactly("trade 503 ETH-USD", "trade 504 ETH-USD");
    assertThat(bench.count("penstock.feed.gaps.left")).isEqualTo(1);
    assertThat(feed.lines).hasSize(1);
  }

  @Test
  void historyThatFailsIsTriedAgainAndLeftToTheNextLine() {
    feed.history = gap -> Mono.error(new IOException("reset"));
    bench.live();
    bench.say(trade("ETH-USD", 503));
    bench.eachSecond(20, () -> bench.say(heartbeat("ETH-USD", 503)));
    assertThat(feed.asked).hasSizeGreaterThan(1);
    bench.eachSecond(600, () -> bench.say(heartbeat("ETH-USD", 503)));

    assertThat(feed.asked).hasSize(9);
    assertThat(bench.count("penstock.feed.gaps.left")).isEqualTo(1);
    feed.history = gap -> Mono.just(trades(gap.firstId(), gap.lastId()));
    feed.line().close();
    bench.pass(Duration.ofSeconds(1));
    assertThat(broker.told()).contains("trade 501 ETH-USD", "trade 502 ETH-USD");
  }

  @Test
  void lineThatEndsLeavesItsHolesToTheNext() {
    feed.history = gap -> Mono.never();
    bench.live();
    bench.say(trade("ETH-USD", 503));
    feed.line().close();
    feed.history = gap -> Mono.just(trades(gap.firstId(), gap.lastId()));
    bench.pass(Duration.ofSeconds(1));

    assertThat(feed.lines).hasSize(2);
    assertThat(broker.told()).contains("trade 501 ETH-USD", "trade 502 ETH-USD");
  }

  @Test
  void whatABrokerMayHaveLostIsAskedForAgain() {
    feed.history = gap -> Mono.just(trades(gap.firstId(), gap.lastId()));
    boolean[] isAway = {false};
    broker.behaviour =
        records ->
            records.handle((record, sink) -> {
              if (isAway[0]) {
                sink.error(new IOException("not acknowledged"));
              } else {
                sink.next(record);
              }
            });
    bench.live();
    bench.say(trade("ETH-USD", 501));
    isAway[0] = true;
    bench.say(trade("ETH-USD", 502));
    isAway[0] = false;
    bench.pass(Duration.ofSeconds(1));

    bench.say(FeedBench.lastTrade("ETH-USD", 502));
    assertThat(feed.asked).containsExactly(new TradeGap(listing("ETH-USD"), 501, 502));
  }

  @Test
  void ofAHugeHoleTheNewestAreAskedFor() {
    bench.live();
    bench.say(trade("ETH-USD", 1_000_501));

    assertThat(feed.asked).containsExactly(new TradeGap(listing("ETH-USD"), 900_501, 1_000_500));
    assertThat(bench.count("penstock.feed.gaps.left")).as("the older, and the rest").isEqualTo(2);
  }

  @Test
  void answersOutsideTheHoleAreNotTaken() {
    feed.history = gap -> Mono.just(trades(400, 502));
    bench.live();
    bench.say(trade("ETH-USD", 503));

    assertThat(broker.told())
        .containsExactlyInAnyOrder("trade 503 ETH-USD", "trade 501 ETH-USD", "trade 502 ETH-USD");
  }

  @Test
  void ofRecentTradesTheUnknownAreNews() {
    bench.live();
    bench.say(new RecentTrades(listing("ETH-USD"), trades(498, 502)));
    bench.say(trade("ETH-USD", 503));

    assertThat(broker.told())
        .containsExactly("trade 501 ETH-USD", "trade 502 ETH-USD", "trade 503 ETH-USD");
    assertThat(feed.asked).isEmpty();
  }

  @Test
  void recentTradesOfAListingNeverReadAreNoNews() {
    bench.start();
    bench.say(new RecentTrades(listing("ETH-USD"), trades(498, 502)));
    broker.forget();
    bench.say(trade("ETH-USD", 503));
    bench.say(trade("ETH-USD", 505));

    assertThat(broker.told()).containsExactly("trade 503 ETH-USD", "trade 505 ETH-USD");
    assertThat(feed.asked).containsExactly(new TradeGap(listing("ETH-USD"), 504, 504));
  }

  @Test
  void recentTradesThatBeginTooLateLeaveAHole() {
    bench.live();
    bench.say(new RecentTrades(listing("ETH-USD"), trades(503, 504)));

    assertThat(feed.asked).containsExactly(new TradeGap(listing("ETH-USD"), 501, 502));
  }

  @Test
  void lostBookIsVoidAndAskedForAgain() {
    bench.live();
    bench.say(new BookLost(listing("BTC-USD"), BookLost.Reason.CHECKSUM));
    bench.say(new BookLost(listing("BTC-USD"), BookLost.Reason.CHECKSUM));
    bench.say(FeedBench.update("BTC-USD"));
    bench.say(FeedBench.update("ETH-USD"));
    bench.say(FeedBench.snapshot("BTC-USD"));

    assertThat(feed.line().requests).containsExactly("subscribe BTC-USD ETH-USD", "resync BTC-USD");
    assertThat(broker.told())
        .containsExactly(
            "STALE (its book failed the checksum) BTC-USD",
            "update 1 ETH-USD",
            "LIVE BTC-USD",
            "snapshot 0 BTC-USD");
  }

  @Test
  void venueWithoutHeartbeatsIsAskedForASignOfLife() {
    feed.rules = FakeFeed.rules(Duration.ofSeconds(2), null);
    bench.live();
    bench.pass(Duration.ofMillis(2_500));
    assertThat(feed.line().requests).endsWith("ping");
    bench.say(FeedMessage.Noted.INSTANCE);
    bench.pass(Duration.ofMillis(4_000));
    assertThat(feed.lines).hasSize(1);
    assertThat(feed.line().requests).endsWith("ping", "ping");
    bench.pass(Duration.ofMillis(2_000));

    assertThat(feed.line().isClosed || feed.lines.size() > 1).as("nothing came back").isTrue();
  }
}

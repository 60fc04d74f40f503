package io.penstock.market.feed;

import static io.penstock.market.feed.FeedBench.garbage;
import static io.penstock.market.feed.FeedBench.heartbeat;
import static io.penstock.market.feed.FeedBench.snapshot;
import static io.penstock.market.feed.FeedBench.trade;
import static io.penstock.market.feed.FeedBench.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FeedMessage.SymbolRefused;
import io.penstock.market.feed.FeedMessage.Told;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Times;
import io.penstock.platform.streams.OutgoingRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A symbol fails alone. */
class FeedSymbolTest {

  private final FeedBench bench = new FeedBench();
  private final FakeFeed feed = bench.feed;
  private final FakeBroker broker = bench.broker;

  @Test
  void unparsableFrameIsKeptAndItsSymbolAloneIsResynchronised() {
    bench.live();
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
    bench.live();
    bench.say(garbage(null));
    bench.say(update("BTC-USD"));

    assertThat(broker.taken(MarketTopics.DEAD_LETTERS))
        .extracting(OutgoingRecord::key)
        .containsExactly("fake");
    assertThat(broker.told()).containsExactly("update 1 BTC-USD");
    assertThat(feed.line().requests).hasSize(1);
  }

  @Test
  void resyncWithoutAnswerIsAskedAgainEveryTenSeconds() {
    bench.live();
    bench.say(garbage("BTC-USD"));
    bench.eachSecond(21, () -> bench.say(heartbeat("ETH-USD", 500)));
    bench.say(snapshot("BTC-USD"));
    bench.eachSecond(20, () -> bench.say(heartbeat("ETH-USD", 500)));
    bench.say(garbage("BTC-USD"));

    assertThat(feed.line().requests)
        .containsExactly(
            "subscribe BTC-USD ETH-USD",
            "resync BTC-USD",
            "resync BTC-USD",
            "resync BTC-USD",
            "resync BTC-USD");
  }

  @Test
  void refusedSymbolEndsAndTheOthersAreSubscribedWithoutIt() {
    bench.start();
    bench.say(new SymbolRefused(new Symbol("BTC-USD"), "not a valid product"));
    bench.pass(Duration.ofSeconds(1));
    bench.say(snapshot("ETH-USD"));

    assertThat(feed.line().requests)
        .containsExactly("subscribe BTC-USD ETH-USD", "subscribe ETH-USD");
    assertThat(broker.told())
        .endsWith("ENDED (not a valid product) BTC-USD", "LIVE ETH-USD", "snapshot 0 ETH-USD");
    assertThat(bench.supervisor().status().symbols()).isEqualTo(1);

    feed.line().close();
    bench.pass(Duration.ofSeconds(1));
    assertThat(feed.line().requests).containsExactly("subscribe ETH-USD");
  }

  @Test
  void bookTooLargeForARecordEndsItsListingAlone() {
    bench.live();
    List<Level> bids =
        IntStream.range(0, 900_000)
            .mapToObj(i -> Level.of("1234567.89", (1_000_000 + i) + ".12345678"))
            .toList();
    Times times = Times.of(Instant.EPOCH, Instant.EPOCH);
    bench.say(
        new Told(
            new BookChange(
                FeedBench.listing("BTC-USD"),
                BookChange.Kind.SNAPSHOT,
                0,
                bids,
                List.of(),
                times)));
    bench.say(update("BTC-USD"));
    bench.say(update("ETH-USD"));

    assertThat(broker.told())
        .containsExactly("ENDED (its book is too large for a record) BTC-USD", "update 1 ETH-USD");
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
    bench.live();
    bench.say(trade("DOGE-USD", 1));

    assertThat(broker.told()).isEmpty();
    assertThat(bench.count("penstock.feed.dropped")).isEqualTo(1);
  }
}

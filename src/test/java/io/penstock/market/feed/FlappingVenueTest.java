package io.penstock.market.feed;

import static io.penstock.market.feed.FeedBench.heartbeat;
import static io.penstock.market.feed.FeedBench.snapshot;
import static io.penstock.market.feed.FeedBench.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.FakeFeed.FakeLine;
import io.penstock.market.tick.MarketTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Two hours with a venue that refuses, drops, stalls and goes mute, and two quiet hours. */
class FlappingVenueTest {

  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration HOURS = Duration.ofHours(2);

  private final FeedBench bench = new FeedBench();
  private final FakeFeed feed = bench.feed;

  /** What a line does, once it is open. */
  private enum Mood {
    WELL,
    DROPS,
    SILENT,
    MUTE
  }

  private final class Venue {

    private final Random random;
    private final boolean sendsHeartbeats;
    private Mood mood = Mood.WELL;
    private int ticksLeft;
    private long id = 1_000;

    Venue(long seed, boolean sendsHeartbeats) {
      this.random = new Random(seed);
      this.sendsHeartbeats = sendsHeartbeats;
      feed.next = this::connect;
    }

    Mono<FakeLine> connect() {
      int fate = random.nextInt(10);
      if (fate < 4) {
        return Mono.error(new IOException("refused"));
      }
      if (fate == 4) {
        return Mono.never();
      }
      mood = Mood.values()[random.nextInt(4)];
      ticksLeft = random.nextInt(mood == Mood.WELL ? 2_000 : 200);
      return Mono.just(new FakeLine());
    }

    void tick() {
      if (feed.lines.isEmpty() || feed.line().isClosed) {
        return;
      }
      if (ticksLeft-- > 0) {
        bench.say(snapshot("BTC-USD"));
        bench.say(trade("ETH-USD", ++id));
        return;
      }
      switch (mood) {
        case WELL, DROPS -> feed.line().close();
        case MUTE -> bench.say(heartbeat("ETH-USD", sendsHeartbeats ? ++id : -1));
        case SILENT -> {}
      }
    }
  }

  /** The limits that venues publish, and the line that is read within them. */
  @ParameterizedTest
  @CsvSource({
    "coinbase, 8, PT1S, 20, 28, true",
    "binance, 280, PT5M, 10, 300, false",
    "kraken, 130, PT10M, 10, 150, false"
  })
  void connectsStayInsideThePublishedLimits(
      String venue, int permits, Duration per, int burst, int limit, boolean heartbeats) {
    feed.rules =
        new FeedRules(
            new Rate(permits, per, burst),
            Rate.perSecond(8, 20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            heartbeats,
            500,
            heartbeats ? null : Duration.ofSeconds(2),
            null);
    Venue moody = new Venue(venue.hashCode(), heartbeats);
    bench.start();
    for (Duration at = Duration.ZERO; at.compareTo(HOURS) < 0; at = at.plus(TICK)) {
      moody.tick();
      bench.pass(TICK);
    }

    assertThat(feed.connects).hasSizeGreaterThan(80);
    assertThat(most(feed.connects, per)).isLessThanOrEqualTo(limit);
    assertThat(bench.count("penstock.feed.stalls")).isPositive();
    assertThat(bench.broker.taken(MarketTopics.FEED)).isNotEmpty();
  }

  /** Even with no pause between tries, which nobody would set. */
  @ParameterizedTest
  @CsvSource({"8, PT1S, 20, 28", "280, PT5M, 10, 300", "130, PT10M, 10, 150"})
  void limitsHoldWithoutBackoff(int permits, Duration per, int burst, int limit) {
    bench.settings =
        new FeedsProperties(
            "one",
            new FeedsProperties.Reconnect(Duration.ofMillis(1), Duration.ofMillis(1)),
            Duration.ofMinutes(1),
            new FeedsProperties.Breaker(1_000_000, Duration.ofMinutes(1)),
            Duration.ofMinutes(1));
    FeedRules rules = FakeFeed.RULES;
    feed.rules =
        new FeedRules(
            new Rate(permits, per, burst),
            rules.requests(),
            rules.connectWithin(),
            rules.silence(),
            rules.mute(),
            true,
            500,
            null,
            null);
    feed.next = () -> Mono.error(new IOException("refused"));
    bench.start();
    bench.pass(per.multipliedBy(3));

    assertThat(feed.connects).as("it does try").hasSizeGreaterThan(permits * 2);
    assertThat(most(feed.connects, per)).isLessThanOrEqualTo(limit);
  }

  private static long most(List<Duration> connects, Duration per) {
    long most = 0;
    int oldest = 0;
    for (int newest = 0; newest < connects.size(); newest++) {
      while (connects.get(newest).minus(connects.get(oldest)).compareTo(per) >= 0) {
        oldest++;
      }
      most = Math.max(most, newest - oldest + 1);
    }
    return most;
  }

  /** Nobody trades; the venue's own heartbeats, or its answers to pings, are all there is. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void quietHoursRaiseNoAlarm(boolean heartbeats) {
    feed.rules =
        new FeedRules(
            Rate.perSecond(8, 20),
            Rate.perSecond(8, 20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            true,
            500,
            heartbeats ? null : Duration.ofSeconds(2),
            null);
    bench.live();
    int answered = 0;
    for (Duration at = Duration.ZERO; at.compareTo(HOURS) < 0; at = at.plus(TICK)) {
      if (heartbeats && at.toMillis() % 1_000 == 0) {
        bench.say(heartbeat("BTC-USD", 100));
      }
      bench.pass(TICK);
      long pings = feed.line().requests.stream().filter("ping"::equals).count();
      if (pings > answered) {
        answered++;
        bench.say(FeedMessage.Noted.INSTANCE);
      }
    }

    assertThat(feed.connects).hasSize(1);
    assertThat(bench.count("penstock.feed.stalls")).isZero();
    assertThat(bench.broker.told()).isEmpty();
  }

  @Test
  void silenceIsNoticedInFiveSecondsAndMutenessInFive() {
    feed.rules = FakeFeed.rules(Duration.ofSeconds(2), null);
    bench.live();
    Duration from = Virtual.now(bench.time);
    bench.pass(Duration.ofMillis(5_250));

    assertThat(feed.lines.getFirst().isClosed).isTrue();
    assertThat(Virtual.now(bench.time).minus(from)).isLessThan(Duration.ofMillis(5_500));
    assertThat(bench.count("penstock.feed.stalls")).isEqualTo(1);
  }
}

package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.market.tick.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class FeedMetersTest {

  private static final Instant NOON = Instant.parse("2021-04-17T12:00:00Z");

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FeedMeters meters =
      new FeedMeters(FakeFeed.VENUE, new Virtual(time), registry, () -> 3, () -> false);

  @Test
  void delayIsNeverNegative() {
    meters.delay(Times.of(NOON, NOON.plusMillis(30)));
    meters.delay(Times.of(NOON.plusSeconds(1), NOON));

    Timer delay = registry.get("penstock.feed.delay").tag("venue", "fake").timer();
    assertThat(delay.count()).isEqualTo(2);
    assertThat(delay.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
  }

  @Test
  void clockLagTellsOfAVenueWhoseClockIsAhead() {
    meters.heartbeat(NOON.plusMillis(1_250), NOON);
    assertThat(registry.get("penstock.feed.clock.lag").gauge().value()).isEqualTo(-1.25);
    meters.heartbeat(NOON, NOON.plusMillis(250));
    assertThat(registry.get("penstock.feed.clock.lag").gauge().value()).isEqualTo(0.25);
  }

  @Test
  void frameAgeGrowsUntilAFrameIsHeard() {
    time.advanceTimeBy(Duration.ofSeconds(3));
    assertThat(registry.get("penstock.feed.frame.age").gauge().value()).isEqualTo(3);
    meters.heardLately();
    assertThat(registry.get("penstock.feed.frame.age").gauge().value()).isZero();
  }

  @Test
  void connectedIsOneOrZero() {
    assertThat(registry.get("penstock.feed.connected").gauge().value()).isZero();
    meters.opened();
    meters.opened();
    assertThat(registry.get("penstock.feed.connected").gauge().value()).isEqualTo(1);
    meters.closed();
    assertThat(registry.get("penstock.feed.connected").gauge().value()).isEqualTo(1);
    meters.closed();
    assertThat(registry.get("penstock.feed.connected").gauge().value()).isZero();
    assertThat(registry.get("penstock.feed.symbols").gauge().value()).isEqualTo(3);
  }
}

package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

class TokenBucketTest {

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final List<Duration> waits = new ArrayList<>();
  private final TokenBucket bucket = new TokenBucket(Rate.perSecond(8, 20), time, waits::add);

  private List<Duration> take(int turns) {
    List<Duration> taken = new ArrayList<>();
    Flux.range(0, turns)
        .concatMap(turn -> bucket.take().thenReturn(turn))
        .subscribe(turn -> taken.add(Virtual.now(time)));
    return taken;
  }

  @Test
  void burstPassesAtOnceAndTheRestInSteps() {
    List<Duration> taken = take(23);
    assertThat(taken).hasSize(20);

    time.advanceTimeBy(Duration.ofMillis(124));
    assertThat(taken).hasSize(20);
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(taken).hasSize(21);
    time.advanceTimeBy(Duration.ofMillis(250));
    assertThat(taken).hasSize(23);
    assertThat(waits)
        .containsExactly(Duration.ofMillis(125), Duration.ofMillis(125), Duration.ofMillis(125));
  }

  @Test
  void noSecondHoldsMoreThanTheBurstAndTheRate() {
    List<Duration> taken = take(400);
    time.advanceTimeBy(Duration.ofMinutes(2));

    assertThat(taken).hasSize(400);
    for (int i = 0; i + 28 < taken.size(); i++) {
      assertThat(taken.get(i + 28).minus(taken.get(i))).isGreaterThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void restRefillsNoMoreThanTheBurst() {
    take(20);
    time.advanceTimeBy(Duration.ofHours(1));
    assertThat(take(21)).hasSize(20);
  }
}

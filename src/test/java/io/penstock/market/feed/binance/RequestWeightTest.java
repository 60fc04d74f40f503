package io.penstock.market.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class RequestWeightTest {

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final RequestWeight weight = new RequestWeight(600, 100, time);
  private final List<Long> spent = new ArrayList<>();

  private void spend(int cost) {
    weight.spend(cost).subscribe(null, null, () -> spent.add(time.now(TimeUnit.MILLISECONDS)));
  }

  @Test
  void afterARestSomeGoAtOnceAndThenAsFastAsTheVenueAllows() {
    for (int i = 0; i < 5; i++) {
      spend(50);
    }
    time.advanceTimeBy(Duration.ofMinutes(1));

    assertThat(spent).containsExactly(0L, 0L, 5_000L, 10_000L, 15_000L);
  }

  @Test
  void noMinuteHoldsMoreThanIsAllowed() {
    for (int i = 0; i < 100; i++) {
      spend(25);
    }
    time.advanceTimeBy(Duration.ofMinutes(10));

    assertThat(spent).hasSize(100);
    for (long start : spent) {
      long inAMinute = spent.stream().filter(at -> at >= start && at < start + 60_000).count();
      assertThat(inAMinute * 25).isLessThanOrEqualTo(700);
    }
  }

  @Test
  void pauseHoldsUpThoseWhoWaitAlreadyToo() {
    spend(100);
    spend(50);
    time.advanceTimeBy(Duration.ofSeconds(1));
    weight.pause(Duration.ofSeconds(30));
    spend(1);
    time.advanceTimeBy(Duration.ofMillis(29_999));
    assertThat(spent).containsExactly(0L);
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(spent).containsExactly(0L, 31_000L, 31_000L);
  }

  @Test
  void shorterPauseDoesNotEndALongerOne() {
    weight.pause(Duration.ofSeconds(30));
    weight.pause(Duration.ofSeconds(1));
    spend(1);
    time.advanceTimeBy(Duration.ofSeconds(29));
    assertThat(spent).isEmpty();
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(spent).containsExactly(30_000L);
  }

  @Test
  void whoGivesUpIsNotWaitedFor() {
    spend(100);
    weight.spend(50).subscribe().dispose();
    spend(10);
    time.advanceTimeBy(Duration.ofSeconds(10));

    assertThat(spent).containsExactly(0L, 6_000L);
  }
}

package io.penstock.market.fanout;

import static io.penstock.market.fanout.CommandRate.Answer.OK;
import static io.penstock.market.fanout.CommandRate.Answer.OUT;
import static io.penstock.market.fanout.CommandRate.Answer.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommandRateTest {

  private final CommandRate rate = new CommandRate(2, 3, 0);

  @Test
  void allowsABurstRefusesASecondOneAndEndsThere() {
    assertThat(IntStream.range(0, 6).mapToObj(i -> rate.take(0)))
        .containsExactly(OK, OK, OK, REFUSED, REFUSED, OUT);
  }

  @Test
  void allowsAgainAsTimePasses() {
    IntStream.range(0, 3).forEach(i -> rate.take(0));
    long later = TimeUnit.MILLISECONDS.toNanos(500);
    assertThat(rate.take(later)).isEqualTo(OK);
    assertThat(rate.take(later)).isEqualTo(REFUSED);
  }

  @Test
  void savesUpNoMoreThanABurst() {
    long muchLater = TimeUnit.HOURS.toNanos(1);
    assertThat(IntStream.range(0, 4).mapToObj(i -> rate.take(muchLater)))
        .containsExactly(OK, OK, OK, REFUSED);
  }

  @Test
  void moreWorkThanACommandCountsAsSeveral() {
    rate.charge(2);
    assertThat(IntStream.range(0, 2).mapToObj(i -> rate.take(0))).containsExactly(OK, REFUSED);
    rate.charge(1_000);
    assertThat(rate.take(TimeUnit.SECONDS.toNanos(1)))
        .as("no deeper than a burst")
        .isEqualTo(REFUSED);
  }
}

package io.penstock.payments.merchants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.payments.merchants.RateLimit.Quota;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final long NOW = 1_800_000_000_000_000L;
  private static final long SECOND = 1_000_000;

  /** A token each 100 ms, three at once. */
  private final RateLimit limit = new RateLimit(10, 3);

  @Test
  void bucketGivesItsBurstAndThenATokenAnInterval() {
    long fullAt = NOW;
    for (int token = 1; token <= 3; token++) {
      long after = limit.take(fullAt, NOW);
      assertThat(after).isEqualTo(NOW + token * 100_000L);
      fullAt = after;
    }
    assertThat(limit.take(fullAt, NOW)).as("empty").isEqualTo(fullAt);
    assertThat(limit.take(fullAt, NOW + 99_999)).as("a moment too early").isEqualTo(fullAt);
    assertThat(limit.take(fullAt, NOW + 100_000)).as("in time").isEqualTo(fullAt + 100_000);
  }

  @Test
  void bucketNeverHoldsMoreThanItsBurst() {
    assertThat(limit.take(0, NOW)).isEqualTo(NOW + 100_000);
    assertThat(limit.take(NOW - 3_600 * SECOND, NOW)).isEqualTo(NOW + 100_000);
  }

  /** A clock that was set back, or a smaller burst. */
  @Test
  void bucketIsNeverEmptierThanEmpty() {
    assertThat(limit.take(NOW + 3_600 * SECOND, NOW)).isEqualTo(NOW + 300_000);
    assertThat(limit.take(NOW + 300_000, NOW + 100_000)).isEqualTo(NOW + 400_000);
  }

  @Test
  void quotaTellsWhatIsLeftAndWhenThereIsMore() {
    assertThat(limit.quota(0)).isEqualTo(new Quota(limit, 3, 0, 0));
    assertThat(limit.quota(1)).isEqualTo(new Quota(limit, 2, 1, 0));
    assertThat(limit.quota(200_000)).isEqualTo(new Quota(limit, 1, 1, 0));
    assertThat(limit.quota(200_001)).isEqualTo(new Quota(limit, 0, 1, 1));
    assertThat(limit.quota(300_000)).isEqualTo(new Quota(limit, 0, 1, 1));
    RateLimit slow = new RateLimit(1, 200);
    assertThat(slow.quota(200 * SECOND)).isEqualTo(new Quota(slow, 0, 200, 1));
    assertThat(slow.quota(199 * SECOND + 1)).isEqualTo(new Quota(slow, 0, 200, 1));
    assertThat(slow.quota(199 * SECOND)).isEqualTo(new Quota(slow, 1, 199, 0));
  }

  @Test
  void headersAreThoseOfTheDraft() {
    assertThat(new RateLimit(100, 200).policy()).isEqualTo("\"key\";q=200;w=2");
    assertThat(new RateLimit(100, 50).policy()).isEqualTo("\"key\";q=50;w=1");
    assertThat(limit.quota(200_000).header()).isEqualTo("\"key\";r=1;t=1");
  }

  @Test
  void boundsAreNamed() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimit(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimit(100_001, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimit(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimit(1, 1_000_001));
    assertThat(new RateLimit(100_000, 1_000_000).burstMicros()).isEqualTo(10 * SECOND);
  }
}

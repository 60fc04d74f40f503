package io.penstock.payments.merchants;

import io.penstock.platform.sealing.TestKeys;
import io.penstock.platform.values.Mode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What tests of merchants share. */
final class TestMerchants {

  static final String MERCHANT = "acct_01jd3x7y8k0v9q4m2s6t1w5zrb";

  private static final SplittableRandom RANDOM = new SplittableRandom(7);

  private TestMerchants() {}

  /** Keys under the ring of tests. */
  static KeyTexts texts() {
    return new KeyTexts(TestKeys.fingerprints(), RANDOM::nextLong);
  }

  static KeyId key() {
    return texts().newKey(MERCHANT, Mode.TEST);
  }

  /** Stands where it is told to, or goes on from there; never back. */
  static final class SetClock extends Clock {

    private static final Duration NEXT_MINUTE = Duration.ofSeconds(61);

    private volatile Duration ahead = Duration.ZERO;
    private volatile @Nullable Instant stopped;

    void stopAt(Instant time) {
      stopped = time;
    }

    void advance(Duration by) {
      stopped = instant().plus(by);
    }

    /** From a minute later on: whoever had to wait need not any longer. */
    void goOn() {
      Instant next = instant().plus(NEXT_MINUTE);
      ahead = Duration.between(Clock.systemUTC().instant(), next);
      stopped = null;
    }

    @Override
    public Instant instant() {
      Instant standing = stopped;
      return standing == null ? Clock.systemUTC().instant().plus(ahead) : standing;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("instants only");
    }
  }
}

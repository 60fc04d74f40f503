package io.penstock.payments.merchants;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.payments.merchants.TestMerchants.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NonceMemoryTest {

  private static final Duration KEPT = Duration.ofSeconds(660);

  private final SetClock clock = new SetClock();
  private final SplittableRandom random = new SplittableRandom(1);
  private final KeyId key = TestMerchants.key();

  NonceMemoryTest() {
    clock.stopAt(Instant.parse("2026-01-02T03:04:05Z"));
  }

  private UUID nonce() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  @Test
  void nonceIsNewOnceForEachKey() {
    NonceMemory memory = new NonceMemory(clock, KEPT, 1000);
    UUID nonce = nonce();
    assertThat(memory.holds(key, nonce)).isFalse();
    assertThat(memory.add(key, nonce)).isTrue();
    assertThat(memory.holds(key, nonce)).isTrue();
    assertThat(memory.add(key, nonce)).isFalse();
    assertThat(memory.add(TestMerchants.key(), nonce)).isTrue();
  }

  @Test
  void nonceIsKeptForItsTimeAndNotMuchLonger() {
    NonceMemory memory = new NonceMemory(clock, KEPT, 100_000);
    UUID first = nonce();
    memory.add(key, first);
    for (int second = 0; second < 660; second++) {
      memory.add(key, nonce());
      clock.advance(Duration.ofSeconds(1));
      assertThat(memory.holds(key, first)).as("after %d s", second + 1).isTrue();
    }
    for (int second = 0; second < 200; second++) {
      memory.add(key, nonce());
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(memory.holds(key, first)).isFalse();
  }

  @Test
  void oldestGoWhenItIsFull() {
    NonceMemory memory = new NonceMemory(clock, KEPT, 900);
    UUID first = nonce();
    memory.add(key, first);
    UUID last = first;
    for (int i = 0; i < 900; i++) {
      last = nonce();
      memory.add(key, last);
    }
    assertThat(memory.holds(key, first)).isFalse();
    assertThat(memory.holds(key, last)).isTrue();
  }

  @Test
  void setHoldsWhatWasAddedAndNothingElse() {
    LongSet set = new LongSet();
    Set<Long> expected = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      long number = random.nextLong(1, 20_000);
      assertThat(set.contains(number)).isEqualTo(expected.contains(number));
      set.add(number);
      expected.add(number);
      assertThat(set.size()).isEqualTo(expected.size());
    }
  }
}

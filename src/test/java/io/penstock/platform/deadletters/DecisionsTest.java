package io.penstock.platform.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.streams.TopicState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecisionsTest {

  private final AtomicInteger forgotten = new AtomicInteger();
  private final Decisions decisions = new Decisions(3, forgotten::incrementAndGet);

  private static Decision decision(long offset, Decision.Kind kind) {
    return new Decision(
        new LetterId("topic", 0, offset), kind, Instant.EPOCH, "ana", "why not", false);
  }

  @Test
  void theLastDecisionCounts() {
    decisions.take(decision(1, Decision.Kind.DISCARDED));
    decisions.take(decision(1, Decision.Kind.REPLAYED));
    assertThat(decisions.of(new LetterId("topic", 0, 1)))
        .isEqualTo(decision(1, Decision.Kind.REPLAYED));
    assertThat(decisions.of(new LetterId("other", 0, 1))).isNull();
  }

  @Test
  void beyondTheMostTheOldestIsForgottenAndTold() {
    for (long offset = 1; offset <= 3; offset++) {
      decisions.take(decision(offset, Decision.Kind.DISCARDED));
    }
    decisions.take(decision(1, Decision.Kind.REPLAYED)); // now it is the newest
    assertThat(forgotten).hasValue(0);
    decisions.take(decision(4, Decision.Kind.DISCARDED));
    assertThat(forgotten).hasValue(1);
    assertThat(decisions.of(new LetterId("topic", 0, 2))).isNull();
    assertThat(decisions.of(new LetterId("topic", 0, 1))).isNotNull();
  }

  @Test
  void decisionsGoWithTheirLetters() {
    for (long offset = 1; offset <= 3; offset++) {
      decisions.take(decision(offset, Decision.Kind.DISCARDED));
    }
    assertThat(decisions.keepOnly(List.of(new TopicState("t", "topic", List.of(2L), List.of(9L)))))
        .isEqualTo(2);
    assertThat(decisions.of(new LetterId("topic", 0, 1))).isNull();
    assertThat(decisions.of(new LetterId("topic", 0, 2))).isNotNull();
    assertThat(decisions.keepOnly(List.of(new TopicState("t", "anew", List.of(0L), List.of(9L)))))
        .isZero();
  }
}

package io.penstock.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DependencyHealthTest {

  @Test
  void isUpWhenItAnswersWhateverTheAnswer() {
    StepVerifier.create(DependencyHealth.needed(() -> Mono.just("PONG")).health())
        .expectNext(Health.up().build())
        .verifyComplete();
    StepVerifier.create(DependencyHealth.useful(Mono::empty).health())
        .expectNext(Health.up().build())
        .verifyComplete();
  }

  @Test
  void isDownWithTheInnermostCauseWhenSomethingNeededFails() {
    Throwable failure =
        new IllegalStateException("no connection", new ConnectException("Connection refused"));
    StepVerifier.create(DependencyHealth.needed(() -> Mono.error(failure)).health())
        .expectNext(Health.down().withDetail("problem", "Connection refused").build())
        .verifyComplete();
  }

  @Test
  void isDegradedWhenSomethingUsefulFails() {
    StepVerifier.create(
            DependencyHealth.useful(() -> Mono.error(new IllegalStateException())).health())
        .expectNext(
            Health.status("DEGRADED").withDetail("problem", "IllegalStateException").build())
        .verifyComplete();
  }

  @Test
  void isDownWhenTheCheckItselfThrows() {
    DependencyHealth health =
        DependencyHealth.needed(() -> {
          throw new IllegalStateException("closed");
        });
    StepVerifier.create(health.health())
        .expectNext(Health.down().withDetail("problem", "closed").build())
        .verifyComplete();
  }

  @Test
  void givesUpAfterTwoSecondsAndCancelsTheCheck() {
    AtomicBoolean cancelled = new AtomicBoolean();
    DependencyHealth silent =
        DependencyHealth.needed(() -> Mono.never().doOnCancel(() -> cancelled.set(true)));
    StepVerifier.withVirtualTime(silent::health)
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(1999))
        .thenAwait(Duration.ofMillis(1))
        .assertNext(health -> {
          assertThat(health.getStatus()).isEqualTo(Status.DOWN);
          assertThat(health.getDetails()).containsEntry("problem", "no answer within 2 s");
        })
        .verifyComplete();
    assertThat(cancelled).isTrue();
  }
}

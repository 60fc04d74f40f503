package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.telemetry.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class FeedsRunnerTest {

  private final FeedBench bench = new FeedBench();
  private final FeedsRunner runner =
      new FeedsRunner(List.of(bench.supervisor()), new Telemetry(bench.meters));

  @Test
  void stopsInOrderAndStartsAgain() {
    runner.start();
    bench.say(FeedBench.snapshot("BTC-USD"));
    boolean[] called = {false};
    runner.stop(() -> called[0] = true);

    assertThat(called[0]).isTrue();
    assertThat(runner.isRunning()).isFalse();
    assertThat(bench.broker.told()).endsWith("STALE (stopped) BTC-USD");

    runner.start();
    assertThat(bench.feed.connects).hasSize(2);
    assertThat(runner.isRunning()).isTrue();
    runner.stop();
    assertThat(bench.feed.line().isClosed).isTrue();
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.feed.connects).hasSize(2);
  }

  @Test
  void feedsStartAfterAllThatReadsThem() {
    assertThat(runner.getPhase()).isEqualTo(400);
  }

  @Test
  void healthShowsEachFeedAndIsDownWhileABreakerIsOpen() {
    FeedsHealth health = new FeedsHealth(List.of(bench.supervisor()));
    runner.start();
    bench.say(FeedBench.snapshot("BTC-USD"));

    assertThat(health.health().toString())
        .startsWith("UP")
        .contains("connected=true", "live=1", "symbols=2");
    bench.feed.next = () -> Mono.error(new IOException("refused"));
    bench.feed.line().close();
    bench.pass(Duration.ofMinutes(5));
    assertThat(health.health().toString())
        .startsWith("DOWN")
        .contains("connected=false", "breaker=open");
    runner.stop();
  }
}

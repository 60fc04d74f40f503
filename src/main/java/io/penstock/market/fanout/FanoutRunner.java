package io.penstock.market.fanout;

import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.StreamRunner;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * From start to stop: follows the topics, reads again what clients come back for, and lets prices
 * grow old once a second.
 */
final class FanoutRunner extends StreamRunner {

  /** Behind the pipelines that write what is followed here. */
  private static final int PHASE = 300;

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

  private final FanoutFlow flow;
  private final Rescans rescans;
  private final Board board;
  private final Telemetry telemetry;

  FanoutRunner(FanoutFlow flow, Rescans rescans, Board board, Telemetry telemetry) {
    super(PHASE);
    this.flow = flow;
    this.rescans = rescans;
    this.board = board;
    this.telemetry = telemetry;
  }

  @Override
  protected Publisher<?> stream() {
    return Flux.merge(following(), rescans.run(), ageing());
  }

  private Mono<Void> following() {
    return flow.run()
        .doOnError(cause -> telemetry.report(new FanoutOccurrence.FollowingFailed(cause)))
        .retryWhen(PAUSES.forever());
  }

  private Mono<Void> ageing() {
    return Flux.interval(Duration.ofSeconds(1))
        .onBackpressureDrop()
        .concatMap(tick -> board.age(), 0)
        .then();
  }
}

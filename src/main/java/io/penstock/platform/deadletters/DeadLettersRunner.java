package io.penstock.platform.deadletters;

import io.penstock.platform.deadletters.DeadLettersOccurrence.FollowingFailed;
import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.StreamRunner;
import io.penstock.platform.streams.TopicState;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Follows what is decided, forgets what is over, and counts what is open; from start to stop. */
final class DeadLettersRunner extends StreamRunner {

  private static final int PHASE = 290;
  private static final Duration COUNT_EVERY = Duration.ofSeconds(15);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

  private final DecisionsFlow flow;
  private final Decisions decisions;
  private final Letters letters;
  private final Telemetry telemetry;
  private final AtomicLong open;

  DeadLettersRunner(DecisionsFlow flow, Decisions decisions, Letters letters, Telemetry telemetry) {
    super(PHASE);
    this.flow = flow;
    this.decisions = decisions;
    this.letters = letters;
    this.telemetry = telemetry;
    this.open = telemetry.meters().gauge("penstock.deadletters.open", new AtomicLong());
  }

  @Override
  protected Publisher<?> stream() {
    return Flux.merge(following(), counting());
  }

  private Mono<Void> following() {
    return flow.run().doOnError(this::failed).retryWhen(PAUSES.forever());
  }

  private Mono<Void> counting() {
    return Flux.interval(Duration.ZERO, COUNT_EVERY)
        .onBackpressureDrop() // the next one counts the same
        .concatMap(tick -> count(), 1)
        .then();
  }

  /** Topics hold no letter's state: all that are kept, but for those that were decided. */
  private Mono<Void> count() {
    return letters
        .described()
        .filter(topics -> decisions.isKnown())
        .doOnNext(topics -> open.set(Math.max(0, kept(topics) - decisions.keepOnly(topics))))
        .then()
        .onErrorResume(error -> {
          failed(error);
          return Mono.empty();
        });
  }

  private static long kept(List<TopicState> topics) {
    long kept = 0;
    for (TopicState topic : topics) {
      for (int partition = 0; partition < topic.partitions(); partition++) {
        kept += topic.endOffsets().get(partition) - topic.beginningOffsets().get(partition);
      }
    }
    return kept;
  }

  private void failed(Throwable error) {
    telemetry.report(new FollowingFailed(error.toString()));
  }
}

package io.penstock.platform.streams;

import io.penstock.platform.resilience.RetryClass;
import io.penstock.platform.streams.StreamsOccurrence.WorkAbandoned;
import io.penstock.platform.streams.StreamsOccurrence.WorkRepeated;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/** A flow and what its partitions share. */
record FlowWork<S>(
    FlowDeclaration flow,
    FlowDeclaration.Work limits,
    PartitionHandler<S> handler,
    DeadLetters deadLetters,
    Telemetry telemetry,
    RandomGenerator random) {

  Mono<S> open(PartitionId partition) {
    return handler
        .open(partition)
        .switchIfEmpty(
            Mono.error(
                () -> new IllegalStateException(flow.handler() + " opened without a state")));
  }

  Mono<Void> deadLetter(StreamRecord record, int attempts, Throwable cause) {
    return deadLetters.add(
        DeadLetter.of(limits.deadLetter(), flow.name(), record, attempts, cause));
  }

  /** The pause to make after so many failures in a row. */
  Duration pause(PartitionId partition, int failures, Throwable cause) {
    Duration pause = limits.pauses().pause(failures, random);
    telemetry.report(
        new WorkRepeated(flow.name(), partition, failures, pause, Causes.sentence(cause)));
    return pause;
  }

  void abandoned(PartitionId partition) {
    telemetry.report(new WorkAbandoned(flow.name(), partition));
  }

  static boolean passes(Throwable failure) {
    return RetryClass.of(failure) == RetryClass.PASSES;
  }
}

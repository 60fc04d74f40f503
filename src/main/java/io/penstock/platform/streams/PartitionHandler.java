package io.penstock.platform.streams;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The work of a flow on one partition at a time. Calls for one partition never overlap; different
 * partitions run at the same time, up to the flow's parallelism.
 *
 * @param <S> what the work remembers of a partition while it is ours
 */
public interface PartitionHandler<S> {

  /**
   * Makes ready for a partition that was assigned to us, or whose work failed and begins again at
   * the last acknowledged record; may read topics or tables.
   */
  Mono<S> open(PartitionId partition);

  /**
   * Works a batch in order and completes when the work is durable; then the batch is acknowledged.
   *
   * <p>Errors: {@link UnprocessableRecordException} sends that record to the dead-letter topic and
   * goes on with the others of the batch (the handler is opened anew). An error that passes by
   * itself (broker or database away) is tried again with growing pauses, without end. Any other
   * error is tried as often as the flow says, then the batch is worked record by record and those
   * that still fail are dead-lettered.
   *
   * @param batch at least one record, in offset order
   */
  Mono<Void> handle(S state, List<StreamRecord> batch);

  /**
   * Called between batches, about once a second for each partition that is ours, for what is due by
   * time alone. An error is treated as one of {@link #handle} that passes by itself.
   */
  default Mono<Void> pulse(S state, PartitionId partition) {
    return Mono.empty();
  }
}

package io.penstock.platform.streams;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A handler that remembers what it was given, and fails or waits as told. */
final class Recorder implements PartitionHandler<PartitionId> {

  private final List<PartitionId> opened = new ArrayList<>();
  private final List<StreamRecord> worked = new ArrayList<>();
  private final List<List<StreamRecord>> batches = new ArrayList<>();
  private final Set<PartitionId> inHand = new HashSet<>();
  private boolean overlapped;
  private Function<List<StreamRecord>, Mono<Void>> before = batch -> Mono.empty();
  private Supplier<@Nullable Throwable> opening = () -> null;

  /** Work whose success counts as done. */
  Recorder before(Function<List<StreamRecord>, Mono<Void>> work) {
    before = work;
    return this;
  }

  /** An error for each opening that is to fail. */
  Recorder opening(Supplier<@Nullable Throwable> failure) {
    opening = failure;
    return this;
  }

  @Override
  public synchronized Mono<PartitionId> open(PartitionId partition) {
    opened.add(partition);
    Throwable failure = opening.get();
    return failure == null ? Mono.just(partition) : Mono.error(failure);
  }

  @Override
  public synchronized Mono<Void> handle(PartitionId state, List<StreamRecord> batch) {
    overlapped |= !inHand.add(state);
    batches.add(batch);
    return Mono.defer(() -> before.apply(batch))
        .doOnSuccess(any -> done(state, batch))
        .doOnError(any -> free(state))
        .doOnCancel(() -> free(state));
  }

  private synchronized void done(PartitionId partition, List<StreamRecord> batch) {
    worked.addAll(batch);
    inHand.remove(partition);
  }

  private synchronized void free(PartitionId partition) {
    inHand.remove(partition);
  }

  synchronized List<PartitionId> opened() {
    return List.copyOf(opened);
  }

  synchronized List<StreamRecord> worked() {
    return List.copyOf(worked);
  }

  synchronized int calls() {
    return batches.size();
  }

  synchronized boolean overlapped() {
    return overlapped;
  }

  synchronized int largestBatch() {
    return batches.stream().mapToInt(List::size).max().orElse(0);
  }

  /** Sizes of the batches that held a value, in the order of the calls. */
  synchronized List<Integer> batchesWith(String value) {
    return batches.stream()
        .filter(
            batch -> batch.stream().anyMatch(record -> StreamsContract.text(record).equals(value)))
        .map(List::size)
        .toList();
  }
}

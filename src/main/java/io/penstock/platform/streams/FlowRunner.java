package io.penstock.platform.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.receiver.KafkaReceiver;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.ReceiverPartition;
import reactor.kafka.receiver.ReceiverRecord;
import reactor.util.concurrent.Queues;

/**
 * One membership in a flow's group, from joining to leaving or failing.
 *
 * <p>The consumer's thread only sorts records into {@link Lane}s; their turns run on the flow's own
 * threads, as many at once as the parallelism says. No more records than in_flight are asked for
 * and not yet worked. When a partition is taken away, the consumer waits for the work in hand and
 * commits it before it lets go, so that the next member begins behind it.
 */
final class FlowRunner<S> {

  private static final Duration PULSE = Duration.ofSeconds(1);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final Duration CLOSE_BEYOND_WORK = Duration.ofSeconds(3);

  private final FlowWork<S> work;
  private final FlowMeters meters;
  private final Duration leaveTimeout;
  private final Map<TopicPartition, Lane<S>> lanes = new ConcurrentHashMap<>();
  private final Polled.Stamp stamp = new Polled.Stamp();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Input input = new Input();
  private final Sinks.One<Boolean> assigned = Sinks.one();
  private final Sinks.Empty<Void> failed = Sinks.empty();
  private final Sinks.Empty<Void> consumerClosed = Sinks.empty();
  private final Sinks.Empty<Void> left = Sinks.empty();
  private final Scheduler threads;
  private final MemberConsumers consumers;

  /**
   * Lanes whose turn is due, each at most once. Any thread may add: the queue takes many producers.
   */
  private final Sinks.Many<Lane<S>> due =
      Sinks.unsafe()
          .many()
          .unicast()
          .onBackpressureBuffer(Queues.<Lane<S>>unboundedMultiproducer().get());

  private @Nullable Disposable turns;
  private @Nullable Disposable pulses;

  FlowRunner(FlowWork<S> work, FlowMeters meters, Duration leaveTimeout) {
    this.work = work;
    this.meters = meters;
    this.leaveTimeout = leaveTimeout;
    this.threads =
        Schedulers.newParallel("flow-" + work.flow().name(), work.limits().parallelism(), true);
    this.consumers = new MemberConsumers(meters, this::doneOffsets, consumerClosed);
  }

  FlowRunner<S> join(Map<String, Object> member, ReceiverOptions.ConsumerListener listener) {
    ReceiverOptions<String, Polled> options =
        ReceiverOptions.<String, Polled>create(member)
            .withKeyDeserializer(new StringDeserializer())
            .withValueDeserializer(stamp)
            .subscription(work.flow().from())
            .addAssignListener(this::assigned)
            .addRevokeListener(this::revoked)
            .commitInterval(Duration.ZERO) // the consumers commit, see there
            .maxDelayRebalance(Duration.ZERO) // we wait ourselves, see revoked()
            .pollTimeout(POLL_TIMEOUT)
            .closeTimeout(leaveTimeout.plus(CLOSE_BEYOND_WORK))
            .consumerListener(listener);
    turns =
        due.asFlux()
            .flatMap(lane -> lane.turn().subscribeOn(threads), work.limits().parallelism())
            .subscribe(never -> {}, failed::tryEmitError);
    pulses =
        Flux.interval(PULSE)
            .onBackpressureDrop() // a pulse that comes late stands for those before it
            .subscribe(second -> lanes.values().forEach(Lane::pulse));
    KafkaReceiver.create(consumers, options).receive().subscribe(input);
    return this;
  }

  /**
   * True when partitions were assigned for the first time; then nothing until the membership fails.
   */
  Flux<Boolean> signals() {
    return Flux.merge(
        assigned.asMono(), failed.asMono().cast(Boolean.class).concatWith(Mono.never()));
  }

  /** Completes when the work in hand is done and committed, and the group knows that we left. */
  Mono<Void> leave() {
    return Mono.defer(
            () -> {
              input.cancel();
              return consumers.made()
                  ? consumerClosed
                      .asMono()
                      .timeout(leaveTimeout.plus(CLOSE_BEYOND_WORK.multipliedBy(2)), Mono.empty())
                  : Mono.<Void>empty();
            })
        .doFinally(any -> release());
  }

  /** Completes when {@link #leave} did, whoever called it. */
  Mono<Void> left() {
    return left.asMono();
  }

  private void release() {
    if (pulses != null) {
      pulses.dispose();
    }
    due.tryEmitComplete();
    if (turns != null) {
      turns.dispose();
    }
    threads.dispose();
    meters.inFlight().addAndGet(-inFlight.getAndSet(0));
    left.tryEmitEmpty();
  }

  /** On the consumer's thread, inside its poll. */
  private void assigned(Collection<ReceiverPartition> partitions) {
    int assignment = stamp.next();
    for (ReceiverPartition assigned : partitions) {
      TopicPartition partition = assigned.topicPartition();
      Lane<S> lane =
          new Lane<>(
              new PartitionId(partition.topic(), partition.partition()),
              assignment,
              work,
              due::tryEmitNext,
              this::done);
      lanes.put(partition, lane);
      lane.schedule();
    }
    assigned.tryEmitValue(true);
  }

  /** On the consumer's thread, inside its poll or close: the only place where it may wait. */
  private void revoked(Collection<ReceiverPartition> partitions) {
    Map<TopicPartition, Lane<S>> revoked = new HashMap<>();
    for (ReceiverPartition partition : partitions) {
      Lane<S> lane = lanes.remove(partition.topicPartition());
      if (lane != null) {
        revoked.put(partition.topicPartition(), lane);
      }
    }
    Flux.fromIterable(revoked.values())
        .flatMap(lane -> lane.close(leaveTimeout), Math.max(1, revoked.size()))
        .then()
        .block();
    consumers.commitNow(offsets(revoked));
    revoked.values().forEach(Lane::schedule); // they let go of what they hold
  }

  private Map<TopicPartition, OffsetAndMetadata> doneOffsets() {
    return offsets(lanes);
  }

  private static <S> Map<TopicPartition, OffsetAndMetadata> offsets(
      Map<TopicPartition, Lane<S>> of) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    of.forEach((partition, lane) -> {
      long done = lane.done();
      if (done != Lane.NOTHING_YET) {
        offsets.put(partition, new OffsetAndMetadata(done));
      }
    });
    return offsets;
  }

  private void done(int records) {
    if (records > 0) {
      inFlight.addAndGet(-records);
      meters.inFlight().addAndGet(-records);
      input.request(records);
    }
  }

  /** Sorts records into lanes. */
  private final class Input extends BaseSubscriber<ReceiverRecord<String, Polled>> {

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      request(work.limits().inFlight());
    }

    @Override
    protected void hookOnNext(ReceiverRecord<String, Polled> record) {
      inFlight.incrementAndGet();
      meters.inFlight().incrementAndGet();
      Lane<S> lane = lanes.get(record.receiverOffset().topicPartition());
      if (lane == null || !lane.offer(record)) {
        done(1);
      }
    }

    @Override
    protected void hookOnError(Throwable failure) {
      failed.tryEmitError(failure);
    }
  }
}

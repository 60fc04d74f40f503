package io.penstock.platform.streams;

import java.time.Instant;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The door to the topics and flows that {@code streams/*.yaml} declares. What is {@linkplain
 * Replays replayed} for one flow is heard by that flow alone, whichever way others read.
 */
public interface Streams {

  /**
   * The largest record a topic takes, in bytes of its value: a whole book of a busy pair has more
   * than 1 MiB.
   */
  int MAX_RECORD = 8_000_000;

  /**
   * Sends records, those of one key in their order. Takes from the source only as many as may be in
   * flight, so a slow broker slows the source. Completes when the broker has acknowledged all of
   * them; the first failure cancels the source and is signalled, and nothing of the same call is
   * sent after it. Works whenever subscribed; a subscription is one sending.
   */
  Mono<Void> send(Publisher<OutgoingRecord> records);

  /**
   * Runs a declared flow as a member of its consumer group: endless, never completes, survives
   * broker failures by itself. Cancel stops it after the work in hand. Only a runner subscribes.
   *
   * @param flow its name in {@code streams/*.yaml}
   * @throws IllegalArgumentException when no such flow is declared
   */
  <S> Mono<Void> run(String flow, PartitionHandler<S> handler);

  /**
   * All records of all partitions of a topic from positions on, without a group: endless, ordered
   * within a partition; broker failures are survived by going on behind the last record seen. For
   * readers that every replica runs, such as the fan-out.
   *
   * @param from the first offset wanted of each partition; partitions without an entry begin at
   *     their end
   */
  Flux<StreamRecord> follow(String topic, Map<Integer, Long> from);

  /**
   * The records of one partition between two offsets, in order; completes before {@code to}, at
   * once if there are none. Bounded by the offsets given; with back-pressure.
   */
  Flux<StreamRecord> read(PartitionId partition, long from, long to);

  /**
   * The topic now. An error when the topic is not there or the broker does not answer within 10 s.
   */
  Mono<TopicState> describe(String topic);

  /**
   * By partition, the offset of the first record sent at or after an instant; the end offset where
   * none was.
   */
  Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant);
}

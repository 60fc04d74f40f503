package io.penstock.platform.deadletters;

import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads topics backwards, piece by piece, and merges their partitions by time, the newest first. A
 * piece grows as long as its letters are small.
 */
final class LetterScan {

  /** A piece of a partition; broker and network are slow beyond that. */
  static final Duration PIECE_WITHIN = Duration.ofSeconds(10);

  private static final int PARTITIONS_AT_ONCE = 4;
  private static final int FIRST_PIECE = 16;
  private static final int SMALLEST_PIECE = 4;
  private static final int LARGEST_PIECE = 1024;
  private static final long PIECE_BYTES = 4_000_000;

  private final Streams streams;
  private final Decisions decisions;
  private final DeadLettersProperties limits;

  /**
   * Of each partition, the piece that fitted last: where letters are huge, pages begin with few.
   */
  private final Map<PartitionId, Integer> fitting = new ConcurrentHashMap<>();

  LetterScan(Streams streams, Decisions decisions, DeadLettersProperties limits) {
    this.streams = streams;
    this.decisions = decisions;
    this.limits = limits;
  }

  /**
   * @param next where the next page begins; null where there is nothing left
   * @param start where this one began
   */
  record Page(List<LetterLine> lines, @Nullable LetterCursor next, LetterCursor start) {}

  /**
   * One page, complete up to its {@code next}. It is short, or even empty, where the limits of a
   * page are reached before its letters are found.
   *
   * @param cursor of the page before; null: from the newest on
   */
  Mono<Page> page(
      List<TopicState> topics, LetterFilter filter, @Nullable LetterCursor cursor, int most) {
    return Flux.fromIterable(topics)
        .filter(topic -> filter.topic() == null || filter.topic().equals(topic.topic()))
        .concatMap(topic -> reaches(topic, filter, cursor))
        .concatMapIterable(reaches -> reaches)
        .collectList()
        .flatMap(reaches -> new Reading(reaches, filter, most).page());
  }

  private Mono<List<Reach>> reaches(
      TopicState topic, LetterFilter filter, @Nullable LetterCursor cursor) {
    Mono<Map<Integer, Long>> lowest = offsetsAt(topic.topic(), filter.from());
    Mono<Map<Integer, Long>> highest = offsetsAt(topic.topic(), filter.to());
    return Mono.zip(lowest, highest, (low, high) -> reaches(topic, cursor, low, high));
  }

  private Mono<Map<Integer, Long>> offsetsAt(String topic, @Nullable Instant instant) {
    return instant == null ? Mono.just(Map.of()) : streams.offsetsAt(topic, instant);
  }

  private List<Reach> reaches(
      TopicState topic,
      @Nullable LetterCursor cursor,
      Map<Integer, Long> low,
      Map<Integer, Long> high) {
    List<Long> before = cursor == null ? null : cursor.of(topic.id());
    List<Reach> reaches = new ArrayList<>();
    for (int partition = 0; partition < topic.partitions(); partition++) {
      long begin = topic.beginningOffsets().get(partition);
      long end = topic.endOffsets().get(partition);
      long lower = Math.max(begin, low.getOrDefault(partition, begin));
      long upper = Math.min(end, high.getOrDefault(partition, end));
      if (cursor != null) {
        // A topic that is newer than the cursor has only letters that are newer, too.
        upper =
            before == null || partition >= before.size()
                ? 0
                : Math.min(upper, before.get(partition));
      }
      PartitionId id = new PartitionId(topic.topic(), partition);
      int piece = Math.min(FIRST_PIECE, fitting.getOrDefault(id, FIRST_PIECE));
      reaches.add(new Reach(id, topic.id(), lower, upper, piece));
    }
    return reaches;
  }

  /** One page in the making; its steps follow one another. */
  private final class Reading {

    private final List<Reach> reaches;
    private final LetterFilter filter;
    private final int most;
    private final LetterCursor start;
    private final long begun = System.nanoTime();
    private final List<LetterLine> lines = new ArrayList<>();
    private int read;
    private boolean done;

    Reading(List<Reach> reaches, LetterFilter filter, int most) {
      this.reaches = reaches;
      this.filter = filter;
      this.most = most;
      this.start = cursor();
    }

    Mono<Page> page() {
      return Mono.defer(this::round).repeat(() -> !done).then(Mono.fromSupplier(this::made));
    }

    private Page made() {
      boolean isEnd = reaches.stream().allMatch(Reach::isExhausted);
      return new Page(lines, isEnd ? null : cursor(), start);
    }

    private Mono<Void> round() {
      return Flux.fromIterable(reaches)
          .filter(Reach::isDry)
          .flatMap(this::fill, PARTITIONS_AT_ONCE)
          .then(Mono.fromRunnable(this::merge));
    }

    private Mono<Void> fill(Reach reach) {
      return Mono.defer(() -> read(reach))
          .onErrorResume(
              TimeoutException.class, slow -> reach.shrink() ? read(reach) : Mono.error(slow));
    }

    private Mono<Void> read(Reach reach) {
      return streams
          .read(reach.partition, reach.nextFrom(), reach.unread)
          .map(record -> LetterLine.of(reach.id(record), record))
          .collectList()
          .timeout(PIECE_WITHIN)
          .doOnNext(reach::filled)
          .doFinally(any -> fitting.put(reach.partition, reach.piece))
          .then();
    }

    private void merge() {
      while (lines.size() < most
          && read < limits.scanRecords()
          && reaches.stream().noneMatch(Reach::isDry)) {
        Reach newest = newest();
        if (newest == null) {
          done = true;
          return;
        }
        LetterLine line = newest.lines.remove();
        read++;
        if (filter.lets(line, decisions.of(line.id()))) {
          lines.add(line);
        }
      }
      done =
          lines.size() >= most
              || read >= limits.scanRecords()
              || System.nanoTime() - begun >= limits.scanTime().toNanos();
    }

    private @Nullable Reach newest() {
      Reach newest = null;
      for (Reach reach : reaches) {
        LetterLine line = reach.lines.peek();
        if (line != null
            && (newest == null
                || LetterLine.NEWEST_FIRST.compare(line, newest.lines.element()) < 0)) {
          newest = reach;
        }
      }
      return newest;
    }

    private LetterCursor cursor() {
      SequencedMap<String, List<Long>> below = new LinkedHashMap<>();
      for (Reach reach : reaches) {
        below.computeIfAbsent(reach.topicId, topic -> new ArrayList<>()).add(reach.below());
      }
      return new LetterCursor(below);
    }
  }

  /** How far one partition is read, downwards. */
  private static final class Reach {

    private final PartitionId partition;
    private final String topicId;
    private final long lowest;
    private final Deque<LetterLine> lines = new ArrayDeque<>();

    /** What is from here on is read. */
    private long unread;

    private int piece;

    Reach(PartitionId partition, String topicId, long lowest, long unread, int piece) {
      this.partition = partition;
      this.topicId = topicId;
      this.lowest = lowest;
      this.unread = unread;
      this.piece = piece;
    }

    LetterId id(StreamRecord record) {
      return new LetterId(topicId, partition.partition(), record.offset());
    }

    boolean isDry() {
      return lines.isEmpty() && unread > lowest;
    }

    boolean isExhausted() {
      return lines.isEmpty() && unread <= lowest;
    }

    /**
     * False when there is nothing to gain: letters may be so large that few of them fill the time.
     */
    boolean shrink() {
      boolean shrinks = piece > SMALLEST_PIECE;
      piece = SMALLEST_PIECE;
      return shrinks;
    }

    long nextFrom() {
      return Math.max(lowest, unread - piece);
    }

    long below() {
      LetterLine next = lines.peek();
      return next == null ? unread : next.id().offset() + 1;
    }

    /**
     * @param found the oldest first
     */
    void filled(List<LetterLine> found) {
      unread = nextFrom();
      long bytes = 1;
      for (LetterLine line : found) {
        lines.push(line);
        bytes += line.bytes();
      }
      long fitting = PIECE_BYTES * Math.max(1, found.size()) / bytes;
      piece = (int) Math.clamp(Math.min(fitting, 2L * piece), SMALLEST_PIECE, LARGEST_PIECE);
    }
  }
}

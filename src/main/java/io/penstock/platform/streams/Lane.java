package io.penstock.platform.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.kafka.receiver.ReceiverRecord;
import reactor.util.concurrent.Queues;

/**
 * One partition while it is ours. Holds its records and works them in turns: a turn takes what has
 * come, up to a batch, and ends when that is done. Turns never overlap; between them other
 * partitions get theirs.
 */
final class Lane<S> {

  static final long NOTHING_YET = -1;

  private final PartitionId partition;
  private final int assignment;
  private final FlowWork<S> work;
  private final Consumer<Lane<S>> ready;
  private final IntConsumer release;
  private final Queue<ReceiverRecord<String, Polled>> held;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Sinks.Empty<Void> closing = Sinks.empty();
  private final Sinks.Empty<Void> abandoned = Sinks.empty();
  private volatile boolean closed;
  private volatile boolean pulseDue;
  private volatile Sinks.@Nullable Empty<Void> turn;
  private volatile long done = NOTHING_YET;

  // Of the turn, one after the other.
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private @Nullable S state;
  private int failures;
  private int taken;

  /**
   * @param assignment that made the partition ours; records polled under an earlier one are refused
   * @param ready told, on any thread, that a turn is due
   * @param release told how many records need no place any more
   */
  Lane(
      PartitionId partition,
      int assignment,
      FlowWork<S> work,
      Consumer<Lane<S>> ready,
      IntConsumer release) {
    this.partition = partition;
    this.assignment = assignment;
    this.work = work;
    this.ready = ready;
    this.release = release;
    this.held = Queues.<ReceiverRecord<String, Polled>>get(work.limits().inFlight()).get();
  }

  /**
   * False for a record of an earlier assignment. There is always room: no more than in_flight are
   * asked for.
   */
  boolean offer(ReceiverRecord<String, Polled> record) {
    Polled polled = record.value();
    if (polled != null && polled.assignment() < assignment) {
      return false;
    }
    boolean added = held.offer(record);
    schedule();
    return added;
  }

  void schedule() {
    if (!scheduled.getAndSet(true)) {
      ready.accept(this);
    }
  }

  /** Asks for a pulse; it comes when nothing else is in hand. Any thread. */
  void pulse() {
    pulseDue = true;
    schedule();
  }

  /**
   * Opens the partition if need be and works one batch to its end. Never fails; ends early when
   * closed.
   */
  Mono<Void> turn() {
    return Mono.defer(this::begin).takeUntilOther(abandoned.asMono()).doFinally(any -> end());
  }

  /**
   * Begins nothing more; completes when the work in hand is done, or given up after a while. Then
   * {@link #done} is final.
   */
  Mono<Void> close(Duration patience) {
    closed = true;
    closing.tryEmitEmpty();
    Sinks.Empty<Void> inHand = turn;
    return inHand == null
        ? Mono.empty()
        : inHand.asMono().timeout(patience, Mono.fromRunnable(this::abandon));
  }

  /**
   * The offset behind the last record that is done under this assignment, or {@link #NOTHING_YET}.
   */
  long done() {
    return done;
  }

  private void abandon() {
    abandoned.tryEmitEmpty();
    work.abandoned(partition);
  }

  private Mono<Void> begin() {
    turn = Sinks.empty(); // before closed is looked at: close() looks the other way round
    if (closed) {
      return Mono.empty();
    }
    take();
    return Mono.defer(this::step)
        .repeat(() -> !closed && (state == null || !pieces.isEmpty()))
        .then(Mono.defer(this::pulsed));
  }

  private void end() {
    release.accept(taken);
    taken = 0;
    if (closed) {
      pieces.clear();
      take();
      pieces.clear();
      release.accept(taken);
      taken = 0;
    }
    Sinks.Empty<Void> ended = turn;
    turn = null;
    scheduled.set(false);
    if (ended != null) {
      ended.tryEmitEmpty();
    }
    if (!held.isEmpty()) {
      schedule();
    }
  }

  private void take() {
    int most = work.limits().batch();
    List<StreamRecord> batch = new ArrayList<>();
    long end = Piece.LATER;
    while (taken < most) {
      ReceiverRecord<String, Polled> received = held.poll();
      if (received == null) {
        break;
      }
      Polled polled = received.value();
      StreamRecord record =
          Records.toStream(partition, received, polled == null ? Records.NOTHING : polled.value());
      if (Replays.isHeardBy(work.flow().name(), record)) {
        batch.add(record);
      }
      taken++;
      end = record.offset() + 1;
    }
    if (taken > 0) {
      pieces.add(new Piece(batch, end, 0));
    }
  }

  private Mono<Void> step() {
    return Mono.defer(this::opened).flatMap(this::handle).onErrorResume(this::failed);
  }

  private Mono<S> opened() {
    return state != null
        ? Mono.just(state)
        : work.open(partition).doOnNext(opened -> state = opened);
  }

  private Mono<Void> handle(S opened) {
    Piece piece = pieces.peek();
    if (piece == null) {
      return Mono.empty();
    }
    return piece.records().isEmpty()
        ? Mono.fromRunnable(() -> finish(piece))
        : work.handler()
            .handle(opened, piece.records())
            .then(Mono.fromRunnable(() -> finish(piece)));
  }

  private Mono<Void> pulsed() {
    S opened = state;
    if (!pulseDue || closed || opened == null) {
      return Mono.empty();
    }
    pulseDue = false;
    return Mono.defer(() -> work.handler().pulse(opened, partition)).onErrorResume(this::failed);
  }

  private Mono<Void> failed(Throwable failure) {
    state = null;
    Piece piece = pieces.peek();
    if (piece != null
        && failure instanceof UnprocessableRecordException unprocessable
        && piece.holds(unprocessable.record())) {
      return deadLetter(piece, unprocessable.record(), failure);
    }
    failures++;
    if (piece == null || piece.records().isEmpty() || FlowWork.passes(failure)) {
      return pause(failure);
    }
    Piece tried = piece.tried();
    replace(List.of(tried));
    if (tried.tries() < work.limits().attempts()) {
      return pause(failure);
    }
    if (tried.records().size() > 1) {
      replace(singles(tried));
      return Mono.empty();
    }
    return deadLetter(tried, tried.records().getFirst(), failure);
  }

  private Mono<Void> deadLetter(Piece piece, StreamRecord record, Throwable cause) {
    return work.deadLetter(record, Math.max(1, piece.tries()), cause)
        .then(Mono.<Void>fromRunnable(() -> leaveOut(piece, record)))
        .onErrorResume(unsent -> {
          failures++;
          return pause(unsent);
        });
  }

  private void leaveOut(Piece piece, StreamRecord dead) {
    Piece others = piece.without(dead);
    if (others.records().isEmpty()) {
      finish(piece);
    } else {
      replace(List.of(others));
    }
  }

  private void finish(Piece piece) {
    failures = 0;
    pieces.poll();
    if (piece.end() != Piece.LATER) {
      done = piece.end();
    }
  }

  private void replace(List<Piece> others) {
    pieces.poll();
    others.reversed().forEach(pieces::addFirst);
  }

  private Mono<Void> pause(Throwable cause) {
    return Mono.firstWithSignal(
        Mono.delay(work.pause(partition, failures, cause)).then(), closing.asMono());
  }

  /** The last one stands for all: when it is done, all are. */
  private static List<Piece> singles(Piece piece) {
    StreamRecord last = piece.records().getLast();
    return piece.records().stream()
        .map(record ->
            new Piece(List.of(record), record == last ? piece.end() : Piece.LATER, piece.tries()))
        .toList();
  }
}

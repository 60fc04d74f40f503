package io.penstock.platform.deadletters;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.resilience.RetryClass;
import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicDeclaration;
import io.penstock.platform.streams.TopicState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads letters. Errors are those of {@link LetterProblem}, or our mistake. */
final class Letters {

  /** Letters between two wanted ones that are read and passed over, rather than asked for anew. */
  private static final int PASSED_OVER = 16;

  private final Declarations declarations;
  private final Streams streams;
  private final Decisions decisions;
  private final LetterScan scan;
  private final int mostScans;
  private final AtomicInteger scans = new AtomicInteger();

  Letters(
      Declarations declarations,
      Streams streams,
      Decisions decisions,
      DeadLettersProperties properties) {
    this.declarations = declarations;
    this.streams = streams;
    this.decisions = decisions;
    this.scan = new LetterScan(streams, decisions, properties);
    this.mostScans = properties.scans();
  }

  /** Names of the topics that letters lie in. */
  List<String> topics() {
    return declarations.deadLetterTopics().stream().map(TopicDeclaration::name).toList();
  }

  /** As the broker has them; fails as {@link Streams#describe} does. */
  Mono<List<TopicState>> described() {
    return Flux.fromIterable(topics()).concatMap(streams::describe).collectList();
  }

  /** Null: it is open. */
  @Nullable Decision decision(LetterId letter) {
    return decisions.of(letter);
  }

  /** As {@link LetterScan#page}. */
  Mono<LetterScan.Page> page(LetterFilter filter, @Nullable LetterCursor cursor, int most) {
    return limited(() -> described().flatMap(topics -> scan.page(topics, filter, cursor, most)));
  }

  /** With its value; {@link LetterProblem#LETTER_NOT_FOUND} where it is not kept. */
  Mono<Letter> one(LetterId id) {
    return limited(() ->
        described()
            .flatMap(topics -> Mono.justOrEmpty(partition(topics, id)))
            .flatMap(partition ->
                streams
                    .read(partition, id.offset(), id.offset() + 1)
                    .next()
                    .timeout(LetterScan.PIECE_WITHIN))
            .map(record -> new Letter(id.toString(), record))
            .switchIfEmpty(Mono.error(() -> notFound(id))));
  }

  /**
   * With their values, the oldest of each partition first; one after the other, as they are asked
   * for. What is no longer kept is left out.
   */
  Flux<Letter> all(List<LetterLine> lines) {
    List<LetterLine> ordered = new ArrayList<>(lines);
    ordered.sort(
        Comparator.comparing((LetterLine line) -> line.letter().record().partition().toString())
            .thenComparing(line -> line.id().offset()));
    return Flux.fromIterable(runs(ordered)).concatMap(this::run, 1).onErrorMap(Letters::told);
  }

  private Flux<Letter> run(List<LetterLine> run) {
    PartitionId partition = run.getFirst().letter().record().partition();
    LetterId first = run.getFirst().id();
    return streams
        .read(partition, first.offset(), run.getLast().id().offset() + 1)
        .filter(record -> run.stream().anyMatch(line -> line.id().offset() == record.offset()))
        .map(record -> letter(first, record));
  }

  private static Letter letter(LetterId sibling, StreamRecord record) {
    return new Letter(
        new LetterId(sibling.topicId(), sibling.partition(), record.offset()).toString(), record);
  }

  /** Neighbours together. */
  private static List<List<LetterLine>> runs(List<LetterLine> ordered) {
    List<List<LetterLine>> runs = new ArrayList<>();
    LetterLine before = null;
    for (LetterLine line : ordered) {
      if (before == null || !areNear(before, line)) {
        runs.add(new ArrayList<>());
      }
      runs.getLast().add(line);
      before = line;
    }
    return runs;
  }

  private static boolean areNear(LetterLine before, LetterLine line) {
    return before.letter().record().partition().equals(line.letter().record().partition())
        && line.id().offset() - before.id().offset() <= PASSED_OVER;
  }

  private static @Nullable PartitionId partition(List<TopicState> topics, LetterId id) {
    for (TopicState topic : topics) {
      if (topic.id().equals(id.topicId())
          && id.partition() < topic.partitions()
          && id.offset() >= topic.beginningOffsets().get(id.partition())
          && id.offset() < topic.endOffsets().get(id.partition())) {
        return new PartitionId(topic.topic(), id.partition());
      }
    }
    return null;
  }

  private <T> Mono<T> limited(Supplier<Mono<T>> scanning) {
    return Mono.defer(() -> {
      if (!decisions.isKnown()) {
        return Mono.error(
            LetterProblem.NOT_READY.because("What was decided is still being read back"));
      }
      if (scans.incrementAndGet() > mostScans) {
        scans.decrementAndGet();
        return Mono.error(
            LetterProblem.OVERLOADED.because("Too many read dead letters at the moment"));
      }
      return Mono.defer(scanning)
          .onErrorMap(Letters::told)
          .doFinally(any -> scans.decrementAndGet());
    });
  }

  private static ApiException notFound(LetterId id) {
    return LetterProblem.LETTER_NOT_FOUND.because("There is no letter " + id + ", or no longer");
  }

  /** What passes by itself is told so; anything else is our mistake. */
  static Throwable told(Throwable error) {
    return !(error instanceof ApiException) && RetryClass.of(error) == RetryClass.PASSES
        ? LetterProblem.LETTERS_UNAVAILABLE.because("The broker does not answer")
        : error;
  }
}

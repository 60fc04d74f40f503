package io.penstock.platform.deadletters;

import io.penstock.platform.deadletters.DeadLettersOccurrence.BulkDone;
import io.penstock.platform.deadletters.DeadLettersOccurrence.Discarded;
import io.penstock.platform.deadletters.DeadLettersOccurrence.Failed;
import io.penstock.platform.deadletters.DeadLettersOccurrence.Replayed;
import io.penstock.platform.deadletters.Decision.Kind;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Operator;
import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where operators decide about letters. Errors are those of {@link LetterProblem}, or our mistake.
 */
final class Desk {

  /** Of a page when letters are looked for in bulk. */
  private static final int PAGE = 200;

  private static final String OTHER_FLOW = "other";

  private final Letters letters;
  private final Decisions decisions;
  private final Streams streams;
  private final FlowReplay flows;
  private final Map<String, ReplayTarget> targets;
  private final Set<String> knownFlows;
  private final Duration bulkTime;
  private final Clock clock;
  private final Telemetry telemetry;
  private final Set<LetterId> inHand = ConcurrentHashMap.newKeySet();

  /** One call about many letters at a time. */
  private final AtomicBoolean bulkInHand = new AtomicBoolean();

  Desk(
      Letters letters,
      Decisions decisions,
      Streams streams,
      Declarations declarations,
      List<FlowCheck> checks,
      List<ReplayTarget> targets,
      DeadLettersProperties properties,
      Clock clock,
      Telemetry telemetry) {
    this.letters = letters;
    this.decisions = decisions;
    this.streams = streams;
    this.flows = new FlowReplay(declarations, checks, streams);
    this.targets =
        targets.stream().collect(Collectors.toMap(ReplayTarget::flow, Function.identity()));
    this.knownFlows = ConcurrentHashMap.newKeySet();
    this.knownFlows.addAll(declarations.flows().keySet());
    this.knownFlows.addAll(this.targets.keySet());
    this.bulkTime = properties.bulkTime();
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * What many letters amount to.
   *
   * @param matched letters that are open and fit the filter, up to the most asked for
   * @param counts by the verdict's code
   * @param reasons of those that were not, or would not be, done, by how many have them
   * @param isMore whether there may be others
   * @param asOf what was there then: later letters are left out of a call that says it
   */
  record Bulk(
      int matched,
      int done,
      int failed,
      Map<String, Integer> counts,
      Map<String, Integer> reasons,
      boolean isMore,
      LetterCursor asOf) {}

  /** Changes nothing. */
  Mono<Verdict> dryRun(LetterId id) {
    return letters.one(id).flatMap(this::verdict).onErrorMap(Letters::told);
  }

  /**
   * Has a letter worked again: writes the record, then the decision. Goes on to its end when the
   * caller leaves.
   *
   * @param force whatever speaks against it, but for what makes it impossible
   */
  Mono<Decision> replay(LetterId id, String reason, boolean force, Operator operator) {
    return alone(
        id,
        () -> {
          ApiException refusal = force ? null : refusalOfReplay(id);
          return refusal != null
              ? Mono.error(refusal)
              : letters
                  .one(id)
                  .flatMap(letter ->
                      verdict(letter)
                          .flatMap(verdict -> allowed(verdict, force))
                          .flatMap(verdict ->
                              replay(id, letter, reason, isForced(id, verdict), operator)));
        });
  }

  /** A letter that was discarded stays so, with its first reason. */
  Mono<Decision> discard(LetterId id, String reason, Operator operator) {
    return alone(
        id,
        () -> {
          Decision was = decisions.of(id);
          if (was != null && was.kind() == Kind.DISCARDED) {
            return Mono.just(was);
          }
          return was != null
              ? Mono.error(LetterProblem.ALREADY_REPLAYED.because(sentence(was)))
              : letters.one(id).flatMap(letter -> discard(id, letter, reason, operator));
        });
  }

  /** What {@link #bulkReplay} would do. Changes nothing. */
  Mono<Bulk> bulkDryRun(LetterFilter filter, @Nullable LetterCursor asOf, int most) {
    return inBulk(
        filter,
        asOf,
        most,
        work ->
            letters
                .all(work.lines())
                .concatMap(letter -> verdict(letter).doOnNext(work::judged), 1));
  }

  /** The newest letters that fit are replayed, the oldest of them first; see {@link #replay}. */
  Mono<Bulk> bulkReplay(
      LetterFilter filter,
      @Nullable LetterCursor asOf,
      int most,
      String reason,
      Operator operator) {
    return toItsEnd(
        inBulk(
                filter,
                asOf,
                most,
                work ->
                    letters
                        .all(work.lines())
                        .concatMap(letter -> replayOne(letter, work, reason, operator), 1))
            .doOnNext(bulk -> report("replay", bulk, operator, reason)));
  }

  /** As {@link #bulkReplay}. */
  Mono<Bulk> bulkDiscard(
      LetterFilter filter,
      @Nullable LetterCursor asOf,
      int most,
      String reason,
      Operator operator) {
    return toItsEnd(
        inBulk(
                filter,
                asOf,
                most,
                work ->
                    Flux.fromIterable(work.lines())
                        .concatMap(line -> discardOne(line, work, reason, operator), 1))
            .doOnNext(bulk -> report("discard", bulk, operator, reason)));
  }

  private Mono<Boolean> replayOne(Letter letter, BulkWork work, String reason, Operator operator) {
    LetterId id = LetterId.parse(letter.id()).orElseThrow();
    return hold(
            id,
            () -> {
              ApiException refusal = refusalOfReplay(id);
              return refusal != null
                  ? Mono.<Decision>error(refusal)
                  : verdict(letter)
                      .doOnNext(work::judged)
                      .flatMap(verdict -> allowed(verdict, false))
                      .flatMap(verdict -> replay(id, letter, reason, false, operator));
            })
        .doOnNext(decision -> work.done())
        .thenReturn(true)
        .onErrorResume(error -> work.notDone(error));
  }

  private Mono<Boolean> discardOne(
      LetterLine line, BulkWork work, String reason, Operator operator) {
    return hold(
            line.id(),
            () ->
                decisions.of(line.id()) != null
                    ? Mono.<Decision>error(
                        LetterProblem.ALREADY_DISCARDED.because("somebody decided meanwhile"))
                    : discard(line.id(), line.letter(), reason, operator))
        .doOnNext(decision -> work.done())
        .thenReturn(true)
        .onErrorResume(error -> work.notDone(error));
  }

  private Mono<Bulk> inBulk(
      LetterFilter filter,
      @Nullable LetterCursor asOf,
      int most,
      Function<BulkWork, Flux<?>> working) {
    return Mono.defer(() -> {
      if (bulkInHand.getAndSet(true)) {
        return Mono.error(
            LetterProblem.OVERLOADED.because("Another call about many letters is under way"));
      }
      BulkWork work = new BulkWork(most, bulkTime);
      return Mono.defer(() -> letters.page(filter, work.next(asOf), work.wanted(PAGE)))
          .doOnNext(work::found)
          .repeat(work::isIncomplete)
          .thenMany(Flux.defer(() -> working.apply(work)))
          .takeUntil(any -> work.isLate())
          .then(Mono.fromSupplier(work::summary))
          .onErrorMap(Letters::told)
          .doFinally(any -> bulkInHand.set(false));
    });
  }

  private void report(String what, Bulk bulk, Operator operator, String reason) {
    int skipped = bulk.matched() - bulk.done() - bulk.failed();
    telemetry.report(new BulkDone(what, bulk.done(), skipped, bulk.failed(), operator, reason));
  }

  private Mono<Verdict> verdict(Letter letter) {
    ReplayTarget target = targets.get(letter.flow());
    return target == null ? Mono.fromSupplier(() -> flows.dryRun(letter)) : target.dryRun(letter);
  }

  private Mono<Void> write(Letter letter) {
    ReplayTarget target = targets.get(letter.flow());
    return target == null ? flows.replay(letter) : target.replay(letter);
  }

  private static Mono<Verdict> allowed(Verdict verdict, boolean force) {
    return switch (verdict) {
      case Verdict.NotReplayable no ->
          Mono.error(LetterProblem.NOT_REPLAYABLE.because("Not replayable: " + no.why()));
      case Verdict.Fails fails when !force || fails.destinations().isEmpty() ->
          Mono.error(LetterProblem.WOULD_FAIL.because("It would fail again: " + fails.reason()));
      case Verdict.Fails fails -> Mono.just(fails);
      case Verdict.Works works -> Mono.just(works);
      case Verdict.Untold untold -> Mono.just(untold);
    };
  }

  private boolean isForced(LetterId id, Verdict verdict) {
    return verdict instanceof Verdict.Fails || decisions.of(id) != null;
  }

  private Mono<Decision> replay(
      LetterId id, Letter letter, String reason, boolean forced, Operator operator) {
    return write(letter)
        .then(decide(id, Kind.REPLAYED, reason, forced, operator))
        .doOnNext(
            decision -> telemetry.report(new Replayed(id, flow(letter), operator, reason, forced)))
        .doOnError(error -> telemetry.report(new Failed(id, "replay", error.toString())));
  }

  private Mono<Decision> discard(LetterId id, Letter letter, String reason, Operator operator) {
    return decide(id, Kind.DISCARDED, reason, false, operator)
        .doOnNext(decision -> telemetry.report(new Discarded(id, flow(letter), operator, reason)))
        .doOnError(error -> telemetry.report(new Failed(id, "discard", error.toString())));
  }

  /** Known here as soon as the broker has it; to other replicas a moment later. */
  private Mono<Decision> decide(
      LetterId id, Kind kind, String reason, boolean forced, Operator operator) {
    return Mono.defer(() -> {
      Decision decision = Decision.of(id, kind, clock.instant(), operator, reason, forced);
      return streams
          .send(
              Mono.just(
                  OutgoingRecord.of(
                      DecisionsFlow.TOPIC, id.toString(), DecisionCodec.encode(decision))))
          .then(Mono.fromRunnable(() -> decisions.take(decision)))
          .thenReturn(decision);
    });
  }

  private @Nullable ApiException refusalOfReplay(LetterId id) {
    Decision was = decisions.of(id);
    if (was == null) {
      return null;
    }
    return switch (was.kind()) {
      case REPLAYED -> LetterProblem.ALREADY_REPLAYED.because(sentence(was));
      case DISCARDED -> LetterProblem.ALREADY_DISCARDED.because(sentence(was));
    };
  }

  private static String sentence(Decision was) {
    return "It was %s by %s at %s: %s"
        .formatted(was.kind().word(), was.by(), was.at(), was.reason());
  }

  /** Headers may say anything; meters know few flows. */
  private String flow(Letter letter) {
    return knownFlows.contains(letter.flow()) ? letter.flow() : OTHER_FLOW;
  }

  private <T> Mono<T> alone(LetterId id, Supplier<Mono<T>> deciding) {
    return toItsEnd(hold(id, deciding).onErrorMap(Letters::told));
  }

  /** Who left in the middle must not leave a record written and nothing decided. */
  private static <T> Mono<T> toItsEnd(Mono<T> work) {
    return Mono.defer(() -> work.cache());
  }

  private <T> Mono<T> hold(LetterId id, Supplier<Mono<T>> deciding) {
    return Mono.defer(() ->
        inHand.add(id)
            ? Mono.defer(deciding).doFinally(any -> inHand.remove(id))
            : Mono.error(LetterProblem.IN_PROGRESS.because("Somebody is deciding about " + id)));
  }
}

package io.penstock.platform.postgres;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.penstock.platform.postgres.PostgresOccurrence.GroupSplit;
import io.penstock.platform.resilience.Gather;
import io.penstock.platform.resilience.GuardException;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Writes concurrent commands of one kind together: one transaction for all that came while the last
 * one ran, and an answer for each. An idle group writes a command at once; a busy one writes larger
 * groups, up to the limit.
 *
 * <p>Promises:
 *
 * <ul>
 *   <li>An answer is given after the commit. An error means that the command did nothing, save for
 *       {@link CommitUnknownException}, {@link CommandTimeoutException} and a guard's timeout,
 *       which leave it open.
 *   <li>A command never fails its neighbours: when a group fails it is rolled back, and its
 *       commands run one by one. Only where it may have been committed after all, all of them get
 *       that error and none runs twice.
 *   <li>A cancelled command, or one past its deadline, is not run if it still waits; if it is being
 *       written, the others notice nothing.
 *   <li>What waits is bounded: a command too many is refused at once with {@link
 *       QueueFullException}.
 *   <li>{@link #close()} lets what was taken be answered, and takes no more.
 * </ul>
 *
 * <p>A refusal that the domain knows is an answer, not an error: an error costs the whole group a
 * second run.
 *
 * @param <C> a command, such as "store these trades"
 * @param <R> its answer
 */
public final class GroupCommit<C, R> {

  private static final Duration SHORTEST_RETRY = Duration.ofMillis(10);

  private final String name;
  private final GroupLimits limits;
  private final Function<List<C>, Mono<List<R>>> transaction;
  private final Telemetry telemetry;
  private final DistributionSummary sizes;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile @Nullable FluxSink<Pending<C, R>> queue;
  private volatile boolean closed;
  private volatile Duration lastGroup = Duration.ZERO;

  /**
   * @param name in metrics and messages, such as {@code bars}
   * @param transaction writes commands, all or none, and answers them in their order
   */
  GroupCommit(
      String name,
      GroupLimits limits,
      Function<List<C>, Mono<List<R>>> transaction,
      Telemetry telemetry) {
    this.name = name;
    this.limits = limits;
    this.transaction = transaction;
    this.telemetry = telemetry;
    this.sizes =
        DistributionSummary.builder("penstock.postgres.group")
            .tag("group", name)
            .register(telemetry.meters());
    Gauge.builder("penstock.postgres.group.unanswered", unanswered, AtomicInteger::get)
        .tag("group", name)
        .register(telemetry.meters());
  }

  /**
   * A group that writes to a database.
   *
   * @param writer runs inside the transaction; answers the commands in their order, as many as
   *     there are
   */
  public static <C, R> GroupCommit<C, R> on(
      Database database,
      String name,
      GroupLimits limits,
      BiFunction<Session, List<C>, Mono<List<R>>> writer,
      Telemetry telemetry) {
    return new GroupCommit<>(
        name,
        limits,
        commands ->
            database.inTransaction(session ->
                writer.apply(session, commands).map(answers -> complete(commands, answers))),
        telemetry);
  }

  /** Takes a command when subscribed. Shape: its answer, or an error; see the promises above. */
  public Mono<R> submit(C command) {
    return Mono.defer(() -> {
      FluxSink<Pending<C, R>> open = queue;
      if (unanswered.incrementAndGet() > limits.capacity()) {
        answered();
        return Mono.error(new QueueFullException(name, limits.capacity(), retryAfter()));
      }
      if (open == null || closed) {
        answered();
        return Mono.error(new GroupStoppedException(name));
      }
      Pending<C, R> pending = new Pending<>(command);
      open.next(pending);
      return pending
          .answer()
          .timeout(
              limits.deadline(),
              Mono.error(() -> new CommandTimeoutException(name, limits.deadline())))
          .doFinally(end -> pending.abandon());
    });
  }

  /**
   * Writes what is submitted. Shape: endless, without values; completes after {@link #close()} when
   * all is answered. Cancel ends it at once: what waits gets {@link GroupStoppedException}.
   * Subscribed once, by a runner, before the first command.
   */
  public Mono<Void> run() {
    // What create() holds is bounded by the commands unanswered.
    return Flux.<Pending<C, R>>create(sink -> queue = sink)
        .transform(Gather.upTo(limits.batch()))
        .flatMap(this::write, limits.lanes(), 1)
        .doOnDiscard(Pending.class, pending -> pending.fail(new GroupStoppedException(name)))
        .then();
  }

  /** Takes no more commands. */
  public void close() {
    closed = true;
    completeWhenAnswered();
  }

  private Mono<Void> write(List<Pending<C, R>> gathered) {
    List<Pending<C, R>> wanted = gathered.stream().filter(Pending::isWanted).toList();
    return (wanted.isEmpty() ? Mono.<Void>empty() : writeTogether(wanted))
        .doFinally(end -> gathered.forEach(each -> answered()));
  }

  private Mono<Void> writeTogether(List<Pending<C, R>> group) {
    sizes.record(group.size());
    return inTransaction(group)
        .onErrorResume(
            error -> group.size() > 1 && isRolledBack(error), error -> writeSingly(group, error))
        .onErrorResume(error -> Mono.fromRunnable(() -> group.forEach(each -> each.fail(error))));
  }

  private Mono<Void> writeSingly(List<Pending<C, R>> group, Throwable error) {
    telemetry.report(new GroupSplit(name, group.size(), error.getClass().getSimpleName()));
    return Flux.fromIterable(group)
        .filter(Pending::isWanted)
        .concatMap(
            each ->
                inTransaction(List.of(each))
                    .onErrorResume(own -> Mono.fromRunnable(() -> each.fail(own))),
            0)
        .then();
  }

  private Mono<Void> inTransaction(List<Pending<C, R>> group) {
    List<C> commands = group.stream().map(Pending::command).toList();
    return Mono.defer(() -> transaction.apply(commands))
        .switchIfEmpty(Mono.error(() -> new IllegalStateException(name + " answered nothing")))
        .map(answers -> complete(commands, answers))
        .elapsed()
        .doOnNext(timed -> {
          lastGroup = Duration.ofMillis(timed.getT1());
          for (int i = 0; i < group.size(); i++) {
            group.get(i).succeed(timed.getT2().get(i));
          }
        })
        .then();
  }

  /**
   * Whether the error tells that nothing was committed; a guard that gave up waiting does not know.
   */
  private static boolean isRolledBack(Throwable error) {
    return !(error instanceof CommitUnknownException || error instanceof GuardException);
  }

  private static <C, R> List<R> complete(List<C> commands, List<R> answers) {
    if (answers.size() != commands.size()) {
      throw new IllegalStateException(
          commands.size() + " commands had " + answers.size() + " answers");
    }
    return answers;
  }

  private Duration retryAfter() {
    long groups = 1 + limits.capacity() / (2L * limits.batch() * limits.lanes());
    Duration half = lastGroup.multipliedBy(groups);
    return half.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : half;
  }

  private void answered() {
    if (unanswered.decrementAndGet() == 0) {
      completeWhenAnswered();
    }
  }

  /**
   * Never completes the queue under a command that was let in: such a one counts before it looks
   * whether we are closed.
   */
  private void completeWhenAnswered() {
    FluxSink<Pending<C, R>> open = queue;
    if (closed && open != null && unanswered.get() == 0) {
      open.complete();
    }
  }

  /** A command that waits for its answer. */
  private static final class Pending<C, R> {

    private final C command;
    private final Sinks.One<R> answer = Sinks.one();
    private volatile boolean abandoned;

    Pending(C command) {
      this.command = command;
    }

    C command() {
      return command;
    }

    Mono<R> answer() {
      return answer.asMono();
    }

    boolean isWanted() {
      return !abandoned;
    }

    void abandon() {
      abandoned = true;
    }

    void succeed(R result) {
      answer.tryEmitValue(result).isSuccess();
    }

    void fail(Throwable error) {
      answer.tryEmitError(error).isSuccess();
    }
  }
}

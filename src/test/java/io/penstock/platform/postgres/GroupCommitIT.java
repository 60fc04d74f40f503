package io.penstock.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;

class GroupCommitIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int POISON = -1;

  private static final Databases DATABASES = TestDatabases.fresh("market");
  private static final Database DATABASE = DATABASES.named("market");

  private final Queue<Integer> groups = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean diesOnce = new AtomicBoolean();
  private final GroupCommit<Integer, Integer> group =
      GroupCommit.on(
          DATABASE,
          "numbers",
          new GroupLimits(100, 2, 2_000, PATIENCE),
          this::write,
          TestDatabases.telemetry());
  private final Disposable running = group.run().subscribe();

  @BeforeAll
  static void start() {
    run("CREATE TABLE numbers (number integer PRIMARY KEY CHECK (number >= 0))");
  }

  @AfterAll
  static void stop() {
    DATABASES.close();
  }

  @BeforeEach
  void empty() {
    run("TRUNCATE numbers");
  }

  @AfterEach
  void end() {
    group.close();
    running.dispose();
  }

  @Test
  void aThousandAtATimeAllGetTheirOwnAnswer() {
    List<Integer> answers =
        Flux.range(0, 10_000)
            .flatMap(number -> group.submit(number), 1_000)
            .sort()
            .collectList()
            .block(PATIENCE);

    assertThat(answers)
        .containsExactlyElementsOf(
            IntStream.range(0, 10_000).map(number -> 2 * number).boxed().toList());
    assertThat(count()).isEqualTo(10_000);
    assertThat(groups.size()).isLessThan(2_000);
    assertThat(groups).contains(100);
  }

  @Test
  void onePoisonAmongAHundredFailsAlone() {
    List<Signal<Integer>> answers =
        submitTogether(IntStream.range(0, 100).map(i -> i == 50 ? POISON : i).boxed().toList());

    assertThat(answers.get(50).getThrowable())
        .isInstanceOf(R2dbcDataIntegrityViolationException.class);
    for (int i = 0; i < 100; i++) {
      if (i != 50) {
        assertThat(answers.get(i).get()).isEqualTo(2 * i);
      }
    }
    assertThat(count()).isEqualTo(99);
  }

  @Test
  void aConnectionThatDiesInTheMiddleOfAGroupLosesAndDoublesNothing() {
    diesOnce.set(true);

    List<Signal<Integer>> answers = submitTogether(IntStream.range(0, 100).boxed().toList());

    assertThat(diesOnce).isFalse();
    assertThat(answers).allMatch(Signal::isOnNext);
    assertThat(count()).isEqualTo(100);
  }

  @Test
  void aDuplicateIsARefusalThatTheWriterAnswersWithoutASecondRun() {
    submitTogether(List.of(1, 2, 3));
    int before = groups.size();

    assertThat(group.submit(2).block(PATIENCE)).isEqualTo(0);
    assertThat(groups.size()).isEqualTo(before + 1);
  }

  /** Twice the number where it was new, 0 where not. */
  private Mono<List<Integer>> write(Session session, List<Integer> numbers) {
    groups.add(numbers.size());
    return session
        .query(
            "INSERT INTO numbers SELECT * FROM unnest($1::integer[]) ON CONFLICT DO NOTHING RETURNING number",
            given -> given.rows(numbers).integer(number -> number),
            row -> Objects.requireNonNull(row.get(0, Integer.class)))
        .flatMap(fresh -> isToDie(numbers) ? die(session).thenReturn(fresh) : Mono.just(fresh))
        .map(fresh ->
            numbers.stream().map(number -> fresh.contains(number) ? 2 * number : 0).toList());
  }

  private boolean isToDie(List<Integer> numbers) {
    return numbers.size() > 1 && diesOnce.getAndSet(false);
  }

  private static Mono<Long> die(Session session) {
    return session.update(
        "SELECT pg_sleep(9) FROM pg_terminate_backend(pg_backend_pid())", given -> {});
  }

  private List<Signal<Integer>> submitTogether(List<Integer> numbers) {
    return Objects.requireNonNull(
        Flux.fromIterable(numbers)
            .flatMapSequential(
                number -> group.submit(number).materialize().subscribeOn(Schedulers.parallel()),
                numbers.size())
            .collectList()
            .block(PATIENCE));
  }

  private static long count() {
    return Objects.requireNonNull(
        DATABASE
            .read(session ->
                session.query("SELECT number FROM numbers", given -> {}, row -> 1).map(List::size))
            .block(PATIENCE));
  }

  private static void run(String sql) {
    DATABASE.inTransaction(session -> session.update(sql, given -> {})).block(PATIENCE);
  }
}

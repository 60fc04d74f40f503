package io.penstock.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class GroupCommitTest {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final FakeWriter database = new FakeWriter();
  private VirtualTimeScheduler time = VirtualTimeScheduler.create();

  @BeforeEach
  void stopTheClocks() {
    time = VirtualTimeScheduler.getOrSet();
  }

  @AfterEach
  void letThemGo() {
    VirtualTimeScheduler.reset();
  }

  @Test
  void anIdleGroupWritesACommandAtOnce() {
    Running group = running(limits(10, 1, 100));
    Answer<String> answer = group.submit("a");

    assertThat(database.groups()).containsExactly(List.of("a"));
    assertThat(answer.isGiven()).isFalse();
    database.commit();
    assertThat(answer.value()).isEqualTo("stored a");
  }

  @Test
  void aBusyGroupWritesTogetherWhatCameMeanwhileUpToItsLimit() {
    Running group = running(limits(3, 1, 100));
    List<Answer<String>> answers = group.submitAll("a", "b", "c", "d", "e");

    assertThat(database.groups()).containsExactly(List.of("a"));
    database.commit();
    assertThat(database.groups()).containsExactly(List.of("a"), List.of("b", "c", "d"));
    database.commit();
    database.commit();

    assertThat(database.groups())
        .containsExactly(List.of("a"), List.of("b", "c", "d"), List.of("e"));
    assertThat(answers.stream().map(Answer::value))
        .containsExactly("stored a", "stored b", "stored c", "stored d", "stored e");
  }

  @Test
  void lanesWriteAtTheSameTime() {
    Running group = running(limits(10, 2, 100));
    group.submitAll("a", "b", "c", "d");

    assertThat(database.groups()).containsExactly(List.of("a"), List.of("b"));
    database.commit();
    assertThat(database.groups()).containsExactly(List.of("a"), List.of("b"), List.of("c", "d"));
  }

  @Test
  void aCommandThatFailsDoesNotFailItsNeighbours() {
    Running group = running(limits(10, 1, 100));
    List<Answer<String>> answers = group.submitAll("first", "a", "poison", "b");
    database.commit();
    database.commitAllThatCome();

    assertThat(database.groups())
        .containsExactly(
            List.of("first"),
            List.of("a", "poison", "b"),
            List.of("a"),
            List.of("poison"),
            List.of("b"));
    assertThat(answers.get(1).value()).isEqualTo("stored a");
    assertThat(answers.get(2).error()).isInstanceOf(FakeWriter.PoisonException.class);
    assertThat(answers.get(3).value()).isEqualTo("stored b");
    assertThat(database.stored()).containsExactly("first", "a", "b");
  }

  @Test
  void aSinglePoisonIsNotRunTwice() {
    Running group = running(limits(10, 1, 100));
    Answer<String> answer = group.submit("poison");
    database.commitAllThatCome();

    assertThat(database.groups()).containsExactly(List.of("poison"));
    assertThat(answer.error()).isInstanceOf(FakeWriter.PoisonException.class);
  }

  @Test
  void nothingRunsTwiceWhenTheCommitsAnswerIsLost() {
    Running group = running(limits(10, 1, 100));
    List<Answer<String>> answers = group.submitAll("first", "a", "b");
    database.commit();
    database.fail(new CommitUnknownException("test", new TimeoutException()));

    assertThat(database.groups()).containsExactly(List.of("first"), List.of("a", "b"));
    assertThat(answers.get(1).error()).isInstanceOf(CommitUnknownException.class);
    assertThat(answers.get(2).error()).isInstanceOf(CommitUnknownException.class);
  }

  @Test
  void aFailedGroupDoesNotEndTheOthersToCome() {
    Running group = running(limits(10, 1, 100));
    group.submit("a");
    database.fail(new IllegalStateException("server restarted"));
    Answer<String> answer = group.submit("b");
    database.commit();

    assertThat(answer.value()).isEqualTo("stored b");
  }

  @Test
  void aCancelledCommandThatWaitsIsNotRun() {
    Running group = running(limits(10, 1, 100));
    group.submit("first");
    Answer<String> cancelled = group.submit("cancelled");
    Answer<String> other = group.submit("other");
    cancelled.cancel();
    database.commit();
    database.commit();

    assertThat(database.groups()).containsExactly(List.of("first"), List.of("other"));
    assertThat(other.value()).isEqualTo("stored other");
  }

  @Test
  void aCancelOfACommandBeingWrittenDoesNotHarmTheOthers() {
    Running group = running(limits(10, 1, 100));
    group.submit("first");
    Answer<String> cancelled = group.submit("cancelled");
    Answer<String> other = group.submit("other");
    database.commit();
    cancelled.cancel();
    database.commit();

    assertThat(database.stored()).containsExactly("first", "cancelled", "other");
    assertThat(other.value()).isEqualTo("stored other");
    assertThat(cancelled.isGiven()).isFalse();
  }

  @Test
  void aCommandTooManyIsRefusedWithAHintAndTheNextIsTakenWhenOneIsAnswered() {
    Running group = running(limits(2, 1, 3));
    List<Answer<String>> answers = group.submitAll("a", "b", "c", "d");

    assertThat(answers.get(3).error())
        .isInstanceOfSatisfying(
            QueueFullException.class,
            full -> {
              assertThat(full.code()).isEqualTo("overloaded");
              assertThat(full.retryAfter()).isEqualTo(Duration.ofMillis(10));
            });
    time.advanceTimeBy(Duration.ofMillis(300));
    database.commit();
    group.submit("e");
    Answer<String> refused = group.submit("f");
    assertThat(refused.error())
        .isInstanceOfSatisfying(
            QueueFullException.class,
            full -> assertThat(full.retryAfter()).isEqualTo(Duration.ofMillis(300)));
    database.commitAllThatCome();
    assertThat(database.stored()).containsExactly("a", "b", "c", "e");
  }

  @Test
  void aCommandHasItsAnswerBeforeTheDeadlineOrAnError() {
    Running group = running(limits(10, 1, 100));
    Answer<String> writing = group.submit("writing");
    Answer<String> waiting = group.submit("waiting");
    time.advanceTimeBy(DEADLINE.minusMillis(1));
    assertThat(writing.isGiven()).isFalse();
    time.advanceTimeBy(Duration.ofMillis(1));

    assertThat(writing.error()).isInstanceOf(CommandTimeoutException.class);
    assertThat(waiting.error()).isInstanceOf(CommandTimeoutException.class);
    Answer<String> next = group.submit("next");
    database.commitAllThatCome();
    assertThat(database.groups()).containsExactly(List.of("writing"), List.of("next"));
    assertThat(next.value()).isEqualTo("stored next");
  }

  @Test
  void tooFewAnswersFailTheCommandsInsteadOfGivingThemTheWrongOnes() {
    Running group = running(limits(10, 1, 100));
    database.forgetsAnswers = true;
    Answer<String> answer = group.submit("a");
    database.commit();

    assertThat(answer.error())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 commands had 0 answers");
  }

  @Test
  void closingAnswersWhatWasTakenAndTakesNoMore() {
    Running group = running(limits(10, 1, 100));
    List<Answer<String>> taken = group.submitAll("a", "b");
    group.commit().close();

    assertThat(group.submit("late").error()).isInstanceOf(GroupStoppedException.class);
    assertThat(group.running().isDisposed()).isFalse();
    database.commit();
    database.commit();
    assertThat(taken.stream().map(Answer::value)).containsExactly("stored a", "stored b");
    assertThat(group.running().isDisposed()).isTrue();
  }

  @Test
  void closingAnIdleGroupEndsIt() {
    GroupCommit<String, String> group = group(limits(10, 1, 100));
    StepVerifier.create(group.run()).then(group::close).verifyComplete();
  }

  @Test
  void cancellingTheRunAnswersWhatWaits() {
    Running group = running(limits(10, 1, 100));
    group.submit("writing");
    Answer<String> waiting = group.submit("waiting");
    group.running().dispose();

    assertThat(waiting.error()).isInstanceOf(GroupStoppedException.class);
  }

  @Test
  void aGroupThatIsNotRunTakesNothing() {
    StepVerifier.create(group(limits(10, 1, 100)).submit("a"))
        .verifyError(GroupStoppedException.class);
  }

  @Test
  void submittingTwiceIsTwoCommands() {
    Running group = running(limits(10, 1, 100));
    Mono<String> twice = group.commit().submit("a");
    new Answer<>(twice);
    new Answer<>(twice);
    database.commitAllThatCome();

    assertThat(database.stored()).containsExactly("a", "a");
  }

  @Test
  void limitsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(0, 1, 1))
        .withMessage("batch must be 1 to 10000, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(1, 0, 1))
        .withMessage("lanes must be 1 to 100, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(1, 1, 0))
        .withMessage("capacity must be 1 to 1000000, was 0");
  }

  private static GroupLimits limits(int batch, int lanes, int capacity) {
    return new GroupLimits(batch, lanes, capacity, DEADLINE);
  }

  private GroupCommit<String, String> group(GroupLimits limits) {
    return new GroupCommit<>("test", limits, database::write, TestDatabases.telemetry());
  }

  private Running running(GroupLimits limits) {
    GroupCommit<String, String> group = group(limits);
    return new Running(group, group.run().subscribe());
  }

  private record Running(GroupCommit<String, String> commit, Disposable running) {

    Answer<String> submit(String command) {
      return new Answer<>(commit.submit(command));
    }

    List<Answer<String>> submitAll(String... commands) {
      return List.of(commands).stream().map(this::submit).toList();
    }
  }
}

package io.penstock.platform.deadletters;

import io.penstock.platform.http.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One call about many letters, as far as it got. Its steps follow one another. */
final class BulkWork {

  /** Different reasons that are told; what comes beyond is told together. */
  private static final int MOST_REASONS = 20;

  private static final String OTHER_REASONS = "other reasons";

  private final int most;
  private final long begun = System.nanoTime();
  private final Duration time;
  private final List<LetterLine> lines = new ArrayList<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private @Nullable LetterCursor asOf;
  private @Nullable LetterCursor next;
  private int done;
  private int failed;

  BulkWork(int most, Duration time) {
    this.most = most;
    this.time = time;
  }

  List<LetterLine> lines() {
    return lines;
  }

  @Nullable LetterCursor next(@Nullable LetterCursor given) {
    return next == null ? given : next;
  }

  int wanted(int page) {
    return Math.min(page, most - lines.size());
  }

  void found(LetterScan.Page page) {
    if (asOf == null) {
      asOf = page.start();
    }
    lines.addAll(page.lines());
    next = page.next();
  }

  boolean isIncomplete() {
    return next != null && lines.size() < most && !isLate();
  }

  /** Half an answer in time is better than none. */
  boolean isLate() {
    return System.nanoTime() - begun >= time.toNanos();
  }

  void judged(Verdict verdict) {
    counts.merge(verdict.code(), 1, Integer::sum);
    switch (verdict) {
      case Verdict.Fails fails -> reason(fails.reason());
      case Verdict.NotReplayable no -> reason(no.why());
      case Verdict.Works works -> {}
      case Verdict.Untold untold -> {}
    }
  }

  void done() {
    done++;
  }

  /** A refusal is an answer; breakage is counted, and the next letter tried. */
  Mono<Boolean> notDone(Throwable error) {
    Throwable told = Letters.told(error);
    if (!(told instanceof ApiException refusal)) {
      return Mono.error(error);
    }
    String code = refusal.problem().code();
    if (code.equals(LetterProblem.LETTERS_UNAVAILABLE.code())) {
      failed++;
      reason(String.valueOf(refusal.problem().detail()));
    } else if (!code.equals(LetterProblem.WOULD_FAIL.code())
        && !code.equals(LetterProblem.NOT_REPLAYABLE.code())) {
      reason(String.valueOf(refusal.problem().detail()));
    }
    return Mono.just(false);
  }

  Desk.Bulk summary() {
    return new Desk.Bulk(
        lines.size(),
        done,
        failed,
        counts,
        reasons,
        next != null || isLate(),
        Objects.requireNonNull(asOf));
  }

  private void reason(String reason) {
    String told =
        reasons.containsKey(reason) || reasons.size() < MOST_REASONS ? reason : OTHER_REASONS;
    reasons.merge(told, 1, Integer::sum);
  }
}

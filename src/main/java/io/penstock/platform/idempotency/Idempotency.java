package io.penstock.platform.idempotency;

import io.penstock.platform.idempotency.ClaimsTable.Kept;
import io.penstock.platform.postgres.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The claims of a database, in its table {@code idempotency_key}. Everything runs inside the
 * caller's transaction and becomes true with it.
 */
public final class Idempotency {

  private final ClaimsTable table = new ClaimsTable();
  private final Clock clock;
  private final Duration kept;

  /**
   * @param kept after it a key is as new
   */
  public Idempotency(Clock clock, Duration kept) {
    this.clock = clock;
    this.kept = kept;
  }

  /**
   * Claims keys. Of claims in one list that share a key the first has it.
   *
   * <p>Shape: what became of each, in their order. Waits for other transactions that claim the same
   * keys to end.
   */
  public Mono<List<Claimed>> claim(Session session, List<Claim> claims) {
    if (claims.isEmpty()) {
      return Mono.just(List.of());
    }
    Map<ClaimKey, Claim> first = new LinkedHashMap<>();
    claims.forEach(claim -> first.putIfAbsent(claim.key(), claim));
    List<Claim> tried = List.copyOf(first.values());
    return table
        .insert(session, tried, clock.instant(), expired())
        .flatMap(taken -> {
          List<ClaimKey> others =
              tried.stream()
                  .filter(claim -> !taken.contains(claim.holder()))
                  .map(Claim::key)
                  .toList();
          Mono<Map<ClaimKey, Kept>> kept =
              others.isEmpty() ? Mono.just(Map.of()) : table.find(session, others);
          return kept.map(found -> judge(claims, first, taken, found));
        });
  }

  /** Keeps what was answered under keys that are claimed and have no answer yet. */
  public Mono<Void> answer(Session session, Map<ClaimKey, StoredAnswer> answers) {
    if (answers.isEmpty()) {
      return Mono.empty();
    }
    return table.answer(session, answers);
  }

  /** Gives claimed keys back, as if they had never been sent. */
  public Mono<Void> release(Session session, List<ClaimKey> keys) {
    return keys.isEmpty() ? Mono.empty() : table.release(session, keys);
  }

  /** Deletes keys that have been kept long enough, at most so many; says how many it were. */
  public Mono<Long> forget(Session session, int most) {
    return table.forget(session, expired(), most);
  }

  private static List<Claimed> judge(
      List<Claim> claims,
      Map<ClaimKey, Claim> first,
      Set<String> taken,
      Map<ClaimKey, Kept> found) {
    List<Claimed> judged = new ArrayList<>(claims.size());
    for (Claim claim : claims) {
      Claim winner = Objects.requireNonNull(first.get(claim.key()));
      if (taken.contains(winner.holder())) {
        judged.add(winner == claim ? new Claimed.Taken() : behind(claim, winner));
      } else {
        judged.add(of(claim, found.get(claim.key())));
      }
    }
    return judged;
  }

  /** Of two in one list: the other's answer is not committed yet. */
  private static Claimed behind(Claim claim, Claim winner) {
    return claim.fingerprint().equals(winner.fingerprint())
        ? new Claimed.Running(winner.holder())
        : new Claimed.UsedOtherwise();
  }

  /** One that was forgotten between the two statements may be claimed again. */
  private static Claimed of(Claim claim, @Nullable Kept kept) {
    if (kept == null) {
      return new Claimed.Running("");
    }
    if (!kept.fingerprint().equals(claim.fingerprint())) {
      return new Claimed.UsedOtherwise();
    }
    return kept.answer() == null
        ? new Claimed.Running(kept.holder())
        : new Claimed.Answered(kept.answer());
  }

  private Instant expired() {
    return clock.instant().minus(kept);
  }
}

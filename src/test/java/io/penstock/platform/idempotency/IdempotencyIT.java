package io.penstock.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.TestDatabases;
import io.penstock.platform.values.Mode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class IdempotencyIT {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final Duration DAY = Duration.ofHours(24);
  private static final Databases DATABASES = TestDatabases.fresh("payments");
  private static final Database DATABASE = DATABASES.named("payments");
  private static final StoredAnswer ANSWER = new StoredAnswer(201, "{\"id\":\"ü\"}");

  private final Idempotency idempotency = at(NOON);

  @AfterAll
  static void stop() {
    DATABASES.close();
  }

  private static Idempotency at(Instant time) {
    return new Idempotency(Clock.fixed(time, ZoneOffset.UTC), DAY);
  }

  private static ClaimKey key(String key) {
    return new ClaimKey("acct_1", Mode.TEST, key);
  }

  private static Claim claim(String key, String holder, String asked) {
    return claim(key, holder, asked, null);
  }

  private static Claim claim(
      String key, String holder, String asked, @Nullable StoredAnswer answer) {
    return new Claim(key(key), holder, asked, answer);
  }

  private List<Claimed> claim(Claim... claims) {
    return claim(idempotency, claims);
  }

  private static List<Claimed> claim(Idempotency by, Claim... claims) {
    return Objects.requireNonNull(
        DATABASE.inTransaction(session -> by.claim(session, List.of(claims))).block());
  }

  private void answer(String key, StoredAnswer answer) {
    DATABASE
        .inTransaction(session -> idempotency.answer(session, Map.of(key(key), answer)))
        .block();
  }

  @Test
  void theFirstHasItAndTheSecondFindsItRunning() {
    assertThat(claim(claim("a", "1", "x"))).containsExactly(new Claimed.Taken());
    assertThat(claim(claim("a", "2", "x"))).containsExactly(new Claimed.Running("1"));
  }

  @Test
  void whoAsksTheSameAgainGetsTheFirstAnswer() {
    claim(claim("b", "1", "x"));
    answer("b", ANSWER);
    answer("b", new StoredAnswer(500, "later"));

    assertThat(claim(claim("b", "2", "x"))).containsExactly(new Claimed.Answered(ANSWER));
  }

  @Test
  void anAnswerMayComeWithItsClaim() {
    assertThat(claim(claim("c", "1", "x", ANSWER))).containsExactly(new Claimed.Taken());
    assertThat(claim(claim("c", "2", "x", ANSWER))).containsExactly(new Claimed.Answered(ANSWER));
  }

  @Test
  void whoAsksSomethingElseIsToldSo() {
    claim(claim("d", "1", "x"));
    assertThat(claim(claim("d", "2", "y"))).containsExactly(new Claimed.UsedOtherwise());
  }

  @Test
  void twinsInOneListAreToldApart() {
    assertThat(claim(claim("e", "1", "x"), claim("e", "2", "x"), claim("e", "3", "y")))
        .containsExactly(
            new Claimed.Taken(), new Claimed.Running("1"), new Claimed.UsedOtherwise());
  }

  @Test
  void tenantsAndModesHaveKeysOfTheirOwn() {
    claim(claim("f", "1", "x"));
    Claim live = new Claim(new ClaimKey("acct_1", Mode.LIVE, "f"), "2", "x", null);
    Claim another = new Claim(new ClaimKey("acct_2", Mode.TEST, "f"), "3", "x", null);

    assertThat(claim(live, another)).containsExactly(new Claimed.Taken(), new Claimed.Taken());
  }

  @Test
  void isNewAfterADayAndNotAMomentBefore() {
    claim(claim("g", "1", "x", ANSWER));

    assertThat(claim(at(NOON.plus(DAY).minusMillis(1)), claim("g", "2", "y")))
        .containsExactly(new Claimed.UsedOtherwise());
    assertThat(claim(at(NOON.plus(DAY)), claim("g", "3", "y")))
        .containsExactly(new Claimed.Taken());
    assertThat(claim(at(NOON.plus(DAY)), claim("g", "4", "y")))
        .containsExactly(new Claimed.Running("3"));
  }

  @Test
  void whatIsReleasedWasNeverSent() {
    claim(claim("h", "1", "x"));
    DATABASE.inTransaction(session -> idempotency.release(session, List.of(key("h")))).block();

    assertThat(claim(claim("h", "2", "y"))).containsExactly(new Claimed.Taken());
  }

  @Test
  void whatIsRolledBackWasNeverSent() {
    DATABASE
        .inTransaction(session ->
            idempotency
                .claim(session, List.of(claim("i", "1", "x")))
                .then(Mono.error(new IllegalStateException("crash"))))
        .onErrorComplete()
        .block();

    assertThat(claim(claim("i", "2", "y"))).containsExactly(new Claimed.Taken());
  }

  @Test
  void ofFiftyAtOnceOneHasIt() {
    List<Claimed> claimed =
        Objects.requireNonNull(
            Flux.range(0, 50)
                .flatMap(
                    number ->
                        DATABASE
                            .inTransaction(session ->
                                idempotency.claim(
                                    session, List.of(claim("j", "holder-" + number, "x"))))
                            .flatMapIterable(each -> each),
                    50)
                .collectList()
                .block());

    assertThat(claimed).filteredOn(Claimed.Taken.class::isInstance).hasSize(1);
    assertThat(claimed).filteredOn(Claimed.Running.class::isInstance).hasSize(49);
  }

  @Test
  void groupsThatClaimTheSameKeysInAnyOrderDoNotLockEachOther() {
    List<String> keys = IntStream.range(0, 40).mapToObj(number -> "k" + number).toList();
    List<Claimed> claimed =
        Objects.requireNonNull(
            Flux.range(0, 20)
                .flatMap(
                    group -> {
                      List<Claim> claims =
                          (group % 2 == 0 ? keys : keys.reversed())
                              .stream().map(key -> claim(key, group + key, "x")).toList();
                      return DATABASE
                          .inTransaction(session -> idempotency.claim(session, claims))
                          .flatMapIterable(each -> each);
                    },
                    20)
                .collectList()
                .block());

    assertThat(claimed).filteredOn(Claimed.Taken.class::isInstance).hasSize(40);
  }

  @Test
  void forgetsTheOldest() {
    Instant longAgo = NOON.minus(DAY.multipliedBy(10));
    claim(at(longAgo), claim("l", "1", "x"), claim("m", "2", "x"));

    Long once = DATABASE.inTransaction(session -> at(longAgo.plus(DAY)).forget(session, 1)).block();
    Long again =
        DATABASE.inTransaction(session -> at(longAgo.plus(DAY)).forget(session, 5)).block();

    assertThat(once).isEqualTo(1);
    assertThat(again).isEqualTo(1);
    assertThat(claim(at(longAgo), claim("l", "3", "y"))).containsExactly(new Claimed.Taken());
  }
}

package io.penstock.market.bars;

import static io.penstock.market.bars.BarsHarness.FIRST;
import static io.penstock.market.bars.BarsHarness.record;
import static io.penstock.market.bars.TestTicks.BTC;
import static io.penstock.market.bars.TestTicks.ETH;
import static io.penstock.market.bars.TestTicks.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.TestServers;
import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Trade;
import io.penstock.platform.resilience.OverloadedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** The history as it is read: borders, pages, and bars made of minutes. */
class BarsHistoryIT {

  private static final Instant DAY = Instant.parse("2026-03-28T00:00:00Z");
  private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static BarsHarness harness;

  @BeforeAll
  static void start() {
    harness = new BarsHarness();
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  @BeforeEach
  void empty() {
    harness.empty();
    harness.clock.set(LATER);
  }

  /** Folding the trades themselves is the oracle: two ways to one result. */
  @ParameterizedTest
  @EnumSource
  void everyIntervalEqualsTheFoldOfItsTrades(BarInterval interval) {
    long seed = 20261121;
    List<Trade> trades = trades(new Random(seed), 500, Duration.ofDays(4));
    harness.play(FIRST, trades);

    List<Bar> expected = List.copyOf(BarFold.fold(interval, trades).values());
    assertThat(all(interval, DAY, LATER, 1_000))
        .as("with seed " + seed)
        .usingElementComparator(BarsHistoryIT::byValues)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void pagesMeetWithoutHoleOrRepetition(BarInterval interval) {
    List<Trade> trades = trades(new Random(7), 120, Duration.ofDays(2));
    harness.play(FIRST, trades);
    List<Bar> whole = all(interval, DAY, LATER, 1_000);

    for (int limit : List.of(1, 2, 7, whole.size() + 1)) {
      if (whole.size() / limit < 100) {
        assertThat(all(interval, DAY, LATER, limit)).as("pages of " + limit).isEqualTo(whole);
      }
    }
    assertThat(page(interval, DAY, LATER, Math.min(whole.size(), Bars.most(interval))).bars())
        .hasSizeLessThanOrEqualTo(Bars.most(interval));
  }

  @Test
  void pageThatHoldsTheLastBarIsTheLast() {
    harness.play(FIRST, List.of(at("00:00:00"), at("01:00:00")));
    assertThat(page(BarInterval.ONE_HOUR, DAY, LATER, 2).next()).isNull();
    assertThat(page(BarInterval.ONE_HOUR, DAY, LATER, 1).next())
        .isEqualTo(DAY.plus(Duration.ofHours(1)));
    assertThat(page(BarInterval.ONE_MINUTE, DAY, LATER, 2).next()).isNull();
    assertThat(page(BarInterval.ONE_MINUTE, DAY, LATER, 1).next())
        .isEqualTo(DAY.plus(Duration.ofHours(1)));
  }

  @ParameterizedTest
  @EnumSource
  void fromIsInclusiveAndToExclusive(BarInterval interval) {
    Instant second = DAY.plus(interval.duration());
    harness.play(FIRST, List.of(trade(1, "1", "1", DAY), trade(2, "2", "1", second)));

    assertThat(starts(interval, DAY, second)).containsExactly(DAY);
    assertThat(starts(interval, DAY, second.plusNanos(1))).containsExactly(DAY, second);
    assertThat(starts(interval, DAY.plusNanos(1), second.plusNanos(1))).containsExactly(second);
    assertThat(starts(interval, second, second)).isEmpty();
    assertThat(starts(interval, second, DAY)).isEmpty();
  }

  @Test
  void daysAreThoseOfUtcAlsoWhenClocksAreSet() {
    List<Trade> trades = new ArrayList<>();
    for (int day = 0; day < 3; day++) {
      Instant midnight = DAY.plus(Duration.ofDays(day));
      trades.add(trade(2 * day + 1, "1", "1", midnight));
      trades.add(trade(2 * day + 2, "2", "1", midnight.plusSeconds(86_399)));
    }
    harness.play(FIRST, trades);

    assertThat(all(BarInterval.ONE_DAY, DAY, LATER, 10))
        .extracting(Bar::start, Bar::trades)
        .containsExactly(
            tuple(Instant.parse("2026-03-28T00:00:00Z"), 2L),
            tuple(Instant.parse("2026-03-29T00:00:00Z"), 2L),
            tuple(Instant.parse("2026-03-30T00:00:00Z"), 2L));
  }

  @Test
  void barOfMinutesIsClosedWhenItsTimeIsOverAndAllItsMinutesAreClosed() {
    harness.clock.set(DAY);
    PartitionBars partition = harness.open(FIRST);
    harness.handle(
        partition, List.of(record(FIRST, 0, at("00:00:00")), record(FIRST, 1, at("00:03:00"))));
    Instant end = DAY.plus(Duration.ofMinutes(5));
    harness.clock.set(end.plusSeconds(5));
    assertThat(first(BarInterval.FIVE_MINUTES).closed()).as("a minute is open").isFalse();

    harness.await(harness.flow.pulse(partition, FIRST));
    harness.clock.set(end.plusSeconds(5).minusNanos(1));
    assertThat(first(BarInterval.FIVE_MINUTES).closed()).as("its time is not over").isFalse();
    harness.clock.set(end.plusSeconds(5));
    assertThat(first(BarInterval.FIVE_MINUTES).closed()).isTrue();
    assertThat(first(BarInterval.FIFTEEN_MINUTES).closed()).isFalse();
  }

  @Test
  void revisionIsTheSumOfThoseOfItsMinutes() {
    PartitionBars partition = harness.open(FIRST);
    harness.handle(
        partition,
        List.of(
            record(FIRST, 0, at(10, "00:00:10")),
            record(FIRST, 1, at(20, "00:01:10")),
            record(FIRST, 2, at(30, "00:09:00"))));
    harness.handle(partition, List.of(record(FIRST, 3, at(11, "00:00:20"))));
    harness.handle(partition, List.of(record(FIRST, 4, at(12, "00:00:30"))));
    harness.handle(partition, List.of(record(FIRST, 5, at(21, "00:01:20"))));
    assertThat(first(BarInterval.FIVE_MINUTES).revision()).isEqualTo(3);
    assertThat(first(BarInterval.FIVE_MINUTES).trades()).isEqualTo(5);
  }

  @Test
  void sumsWhatALongCannotHold() {
    String most = "9223372036854775807";
    harness.play(
        FIRST, List.of(trade(1, most, most, DAY), trade(2, most, most, DAY.plusSeconds(60))));
    Bar bar = first(BarInterval.ONE_DAY);
    assertThat(bar.notional()).isEqualByComparingTo("170141183460469231694793815568465002498");
    assertThat(bar.vwap()).isEqualByComparingTo(most);
  }

  @Test
  void oneAnswerIsMadeOfAHundredDaysOfMinutesAtMost() throws Exception {
    for (int month = 1; month <= 5; month++) {
      harness.rows("SELECT market_add_month('2026-0%d-01')::text".formatted(month));
    }
    Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    // By JDBC, which has no statement timeout: filling may take long, reading may not.
    TestServers.Database server = harness.server();
    try (Connection filler =
        DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password())) {
      filler
          .createStatement()
          .execute(
              """
              INSERT INTO market_bars
              SELECT 'BTC-USD', 'coinbase', '1m', start, 1, 2, 1, 2, 1, 1.5, 1, n, n, 0, true, start, 0
              FROM generate_series(0, 101 * 1440 - 1) n,
                LATERAL (SELECT '2026-01-01Z'::timestamptz + n * interval '1 minute') s (start)
              """);
    }
    Bars.Page page = page(BarInterval.ONE_DAY, begin, LATER, 1_000);
    assertThat(page.bars()).hasSize(100).allMatch(bar -> bar.trades() == 1_440);
    assertThat(page.next()).isEqualTo(begin.plus(Duration.ofDays(100)));
    Bars.Page rest = page(BarInterval.ONE_DAY, Objects.requireNonNull(page.next()), LATER, 1_000);
    assertThat(rest.bars())
        .singleElement()
        .satisfies(bar -> {
          assertThat(bar.trades()).isEqualTo(1_440);
          assertThat(bar.volume()).isEqualByComparingTo("1440");
        });
    assertThat(rest.next()).isNull();
  }

  @Test
  void anotherListingsBarsAreNotAnswered() {
    harness.play(FIRST, List.of(trade(1, "1", "1", DAY)));
    assertThat(harness.bars.history(ETH, BarInterval.ONE_HOUR, DAY, LATER, 10).block(PATIENCE))
        .isEqualTo(new Bars.Page(List.of(), null));
  }

  @Test
  void fifthAtOnceIsRefusedUntilOneIsDone() throws Exception {
    harness.play(FIRST, List.of(trade(1, "1", "1", DAY)));
    TestServers.Database server = harness.server();
    try (Connection holder =
        DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password())) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE market_bars IN ACCESS EXCLUSIVE MODE");
      List<Disposable> waiting = new ArrayList<>();
      List<Object> done = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 4; i++) {
        waiting.add(
            harness
                .bars
                .history(BTC, BarInterval.ONE_HOUR, DAY, LATER, 10)
                .subscribe(done::add, done::add));
      }
      StepVerifier.create(harness.bars.history(BTC, BarInterval.ONE_HOUR, DAY, LATER, 10))
          .verifyError(OverloadedException.class);
      // Whoever goes away does not let more in: the database is as busy as before.
      waiting.getFirst().dispose();
      StepVerifier.create(harness.bars.history(BTC, BarInterval.ONE_HOUR, DAY, LATER, 10))
          .verifyError(OverloadedException.class);
      holder.rollback();
      Awaitility.await().atMost(PATIENCE).until(() -> done.size() == 3);
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> first(BarInterval.ONE_HOUR).trades() == 1);
  }

  @Test
  void limitBelowOneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.bars.history(BTC, BarInterval.ONE_HOUR, DAY, LATER, 0))
        .withMessage("limit must be at least 1, was 0");
  }

  private static List<Bar> all(BarInterval interval, Instant from, Instant to, int limit) {
    List<Bar> all = new ArrayList<>();
    Instant next = from;
    while (next != null) {
      Bars.Page page = page(interval, next, to, limit);
      all.addAll(page.bars());
      next = page.next();
    }
    return all;
  }

  private static Bars.Page page(BarInterval interval, Instant from, Instant to, int limit) {
    return Objects.requireNonNull(
        harness.bars.history(BTC, interval, from, to, limit).block(PATIENCE));
  }

  private static List<Instant> starts(BarInterval interval, Instant from, Instant to) {
    return page(interval, from, to, 10).bars().stream().map(Bar::start).toList();
  }

  private static Bar first(BarInterval interval) {
    return page(interval, DAY, LATER, 1).bars().getFirst();
  }

  /** Everything but whether it is closed; numbers by value. */
  private static int byValues(Bar one, Bar other) {
    boolean same =
        one.listing().equals(other.listing())
            && one.interval() == other.interval()
            && one.start().equals(other.start())
            && one.open().equals(other.open())
            && one.high().equals(other.high())
            && one.low().equals(other.low())
            && one.close().equals(other.close())
            && one.volume().compareTo(other.volume()) == 0
            && one.notional().compareTo(other.notional()) == 0
            && one.trades() == other.trades()
            && one.firstTradeId() == other.firstTradeId()
            && one.lastTradeId() == other.lastTradeId()
            && one.revision() == other.revision();
    return same ? 0 : 1;
  }

  private static List<Trade> trades(Random random, int count, Duration span) {
    List<Trade> trades = new ArrayList<>();
    long step = span.toMillis() / count;
    for (int i = 0; i < count; i++) {
      Instant time = DAY.plusMillis(i * step + random.nextLong(step));
      trades.add(
          trade(
              i + 1,
              "6" + random.nextInt(1_000, 9_999) + "." + random.nextInt(10, 99),
              "0." + random.nextInt(1, 99_999_999),
              time));
    }
    return trades;
  }

  private static Trade at(String time) {
    return at(Duration.between(DAY, onDay(time)).toSeconds() + 1, time);
  }

  private static Trade at(long id, String time) {
    return trade(id, "1", "1", onDay(time));
  }

  private static Instant onDay(String time) {
    return Instant.parse("2026-03-28T" + time + "Z");
  }
}

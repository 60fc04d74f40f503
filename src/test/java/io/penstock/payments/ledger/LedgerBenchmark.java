package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.usd;

import io.penstock.platform.values.Mode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Captures with a fee (a journal, four entries, three balances) posted per second on a real
 * PostgreSQL with fsync on: through the group commit, beside the same rows in a transaction each,
 * as plain statements and as one call of a function. Of 1,000 merchants, and all of one. CPU time
 * for each, ours and that of the server's sessions. One JSON line per result.
 */
class LedgerBenchmark {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int TOGETHER = 256;
  private static final int SINGLY = 32;
  private static final AtomicInteger NEXT = new AtomicInteger();

  /** What a database programmer would write. */
  private static final String FUNCTION =
      """
      CREATE FUNCTION bench_post(merchant text, source text) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        journal text := 'capture.' || source;
        b bigint[] := '{0, 0, 0}';
        n bigint[] := '{0, 0, 0}';
        new_balance bigint;
        new_entries bigint;
        account text;
        change bigint;
        entries bigint;
        accounts text[] := ARRAY['house.network_receivable.usd', 'house.processing_fees.usd', merchant || '.pending.usd'];
      BEGIN
        INSERT INTO ledger_journal (merchant_id, mode, journal_id, kind, source_id, details, posted_at)
        VALUES (merchant, 'live', journal, 'capture', source, '{}', now()) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
          RETURN;
        END IF;
        FOR i IN 1..3 LOOP
          change := (ARRAY[1000, 59, 941])[i];
          entries := (ARRAY[1, 1, 2])[i];
          INSERT INTO ledger_balance AS l VALUES (merchant, 'live', accounts[i], change, entries, now())
          ON CONFLICT (merchant_id, mode, account_id) DO UPDATE SET
            balance = l.balance + excluded.balance, entries = l.entries + excluded.entries, posted_at = now()
          RETURNING l.balance, l.entries INTO new_balance, new_entries;
          b[i] := new_balance;
          n[i] := new_entries;
        END LOOP;
        INSERT INTO ledger_entry VALUES
          (merchant, 'live', journal, 1, accounts[1], 'debit', 1000, 'usd', n[1], b[1], now()),
          (merchant, 'live', journal, 2, accounts[3], 'credit', 1000, 'usd', n[3] - 1, b[3] + 59, now()),
          (merchant, 'live', journal, 3, accounts[3], 'debit', 59, 'usd', n[3], b[3], now()),
          (merchant, 'live', journal, 4, accounts[2], 'credit', 59, 'usd', n[2], b[2], now());
      END $$
      """;

  private static final PriceList PRICES = PriceList.standard(usd(0).currency());

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void posts() throws SQLException {
    try (LedgerHarness books = new LedgerHarness(Clock.systemUTC())) {
      open(books, 1_000);
      books.asOwner(FUNCTION);
      int share = Integer.getInteger("bench.share", 1);
      for (int round = 0; round < 3; round++) {
        for (int merchants : List.of(1_000, 1)) {
          measure(
              books,
              "group commit",
              merchants,
              40_000 / share,
              TOGETHER,
              journal -> books.ledger().post(journal));
          measure(
              books, "transaction each", merchants, 8_000 / share, SINGLY, inTransaction(books));
          measure(books, "function each", merchants, 12_000 / share, SINGLY, inFunction(books));
        }
      }
    }
  }

  /** Accounts are there before; that is done once. */
  private static void open(LedgerHarness books, int merchants) {
    Flux.range(0, merchants)
        .flatMap(i -> books.ledger().post(capture(i)), TOGETHER)
        .blockLast(PATIENCE);
  }

  private static Function<Journal, Mono<?>> inTransaction(LedgerHarness books) {
    return journal ->
        books.database().inTransaction(session -> books.ledger().post(session, List.of(journal)));
  }

  /** A statement by itself is a transaction. */
  private static Function<Journal, Mono<?>> inFunction(LedgerHarness books) {
    return journal ->
        books
            .database()
            .read(session ->
                session.query(
                    "SELECT bench_post($1, $2)",
                    given -> given.value(journal.tenant().merchantId()).value(journal.source()),
                    row -> 1));
  }

  private static void measure(
      LedgerHarness books,
      String way,
      int merchants,
      int count,
      int concurrency,
      Function<Journal, Mono<?>> post)
      throws SQLException {
    List<Journal> journals =
        IntStream.range(0, count).mapToObj(i -> capture(i % merchants)).toList();
    long server = serverCpu(books);
    long ours = ourCpu();
    long begun = System.nanoTime();
    Flux.fromIterable(journals)
        .flatMap(journal -> post.apply(journal).subscribeOn(Schedulers.parallel()), concurrency)
        .blockLast(PATIENCE);
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "{\"bench\":\"ledger\",\"way\":\"%s\",\"merchants\":%d,\"concurrency\":%d,\"per_second\":%.0f,\"our_cpu_us\":%.1f,\"server_cpu_us\":%.1f}%n",
        way,
        merchants,
        concurrency,
        count / seconds,
        (ourCpu() - ours) / 1e3 / count,
        (serverCpu(books) - server) / 1e3 / count);
  }

  private static Journal capture(int merchant) {
    Tenant tenant = new Tenant("mer_%026d".formatted(merchant), Mode.LIVE);
    String source = "txn_%026d".formatted(NEXT.incrementAndGet());
    return Postings.capture(Owner.merchant(tenant), source, usd(1000), PRICES);
  }

  private static long ourCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Of the sessions of our database, as long as they live. */
  private static long serverCpu(LedgerHarness books) throws SQLException {
    return books
        .rows(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .stream()
        .mapToLong(pid ->
            ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO)
                .toNanos())
        .sum();
  }
}

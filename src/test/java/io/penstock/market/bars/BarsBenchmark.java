package io.penstock.market.bars;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.values.Decimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Trades stored and folded per second on a real PostgreSQL with fsync on, and CPU time for each,
 * ours (decoding, folding, encoding of bars) and that of the server's sessions. Kafka is left out.
 * One JSON line per result.
 */
class BarsBenchmark {

  private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
  private static final int PARTITIONS = 4;
  private static final int LISTINGS = 10;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void storesAndFolds() {
    BarsHarness harness = new BarsHarness();
    Random random = new Random(1);
    for (int round = 0; round < 3; round++) {
      measure(harness, "trades, batches of 1000", trades(random, 400_000), 1_000);
      measure(harness, "trades, batches of 100", trades(random, 100_000), 100);
      measure(harness, "trades, batches of 1", trades(random, 8_000), 1);
      measure(harness, "quotes, batches of 1000", quotes(400_000), 1_000);
    }
    harness.close();
  }

  private static void measure(
      BarsHarness harness, String what, List<List<StreamRecord>> partitions, int batch) {
    harness.empty();
    List<PartitionBars> open = new ArrayList<>();
    partitions.forEach(records -> open.add(harness.open(records.getFirst().partition())));
    Scheduler workers = Schedulers.newParallel("bench", PARTITIONS);
    long server = serverCpu(harness);
    long ours = ourCpu();
    long begun = System.nanoTime();
    harness.await(
        Flux.range(0, partitions.size())
            .flatMap(i -> play(harness, open.get(i), partitions.get(i), batch, workers), PARTITIONS)
            .then());
    double seconds = (System.nanoTime() - begun) / 1e9;
    int events = partitions.stream().mapToInt(List::size).sum();
    System.out.printf(
        Locale.ROOT,
        "{\"bench\":\"%s\",\"per_second\":%.0f,\"our_cpu_us\":%.2f,\"server_cpu_us\":%.2f,\"transactions\":%d,\"bars_sent\":%d}%n",
        what,
        events / seconds,
        (ourCpu() - ours) / 1e3 / events,
        (serverCpu(harness) - server) / 1e3 / events,
        harness.groups.size(),
        harness.streams.sent().size());
    workers.dispose();
  }

  private static Mono<Void> play(
      BarsHarness harness,
      PartitionBars partition,
      List<StreamRecord> records,
      int batch,
      Scheduler workers) {
    return Flux.range(0, records.size() / batch)
        .concatMap(i ->
            Mono.defer(() ->
                    harness.flow.handle(partition, records.subList(i * batch, (i + 1) * batch)))
                .subscribeOn(workers))
        .then();
  }

  /** About 200 trades a second for each listing. */
  private static List<List<StreamRecord>> trades(Random random, int count) {
    return partitions(
        count,
        (listing, i) ->
            new Trade(
                listing,
                i,
                Decimal.of(6_000_000 + random.nextInt(100_000), 2),
                Decimal.of(1 + random.nextInt(100_000_000), 8),
                random.nextBoolean() ? Side.BUY : Side.SELL,
                times(i)));
  }

  private static List<List<StreamRecord>> quotes(int count) {
    Decimal price = Decimal.parse("61000.01");
    return partitions(
        count,
        (listing, i) ->
            new Quote(listing, i, price, price, price, price, price, price, price, times(i)));
  }

  private static Times times(int i) {
    Instant time = START.plus(Duration.ofNanos(i * 500_000L));
    return new Times(time, time, time);
  }

  private static List<List<StreamRecord>> partitions(int count, Maker maker) {
    List<List<StreamRecord>> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<MarketEvent> events = new ArrayList<>();
      for (int i = 0; i < count / PARTITIONS; i++) {
        events.add(maker.make(Listing.of("P" + partition + "-L" + i % LISTINGS, "bench"), i));
      }
      partitions.add(BarsHarness.records(new PartitionId(MarketTopics.TICKS, partition), events));
    }
    return partitions;
  }

  private static long ourCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Of the sessions of our database, as long as they live. */
  private static long serverCpu(BarsHarness harness) {
    return harness
        .rows("SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()")
        .stream()
        .mapToLong(pid ->
            ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO)
                .toNanos())
        .sum();
  }

  private interface Maker {
    MarketEvent make(Listing listing, int i);
  }
}

package io.penstock.market.bars;

import io.penstock.TestServers;
import io.penstock.market.bars.BarsTransaction.Stored;
import io.penstock.market.tick.Bar;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.TickCodec;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.postgres.GroupLimits;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.postgres.TestDatabases;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The flow on a real database, between a topic given as a list and topics kept as lists. */
final class BarsHarness implements AutoCloseable {

  static final PartitionId FIRST = new PartitionId(MarketTopics.TICKS, 0);
  static final PartitionId SECOND = new PartitionId(MarketTopics.TICKS, 1);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final KeptStreams streams = new KeptStreams();
  final TestClock clock = new TestClock();
  final BarsFlow flow;
  final Bars bars;
  final List<Integer> groups = Collections.synchronizedList(new ArrayList<>());
  BooleanSupplier failsBeforeCommit = () -> false;

  private final TestServers.Database server = TestServers.freshDatabase();
  private final Databases databases = TestDatabases.at("market", server);
  private final Database database = databases.named("market");
  private final GroupCommit<BarsBatch, Stored> group;
  private final Disposable writing;

  BarsHarness() {
    BarsTransaction transaction =
        new BarsTransaction(new TradesTable(), new BarsTable(), new TopicPositionsTable());
    group =
        GroupCommit.on(
            database,
            "bars",
            new GroupLimits(16, 1, 64, Duration.ofSeconds(20)),
            (session, batches) ->
                transaction
                    .write(session, batches)
                    .doOnNext(stored -> groups.add(stored.size()))
                    .filter(stored -> !failsBeforeCommit.getAsBoolean())
                    .switchIfEmpty(
                        Mono.error(() -> new IllegalStateException("crash before commit"))),
            TestDatabases.telemetry());
    writing = group.run().subscribe();
    flow = flow();
    bars = new Bars(database, new BarsTable(), TestDatabases.guard("bars-history", 4), clock);
  }

  /** A flow as another process would have it, on the same database. */
  BarsFlow flow() {
    return new BarsFlow(
        database,
        group,
        new MonthsTable(database),
        new TopicPositionsTable(),
        new BarsTable(),
        streams,
        clock);
  }

  TestServers.Database server() {
    return server;
  }

  PartitionBars open(PartitionId partition) {
    return Objects.requireNonNull(flow.open(partition).block(PATIENCE));
  }

  void handle(PartitionBars partition, List<StreamRecord> records) {
    flow.handle(partition, records).block(PATIENCE);
  }

  void await(Mono<?> work) {
    work.block(PATIENCE);
  }

  /** All events as one batch of a newly opened partition. */
  void play(PartitionId partition, List<? extends MarketEvent> events) {
    handle(open(partition), records(partition, events));
  }

  static List<StreamRecord> records(PartitionId partition, List<? extends MarketEvent> events) {
    List<StreamRecord> records = new ArrayList<>();
    for (MarketEvent event : events) {
      records.add(record(partition, records.size(), event));
    }
    return records;
  }

  static StreamRecord record(PartitionId partition, long offset, MarketEvent event) {
    return new StreamRecord(
        partition,
        offset,
        event.listing().symbol().value(),
        TickCodec.encode(event),
        Map.of(),
        event.times().received());
  }

  /**
   * Everything in both tables, in order, each row as text; numbers without zeros behind their last
   * digit.
   */
  List<String> tables() {
    List<String> all = new ArrayList<>();
    all.addAll(
        rows(
            "SELECT concat_ws(' ', symbol, venue, trade_id, trim_scale(price), trim_scale(quantity), taker_side, time,"
                + " received) FROM market_trades ORDER BY symbol, venue, trade_id, time"));
    all.addAll(barRows());
    return all;
  }

  List<String> barRows() {
    return rows(
        "SELECT concat_ws(' ', symbol, venue, bar_interval, start, trim_scale(open), trim_scale(high), trim_scale(low),"
            + " trim_scale(close), trim_scale(volume), trim_scale(notional), trades, first_trade_id, last_trade_id,"
            + " revision, closed, closes_at, topic_partition)"
            + " FROM market_bars ORDER BY symbol, venue, bar_interval, start");
  }

  /** All bars of the table. */
  Map<BarId, Bar> storedBars() {
    Map<BarId, Bar> stored = new TreeMap<>(Comparator.comparing(BarId::toString));
    List<Bar> rows =
        read(session ->
            session.query(
                "SELECT " + BarsTable.COLUMNS + " FROM market_bars", given -> {}, BarsTable::bar));
    rows.forEach(bar -> stored.put(BarId.of(bar), bar));
    return stored;
  }

  /** What the stored trades make by the server's own arithmetic. */
  Map<BarId, TimedBar> recomputed() {
    Set<BarId> stored = storedBars().keySet();
    return read(session -> new TradesTable().fold(session, stored));
  }

  List<String> rows(String sql) {
    return read(session -> session.query(sql, given -> {}, BarsHarness::text));
  }

  void empty() {
    rows("TRUNCATE market_trades, market_bars, market_topic_positions");
    streams.clear();
    groups.clear();
  }

  @Override
  public void close() {
    group.close();
    writing.dispose();
    databases.close();
  }

  private static String text(Readable row) {
    return String.valueOf(row.get(0, String.class));
  }

  private <T> T read(Function<Session, Mono<T>> work) {
    return Objects.requireNonNull(database.read(work).block(PATIENCE));
  }

  /** Stands still until it is told. */
  static final class TestClock extends Clock {

    private volatile Instant now = Instant.parse("2026-01-05T10:00:00Z");

    void set(Instant instant) {
      now = instant;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(@Nullable ZoneId zone) {
      return this;
    }
  }
}

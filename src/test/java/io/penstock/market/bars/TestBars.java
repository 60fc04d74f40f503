package io.penstock.market.bars;

import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.market.tick.MarketEvent;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.TestDatabases;
import io.penstock.platform.streams.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The history for tests of other modules. */
public final class TestBars {

  private TestBars() {}

  /** Where no database is: nobody listens at port 1. */
  public static Bars away() {
    TestServers.Database nowhere =
        new TestServers.Database("127.0.0.1", 1, "none", DatabaseRoles.MARKET);
    return new Bars(
        TestDatabases.at("market", nowhere).named("market"),
        new BarsTable(),
        TestDatabases.guard("bars-history", 4, Duration.ofSeconds(2)),
        Clock.systemUTC());
  }

  /** Of a database that somebody else fills. */
  public static Bars on(TestServers.Database server, Clock clock) {
    Database database = TestDatabases.at("market", server).named("market");
    return new Bars(database, new BarsTable(), TestDatabases.guard("bars-history", 4), clock);
  }

  /** A database that has the bars of some trades. */
  public static TestServers.Database filled(List<? extends MarketEvent> events) {
    try (BarsHarness harness = new BarsHarness()) {
      harness.play(new PartitionId("market.ticks.v1", 0), events);
      return harness.server();
    }
  }
}

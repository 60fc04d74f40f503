package io.penstock.market.feed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import reactor.core.scheduler.Schedulers;

/** Runs a real feed against a fake broker, in real time. */
public final class FeedRig implements AutoCloseable {

  public final FakeBroker broker = new FakeBroker();
  public final SimpleMeterRegistry meters;
  private final FeedSupervisor supervisor;
  private final FeedsRunner runner;

  public FeedRig(Feed feed, SimpleMeterRegistry meters) {
    this.meters = meters;
    Telemetry telemetry = new Telemetry(meters);
    FeedsProperties settings =
        new FeedsProperties(
            "one",
            new FeedsProperties.Reconnect(Duration.ofMillis(1), Duration.ofMillis(20)),
            Duration.ofMinutes(1),
            new FeedsProperties.Breaker(1_000, Duration.ofMinutes(1)),
            Duration.ofMinutes(1));
    FeedTools tools =
        new FeedTools(
            settings, broker, telemetry, Clock.systemUTC(), Schedulers.parallel(), new Random(7));
    this.supervisor = new FeedSupervisor(feed, new FeedCatalogue(feed, tools), tools);
    this.runner = new FeedsRunner(List.of(supervisor), telemetry);
  }

  public void start() {
    runner.start();
  }

  public int failures() {
    return supervisor.status().failures();
  }

  public int symbols() {
    return supervisor.status().symbols();
  }

  public double count(String metric) {
    return meters.find(metric).counters().stream().mapToDouble(counter -> counter.count()).sum();
  }

  /** What the venue said so far. */
  public double messages() {
    return meters.get("penstock.feed.messages").functionCounter().count();
  }

  @Override
  public void close() {
    runner.stop();
  }
}

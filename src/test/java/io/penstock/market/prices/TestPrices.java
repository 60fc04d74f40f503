package io.penstock.market.prices;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.market.tick.MarketEvent;
import io.penstock.platform.redis.Redis;
import io.penstock.platform.redis.TestRedis;
import io.penstock.platform.resilience.Repeat;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;

/** Last prices for tests of other modules. */
public final class TestPrices {

  private TestPrices() {}

  /** As {@code prices} would have left them. */
  public static void write(Redis redis, MarketEvent... events) {
    LatestPricesCache cache = new LatestPricesCache(redis, telemetry());
    for (MarketEvent event : events) {
      cache
          .write(List.of(PriceNews.of(event, new SourcePosition("test", 1)).orElseThrow()))
          .block(Duration.ofSeconds(10));
    }
  }

  /** As if nothing was ever written. */
  public static void clear(Redis redis) {
    redis
        .call(Repeat.SAFE, commands -> commands.delete("penstock:market:prices:v1"))
        .block(Duration.ofSeconds(10));
  }

  public static Prices on(Redis redis) {
    return new Prices(new LatestPricesCache(redis, telemetry()));
  }

  /** Where no Redis is. One for all: each would have threads of its own. */
  public static Prices away() {
    return Away.PRICES;
  }

  private static final class Away {
    static final Prices PRICES = new Prices(cacheAway(telemetry()));
  }

  /** Nobody listens at port 1. */
  static LatestPricesCache cacheAway(Telemetry telemetry) {
    return new LatestPricesCache(TestRedis.at(1).redis(), telemetry);
  }

  private static Telemetry telemetry() {
    return new Telemetry(new SimpleMeterRegistry());
  }
}

package io.penstock.sandbox.binance;

import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.SessionClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the venue in virtual time. */
final class BinanceTalk extends SessionClient {

  static final JsonMapper JSON = new JsonMapper();

  BinanceTalk(
      BinanceMarket market,
      VirtualTimeScheduler loop,
      Clock clock,
      boolean combined,
      String... streams) {
    this(market, BinanceTimes.DOCUMENTED, loop, clock, new Dialect(combined, false), streams);
  }

  BinanceTalk(
      BinanceMarket market,
      BinanceTimes times,
      VirtualTimeScheduler loop,
      Clock clock,
      Dialect dialect,
      String... streams) {
    super(
        new BinanceSession(
            market, new Listed(market::symbols), times, dialect, List.of(streams), clock),
        loop);
  }

  /** What is heard, as JSON. */
  List<JsonNode> events(Duration within) {
    List<JsonNode> events = new ArrayList<>();
    hear(within).forEach(message -> events.add(JSON.readTree(message)));
    return events;
  }
}

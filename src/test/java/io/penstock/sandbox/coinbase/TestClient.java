package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.RateLimit;
import io.penstock.sandbox.venue.SessionClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Talks to a session in virtual time, without a socket. */
final class TestClient extends SessionClient {

  TestClient(Market market, VirtualTimeScheduler loop, Clock clock) {
    super(
        new CoinbaseSession(
            market, new Listed(market::products), new RateLimit(100, 100, clock), "test"),
        loop);
  }

  void subscribe(Set<String> products, Channel... channels) {
    List<String> names = new ArrayList<>();
    for (Channel channel : channels) {
      names.add(channel.wireName());
    }
    say(
        "{\"type\":\"subscribe\",\"product_ids\":[\""
            + String.join("\",\"", products)
            + "\"],\"channels\":[\""
            + String.join("\",\"", names)
            + "\"]}");
  }
}

package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.RateLimit;
import io.penstock.sandbox.venue.Said;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Talks to a session in virtual time, without a socket. */
final class TestClient {

  final CoinbaseSession session;

  private final Sinks.Many<String> says = Sinks.many().unicast().onBackpressureBuffer();
  private final List<String> heard = new ArrayList<>();
  private final VirtualTimeScheduler loop;
  private final Disposable line;
  private boolean sentAway;

  TestClient(Market market, VirtualTimeScheduler loop, Clock clock) {
    this.loop = loop;
    session =
        new CoinbaseSession(
            market, new Listed(market::products), new RateLimit(100, 100, clock), "test");
    line =
        session
            .frames(says.asFlux().map(Said.Words::new), loop)
            .doOnComplete(() -> sentAway = true)
            .subscribe(this::hear);
  }

  void say(String text) {
    says.tryEmitNext(text).orThrow();
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

  /** What is heard until that much later. */
  List<String> hear(Duration within) {
    loop.advanceTimeBy(within);
    List<String> frames = List.copyOf(heard);
    heard.clear();
    return frames;
  }

  void leave() {
    says.tryEmitComplete().orThrow();
  }

  boolean isSentAway() {
    return sentAway;
  }

  private void hear(Frame frame) {
    if (frame instanceof Frame.Text text) {
      heard.add(text.text());
    }
  }

  void disconnect() {
    line.dispose();
  }
}

package io.penstock.journeys;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.cards.BookView;
import io.penstock.sandbox.cards.CardsProperties;
import io.penstock.sandbox.cards.Deed;
import io.penstock.sandbox.cards.SandboxCards;
import io.penstock.sandbox.cards.TestCard;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import reactor.core.scheduler.Schedulers;

/**
 * The simulated card network in the process of the test, so that it lives on when Penstock dies.
 */
final class CardNetworkForTests implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SandboxCards cards =
      SandboxCards.of(
          CardsProperties.defaults(),
          Clock.systemUTC(),
          Schedulers.parallel(),
          new Telemetry(new SimpleMeterRegistry()));

  CardNetworkForTests() {
    cards.start().block(PATIENCE);
  }

  /** For a Penstock that sends it all cards. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("penstock.networks.routes[0].network", "sandbox-iso");
    settings.put("penstock.networks.iso8583.sandbox-iso.host", "127.0.0.1");
    settings.put("penstock.networks.iso8583.sandbox-iso.port", String.valueOf(cards.port()));
    settings.put("penstock.networks.iso8583.sandbox-iso.reconnect.longest-pause", "1s");
    return settings;
  }

  /** What is booked under the number of an attempt. */
  List<BookView> books(long number) {
    String digits = Long.toString(number, 36).toUpperCase(Locale.ROOT);
    return Objects.requireNonNull(
        cards.books("0".repeat(12 - digits.length()) + digits, 0, 100).block(PATIENCE));
  }

  /** How the next order of a kind is worked. */
  void next(Deed operation, TestCard behaviour) {
    cards.next(operation, behaviour).block(PATIENCE);
  }

  @Override
  public void close() {
    cards.stop().block(PATIENCE);
  }
}

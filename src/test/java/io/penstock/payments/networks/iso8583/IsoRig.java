package io.penstock.payments.networks.iso8583;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.payments.networks.CardNetwork;
import io.penstock.payments.networks.NetworkRig;
import io.penstock.payments.networks.TestVault;
import io.penstock.payments.vault.CardToken;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.resilience.ResilienceProperties.Given;
import io.penstock.platform.resilience.ResilienceProperties.GivenBreaker;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.cards.BookView;
import io.penstock.sandbox.cards.CardsProperties;
import io.penstock.sandbox.cards.CardsStatus;
import io.penstock.sandbox.cards.Deed;
import io.penstock.sandbox.cards.SandboxCards;
import io.penstock.sandbox.cards.TestCard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The ISO 8583 adapter and the simulated card network, in virtual time. */
final class IsoRig implements NetworkRig {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final IsoTime time = new IsoTime();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestVault vault = new TestVault();
  private final SandboxCards cards;
  private final Iso8583Network network;
  private final Sinks.Empty<Void> stop = Sinks.empty();
  private final Disposable running;

  IsoRig() {
    Telemetry telemetry = new Telemetry(meters);
    cards = SandboxCards.of(CardsProperties.defaults(), time.clock(), time.scheduler(), telemetry);
    cards.start().block(PATIENCE);
    time.take();
    network =
        new Iso8583Network(
            "test",
            settings(cards.port()),
            null,
            vault,
            guards(time.clock(), telemetry).named("network-test"),
            new IsoTools(time.clock(), time.scheduler(), new SplittableRandom(1), telemetry));
    running = network.run(stop.asMono()).subscribe();
  }

  static IsoSettings settings(int port) {
    return settings(port, 2);
  }

  static IsoSettings settings(int port, int lines) {
    return new IsoSettings(
        "127.0.0.1",
        port,
        "00000000001",
        "PENSTOCK",
        "5999",
        null,
        lines,
        1_000,
        DataSize.ofKilobytes(2),
        Duration.ofSeconds(3),
        Duration.ofDays(1), // echoes have tests of their own
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        new IsoSettings.Reconnect(Duration.ofMillis(200), Duration.ofSeconds(2)));
  }

  static Guards guards(Clock clock, Telemetry telemetry) {
    Given given =
        new Given(
            DEADLINE,
            ANSWER_WITHIN,
            3,
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            CONCURRENCY,
            new GivenBreaker(BREAKER_MINIMUM, BREAKER_MINIMUM, 100, BREAKER_OPEN, 3));
    return new Guards(
        new ResilienceProperties(Map.of("defaults", given)),
        clock,
        new SplittableRandom(1),
        telemetry);
  }

  @Override
  public CardNetwork network() {
    return network;
  }

  @Override
  public CardToken token(String number) {
    return vault.add(number);
  }

  @Override
  public Instant now() {
    return time.clock().instant();
  }

  @Override
  public void pass(Duration span) {
    time.pass(span);
  }

  @Override
  public void awaitHeard(int messages) {
    await().until(() -> status(cards.status()).orders() >= messages);
  }

  @Override
  public void awaitInReach() {
    await()
        .until(() -> {
          pass(Duration.ofMillis(100));
          return network.linesSignedOn() == 2;
        });
  }

  @Override
  public void awaitOutOfReach() {
    await().until(() -> network.linesSignedOn() == 0);
  }

  @Override
  public void down() {
    status(cards.down());
  }

  @Override
  public void mute() {
    status(cards.mute());
  }

  @Override
  public void muteInquiries(Duration span) {
    status(cards.muteInquiries(span));
  }

  @Override
  public void slow(Duration by) {
    status(cards.slow(by));
  }

  @Override
  public void reset() {
    status(cards.reset());
  }

  @Override
  public void heal() {
    status(cards.heal());
  }

  @Override
  public void next(Deed deed, TestCard behaviour) {
    status(cards.next(deed, behaviour));
  }

  private static CardsStatus status(Mono<CardsStatus> asked) {
    CardsStatus status = asked.block(PATIENCE);
    if (status == null) {
      throw new AssertionError("no status");
    }
    return status;
  }

  @Override
  public List<BookView> books() {
    return List.copyOf(cards.books(null, 0, Integer.MAX_VALUE).block(PATIENCE));
  }

  @Override
  public double count(String meter, String... tags) {
    return meters.find(meter).tags(tags).meters().stream()
        .map(Meter::measure)
        .flatMap(all -> StreamSupport.stream(all.spliterator(), false))
        .mapToDouble(Measurement::getValue)
        .sum();
  }

  @Override
  public void close() {
    stop.tryEmitEmpty();
    await()
        .until(() -> {
          pass(Duration.ofMillis(500));
          return running.isDisposed();
        });
    time.giveBack();
    network.close().block(PATIENCE);
    cards.stop().block(PATIENCE);
  }
}

package io.penstock.payments.networks.iso8583;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.payments.networks.Authorization;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.Reference;
import io.penstock.payments.networks.TestVault;
import io.penstock.payments.vault.CardToken;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Money;
import io.penstock.sandbox.cards.CardsProperties;
import io.penstock.sandbox.cards.SandboxCards;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Round trips a second against the simulated network on loopback, and what they cost each thread.
 * Arguments: calls in flight (256), calls in all (400000).
 */
final class IsoBench {

  private static final String MERCHANT = "acct_01jd3x7y8k0v9q4m2s6t1w5zrb";

  private IsoBench() {}

  public static void main(String[] arguments) {
    int inFlight = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 256;
    int calls = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 400_000;
    Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
    Clock clock = Clock.systemUTC();
    SandboxCards cards =
        SandboxCards.of(CardsProperties.defaults(), clock, Schedulers.parallel(), telemetry);
    cards.start().block();
    TestVault vault = new TestVault();
    Iso8583Network network =
        new Iso8583Network(
            "bench",
            IsoRig.settings(cards.port()),
            null,
            vault,
            IsoRig.guards(clock, telemetry).named("network-bench"),
            new IsoTools(clock, Schedulers.parallel(), new SplittableRandom(1), telemetry));
    Sinks.Empty<Void> stop = Sinks.empty();
    Disposable running = network.run(stop.asMono()).subscribe();
    while (network.linesSignedOn() < 2) {
      Thread.onSpinWait();
    }
    CardToken token = vault.add("4242424242424242");
    run(network, token, 0, calls / 2, inFlight);
    Map<String, Long> before = cpu();
    Histogram nanos = new Histogram(3);
    long begin = System.nanoTime();
    run(network, token, calls, calls, inFlight, nanos);
    long took = System.nanoTime() - begin;
    System.out.printf(
        "%d in flight: %,.0f round trips/s; p50 %d us, p99 %d us%n",
        inFlight,
        calls * 1e9 / took,
        nanos.getValueAtPercentile(50) / 1_000,
        nanos.getValueAtPercentile(99) / 1_000);
    cpu()
        .forEach((thread, used) -> {
          double share = (used - before.getOrDefault(thread, 0L)) / (double) took;
          if (share > 0.01) {
            System.out.printf("  %-40s %.2f cores%n", thread, share);
          }
        });
    stop.tryEmitEmpty();
    while (!running.isDisposed()) {
      Thread.onSpinWait();
    }
    network.close().block();
    cards.stop().block();
  }

  private static void run(
      Iso8583Network network, CardToken token, long from, int calls, int inFlight) {
    run(network, token, from, calls, inFlight, new Histogram(3));
  }

  private static void run(
      Iso8583Network network,
      CardToken token,
      long from,
      int calls,
      int inFlight,
      Histogram nanos) {
    Instant at = Instant.parse("2026-01-05T10:00:00Z").plusSeconds(from);
    Flux.range(0, calls)
        .flatMap(
            call -> {
              long begin = System.nanoTime();
              return network
                  .purchase(
                      new Authorization(
                          new Reference(from + call, at), MERCHANT, token, Money.of(1_000, "USD")))
                  .doOnNext(outcome -> {
                    if (!(outcome instanceof Outcome.Approved)) {
                      throw new IllegalStateException(outcome.toString());
                    }
                    nanos.recordValue(System.nanoTime() - begin);
                  });
            },
            inFlight)
        .then(Mono.empty())
        .block(Duration.ofMinutes(5));
  }

  private static Map<String, Long> cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Long> used = new TreeMap<>();
    Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .forEach(info ->
            used.merge(
                info.getThreadName(), threads.getThreadCpuTime(info.getThreadId()), Long::sum));
    return used;
  }
}

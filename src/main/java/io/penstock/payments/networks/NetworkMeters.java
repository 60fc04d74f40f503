package io.penstock.payments.networks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.platform.telemetry.Hops;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The numbers of one network. */
public final class NetworkMeters {

  private static final Set<String> UNANSWERED = Set.of("unknown", "not_sent", "unreachable");

  private final String network;
  private final MeterRegistry meters;
  private final LongSupplier nanos;
  private final Timer delay;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Map<Ending, Counter> calls = new ConcurrentHashMap<>();

  private record Ending(String operation, String outcome) {}

  /**
   * @param nanos a time that only goes on, in nanoseconds
   * @param linesSignedOn how many there are now; an adapter without connections of its own has none
   */
  public NetworkMeters(
      String network, MeterRegistry meters, LongSupplier nanos, IntSupplier linesSignedOn) {
    this.network = network;
    this.meters = meters;
    this.nanos = nanos;
    this.delay =
        Hops.timer(
            meters,
            "penstock.networks.delay",
            "From a call to the network's answer; calls without one are left out",
            "network",
            network);
    Gauge.builder("penstock.networks.in.flight", inFlight, AtomicInteger::get)
        .description("Calls that wait for their answer")
        .tag("network", network)
        .register(meters);
    Gauge.builder("penstock.networks.lines", () -> linesSignedOn.getAsInt())
        .description("Connections that are signed on")
        .tag("network", network)
        .register(meters);
  }

  /** A call begins; returns when, for {@link #ended}. */
  long begin() {
    inFlight.incrementAndGet();
    return nanos.getAsLong();
  }

  void left() {
    inFlight.decrementAndGet();
  }

  void ended(String operation, String outcome, long begin) {
    calls.computeIfAbsent(new Ending(operation, outcome), this::counter).increment();
    if (!UNANSWERED.contains(outcome)) {
      delay.record(nanos.getAsLong() - begin, TimeUnit.NANOSECONDS);
    }
  }

  private Counter counter(Ending ending) {
    return Counter.builder("penstock.networks.calls")
        .description("Calls that ended, by what was asked for and how they ended")
        .tag("network", network)
        .tag("operation", ending.operation())
        .tag("outcome", ending.outcome())
        .register(meters);
  }
}

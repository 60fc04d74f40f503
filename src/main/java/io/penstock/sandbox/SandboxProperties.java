package io.penstock.sandbox;

import io.penstock.sandbox.binance.BinanceTimes;
import io.penstock.sandbox.venue.ReplaySpeed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The simulated exchange of the embedded start.
 *
 * @param port where it listens on loopback, for WebSocket and REST; 0 picks a free one
 * @param seed the model's: the same seed gives the same market
 * @param rate multiplies how often the model trades and changes its books; 1 is about ten trades
 *     and a hundred book updates a second in all, 100 is the most
 * @param recording a file (.jsonl, .jsonl.gz) or a directory of them to play instead of the model;
 *     empty for none
 * @param speed how fast the recording is played: 1 to 100 times as fast as it was recorded, or max
 * @param loop whether the recording begins again after its last frame, with times and ids that go
 *     on
 * @param binance the periods of that venue
 */
@ConfigurationProperties("penstock.sandbox")
public record SandboxProperties(
    @DefaultValue("0") int port,
    @DefaultValue("1") long seed,
    @DefaultValue("1") double rate,
    @Nullable String recording,
    @DefaultValue("1") String speed,
    @DefaultValue("false") boolean loop,
    @DefaultValue Binance binance) {

  private static final double LARGEST_RATE = 100;

  public SandboxProperties {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("penstock.sandbox.port must be 0 to 65535, was " + port);
    }
    if (!(rate > 0 && rate <= LARGEST_RATE)) {
      throw new IllegalArgumentException(
          "penstock.sandbox.rate must be above 0 and at most 100, was " + rate);
    }
    ReplaySpeed.of(speed);
  }

  /** What {@link #speed} says. */
  ReplaySpeed replaySpeed() {
    return ReplaySpeed.of(speed);
  }

  /** The model at its default rate, on a free port. */
  public static SandboxProperties defaults() {
    return new SandboxProperties(0, 1, 1, null, "1", false, Binance.DOCUMENTED);
  }

  /** A recording instead of the model. */
  public SandboxProperties playing(String file, String atSpeed) {
    return new SandboxProperties(port, seed, rate, file, atSpeed, loop, binance);
  }

  /** With other periods of that venue. */
  public SandboxProperties with(Binance periods) {
    return new SandboxProperties(port, seed, rate, recording, speed, loop, periods);
  }

  /**
   * Periods of Binance, as its documents have them; tests want them shorter.
   *
   * @param lifetime after which a connection is broken
   * @param pingEvery between two pings
   * @param pongWithin the time a client has to bring a ping's payload back
   */
  public record Binance(
      @DefaultValue("24h") Duration lifetime,
      @DefaultValue("20s") Duration pingEvery,
      @DefaultValue("60s") Duration pongWithin) {

    static final Binance DOCUMENTED =
        new Binance(
            BinanceTimes.DOCUMENTED.lifetime(),
            BinanceTimes.DOCUMENTED.pingEvery(),
            BinanceTimes.DOCUMENTED.pongWithin());

    public Binance {
      positive("lifetime", lifetime);
      positive("ping-every", pingEvery);
      positive("pong-within", pongWithin);
    }

    private static void positive(String name, Duration period) {
      if (!period.isPositive()) {
        throw new IllegalArgumentException(
            "penstock.sandbox.binance." + name + " must be above 0, was " + period);
      }
    }

    BinanceTimes times() {
      return new BinanceTimes(lifetime, pingEvery, pongWithin);
    }
  }
}

package io.penstock.market.fanout;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.netty.channel.Channel;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All connections of this process: how many there may be, and how they end together. */
@SuppressWarnings("FutureReturnValueIgnored") // Tasks of the event loop do not throw.
final class Sessions {

  private final Board board;
  private final Loops loops;
  private final Tokens tokens;
  private final FanoutProperties properties;
  private final Telemetry telemetry;
  private volatile boolean draining;

  Sessions(
      Board board, Loops loops, Tokens tokens, FanoutProperties properties, Telemetry telemetry) {
    this.board = board;
    this.loops = loops;
    this.tokens = tokens;
    this.properties = properties;
    this.telemetry = telemetry;
    Gauge.builder("penstock.fanout.connections", loops, Loops::sessions)
        .description("Browsers connected")
        .register(telemetry.meters());
    Gauge.builder("penstock.fanout.subscriptions", board, Board::subscriptions)
        .description("Of all connections together")
        .register(telemetry.meters());
    Gauge.builder("penstock.fanout.backlog", loops, Loops::backlog)
        .description("Batches that event loops have not worked yet; eight make the board wait")
        .register(telemetry.meters());
    Gauge.builder("penstock.fanout.stuck", loops, Loops::stuck)
        .description("Sessions whose clients take nothing, a moment ago")
        .register(telemetry.meters());
    Gauge.builder("penstock.fanout.history", loops, Loops::historyBytes)
        .description("What is kept for those who come back, or fall behind")
        .baseUnit("bytes")
        .register(telemetry.meters());
    Gauge.builder("penstock.fanout.inbox", loops, Loops::heldBytes)
        .description("What clients have sent and is not whole or cannot be worked yet")
        .baseUnit("bytes")
        .register(telemetry.meters());
    FunctionCounter.builder("penstock.fanout.deliveries", loops, Loops::deliveries)
        .description("Pushes given to connections")
        .register(telemetry.meters());
  }

  /** Why no further connection is taken now; null when one is. */
  @Nullable Refusal refusal() {
    if (draining) {
      return Refusal.SHUTTING_DOWN;
    }
    return loops.sessions() < properties.maxConnections() ? null : Refusal.FULL;
  }

  /** The handler of a connection that has just become a WebSocket. */
  Session open(Channel channel, Framing framing) {
    return new Session(
        channel, framing, loops.of(channel.eventLoop()), board, tokens, properties, telemetry);
  }

  /**
   * Ends all connections, spread over a time so that the clients do not come back at once.
   * Completes when none is left, or when those that are left have had their time to close.
   */
  Mono<Void> drain(Duration spread) {
    return Mono.fromRunnable(() -> draining = true)
        .thenMany(Flux.fromIterable(loops.all()))
        .doOnNext(loop -> loop.eventLoop().execute(() -> drain(loop, spread)))
        .thenMany(Flux.interval(Duration.ofMillis(20)))
        .onBackpressureDrop()
        .takeUntil(tick -> loops.sessions() == 0)
        .take(spread.plus(properties.closeTimeout()).plusMillis(100))
        .then();
  }

  private static void drain(FanoutLoop loop, Duration spread) {
    List<Connection> sessions = loop.sessions();
    for (int i = 0; i < sessions.size(); i++) {
      Connection connection = sessions.get(i);
      loop.eventLoop()
          .schedule(
              () -> connection.disconnect(Disconnect.SHUTDOWN),
              spread.toNanos() * i / sessions.size(),
              TimeUnit.NANOSECONDS);
    }
  }
}

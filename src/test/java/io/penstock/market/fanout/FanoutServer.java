package io.penstock.market.fanout;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.penstock.market.prices.TestPrices;
import io.penstock.platform.http.Door;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** The fan-out over a real port, its topics in memory and its clock standing still. */
final class FanoutServer implements AutoCloseable {

  final FakeStreams streams;
  final SteppedClock clock = new SteppedClock(Samples.NOW);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Loops loops;
  final Board board;
  final Sessions sessions;
  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final FanoutRunner runner;
  private final DisposableServer server;

  private FanoutServer(
      int port, FakeStreams streams, FanoutProperties properties, TokensProperties trusted) {
    Door door = new Door(List.of("127.0.0.1", "localhost"), List.of("https://friend.example"));
    this.streams = streams;
    Telemetry telemetry = new Telemetry(meters);
    FanoutReadiness readiness = new FanoutReadiness();
    TickHops hops = new TickHops(meters);
    Ring ring = new Ring(properties.historyMaxBytes().toBytes(), properties.historyWindow());
    loops = new Loops(properties, ring, hops);
    board = new Board(thread.next(), loops, ring, clock, properties);
    Guards guards = new Guards(new ResilienceProperties(Map.of()), clock, new Random(1), telemetry);
    JwksClient issuers = new JwksClient(WebClient.builder(), guards, trusted);
    Tokens tokens = new Tokens(trusted, issuers::fetch, clock, telemetry);
    sessions = new Sessions(board, loops, tokens, properties, telemetry);
    FanoutSocket socket = new FanoutSocket(door, sessions, readiness, properties, telemetry);
    Records records = new Records(telemetry);
    runner =
        new FanoutRunner(
            new FanoutFlow(
                streams,
                TestPrices.away(),
                records,
                board,
                readiness,
                properties,
                clock,
                telemetry,
                hops),
            new Rescans(streams, board, records, clock, telemetry),
            board,
            telemetry);
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(port)
            .doOnChannelInit((observer, channel, remote) ->
                // As applications and their metrics do; then the end of the handshake's request
                // reaches sessions.
                channel
                    .pipeline()
                    .addAfter(NettyPipeline.HttpCodec, "bystander", new ChannelDuplexHandler()))
            .route(socket::apply)
            .bindNow();
    runner.start();
    Awaitility.await().until(readiness::isReady);
  }

  /** Starts with what the topics hold, and with settings such as {@code "max-connections=2"}. */
  static FanoutServer start(FakeStreams streams, String... settings) {
    return startAt(0, streams, settings);
  }

  static FanoutServer startAt(int port, FakeStreams streams, String... settings) {
    return new FanoutServer(
        port,
        streams,
        properties(settings),
        bind("penstock.fanout.tokens", TokensProperties.class, settings));
  }

  static FanoutProperties properties(String... settings) {
    return bind("penstock.fanout", FanoutProperties.class, settings);
  }

  private static <T> T bind(String prefix, Class<T> type, String... settings) {
    Map<String, String> map = new HashMap<>();
    Arrays.stream(settings)
        .map(setting -> setting.split("=", 2))
        .forEach(pair -> map.put("penstock.fanout." + pair[0], pair[1]));
    return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate(prefix, type);
  }

  int port() {
    return server.port();
  }

  /** A client that has connected and read the answer. */
  Peer connected() {
    Peer peer = new Peer(port());
    peer.send("{\"id\":1,\"connect\":{}}");
    peer.next();
    return peer;
  }

  double count(String meter, String tag, String value) {
    return meters.find(meter).tag(tag, value).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  void awaitSessions(int expected) {
    Awaitility.await().until(() -> loops.sessions() == expected);
  }

  @Override
  public void close() {
    runner.stop();
    sessions.drain(Duration.ZERO).block(Duration.ofSeconds(20));
    server.disposeNow(Duration.ofSeconds(5));
    thread.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Goes on only when told to. */
  static final class SteppedClock extends Clock {

    private volatile Instant now;

    SteppedClock(Instant now) {
      this.now = now;
    }

    void advance(Duration step) {
      now = now.plus(step);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("instants only");
    }
  }
}

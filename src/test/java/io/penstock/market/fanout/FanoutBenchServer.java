package io.penstock.market.fanout;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.penstock.market.tick.Listing;
import io.penstock.platform.http.Door;
import io.penstock.platform.resilience.Gather;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.TopicState;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The fan-out alone, for load clients: its channels {@code trades:S0}, {@code trades:S1}… carry
 * what is posted to {@code /pub/trades:S0}. Board, histories, sessions and sockets are the real
 * ones; only the topics are left out.
 *
 * <p>Arguments: port, number of channels, and settings such as {@code batch-interval=10ms}.
 */
final class FanoutBenchServer {

  private static final PartitionId PARTITION = new PartitionId("market.ticks.v1", 0);

  private final Board board;
  private final Map<String, Listing> listings;
  private final Sinks.Many<Change> posted = Sinks.many().unicast().onBackpressureBuffer();
  private long offset;

  private FanoutBenchServer(Board board, Map<String, Listing> listings) {
    this.board = board;
    this.listings = listings;
  }

  private record Posted(long offset, Listing listing, byte[] json) implements Change, Payload {

    @Override
    public PartitionId partition() {
      return PARTITION;
    }

    @Override
    public void applyTo(ListingBoard board, long begin, Instant now) {
      board.publish(ChannelKind.TRADES, this, offset + 1, now);
    }

    @Override
    public int weight() {
      return 2 * json.length + 200;
    }
  }

  public static void main(String[] args) {
    int channels = Integer.parseInt(args[1]);
    FanoutProperties properties =
        FanoutServer.properties(List.of(args).subList(2, args.length).toArray(String[]::new));
    Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
    EventLoopGroup thread =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("fanout-board", true), NioIoHandler.newFactory());
    Ring ring = new Ring(properties.historyMaxBytes().toBytes(), properties.historyWindow());
    Loops loops = new Loops(properties, ring, new TickHops(telemetry.meters()));
    Board board = new Board(thread.next(), loops, ring, Clock.systemUTC(), properties);
    FanoutBenchServer bench =
        new FanoutBenchServer(
            board,
            IntStream.range(0, channels)
                .mapToObj(i -> Listing.of("S" + i, "bench"))
                .collect(
                    java.util.stream.Collectors.toMap(
                        listing -> "trades:" + listing.symbol(), listing -> listing)));
    board
        .begin(new TopicState(PARTITION.topic(), "bench", List.of(0L), List.of(0L)), Map.of(0, 0L))
        .block();
    bench.run().subscribe();
    bench.listings.keySet().forEach(channel -> bench.publish(channel, new byte[] {'{', '}'}));
    FanoutReadiness readiness = new FanoutReadiness();
    readiness.begin();
    Tokens tokens =
        new Tokens(
            new TokensProperties(false, List.of(), Duration.ZERO, Duration.ZERO),
            address -> Mono.empty(),
            Clock.systemUTC(),
            telemetry);
    FanoutSocket socket =
        new FanoutSocket(
            new Door(List.of(), List.of()),
            new Sessions(board, loops, tokens, properties, telemetry),
            readiness,
            properties,
            telemetry);
    DisposableServer server =
        HttpServer.create()
            .runOn(LoopResources.create("http", Runtime.getRuntime().availableProcessors(), true))
            .host("127.0.0.1")
            .port(Integer.parseInt(args[0]))
            .route(routes -> socket.apply(routes.post("/pub/{channel}", bench::post)))
            .bindNow();
    server.onDispose().block();
  }

  private Mono<Void> post(HttpServerRequest request, HttpServerResponse response) {
    String channel = String.valueOf(request.param("channel"));
    return request
        .receive()
        .aggregate()
        .asByteArray()
        .doOnNext(json -> publish(channel, json))
        .then(response.status(200).send());
  }

  private synchronized void publish(String channel, byte[] json) {
    Listing listing = listings.get(channel);
    if (listing == null) {
      throw new IllegalArgumentException("no channel " + channel);
    }
    posted.emitNext(new Posted(offset++, listing, json), Sinks.EmitFailureHandler.FAIL_FAST);
  }

  /** As the flow does it: the board takes the next records when it is done with these. */
  private Mono<Void> run() {
    return posted.asFlux().transform(Gather.upTo(512)).concatMap(board::apply, 0).then();
  }
}

package io.penstock.sandbox;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.ExchangeSession.Voice;
import io.penstock.sandbox.Market.Replay;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.LoopResources;

/**
 * An exchange on a loopback port that speaks Coinbase Exchange's protocol: WebSocket at {@code
 * /coinbase/feed}, REST under {@code /coinbase}, its own switches under {@code /sandbox/exchange}.
 * Methods are safe for any thread.
 */
public final class SandboxExchange {

  /**
   * Of connects; the documents say so many requests a second for an address, and so many at once.
   */
  private static final int CONNECTS_PER_SECOND = 8;

  private static final int CONNECT_BURST = 20;
  private static final int MESSAGES_PER_SECOND = 100;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
  private static final String FEED = "/coinbase/feed";
  private static final String GARBAGE =
      "{\"type\":\"ticker\",\"sequence\":1,\"product_id\":\"BTC-USD\",\"price\":\"6";

  private final SandboxProperties properties;
  private final Market market;
  private final Listed listed;
  private final RateLimit connects;
  private final RateLimit messages;
  private final ExchangeApi api;
  private final Telemetry telemetry;
  private final Set<ExchangeSocket> sockets = ConcurrentHashMap.newKeySet();
  private final LoopResources loops = LoopResources.create("sandbox", 1, 1, true, false);
  private volatile boolean refusing;
  private volatile @Nullable DisposableServer server;

  private SandboxExchange(
      SandboxProperties properties, Market market, Clock clock, Telemetry telemetry) {
    this.properties = properties;
    this.market = market;
    this.telemetry = telemetry;
    listed = new Listed(market);
    connects = new RateLimit(CONNECTS_PER_SECOND, CONNECT_BURST, clock);
    messages = new RateLimit(MESSAGES_PER_SECOND, MESSAGES_PER_SECOND, clock);
    api = new ExchangeApi(market, listed, clock);
  }

  /**
   * An exchange that is not started yet. A recording is read through once, which blocks.
   *
   * @throws RecordingException when the recording of the settings cannot be played
   */
  public static SandboxExchange of(SandboxProperties properties, Clock clock, Telemetry telemetry) {
    return new SandboxExchange(properties, market(properties, clock, telemetry), clock, telemetry);
  }

  private static Market market(SandboxProperties properties, Clock clock, Telemetry telemetry) {
    String file = properties.recording();
    if (file == null || file.isBlank()) {
      return new ModelMarket(Products.ALL, properties.seed(), properties.rate(), clock);
    }
    Recording recording = Recording.open(Path.of(file));
    Scheduler reader = Schedulers.newBoundedElastic(4, 64, "sandbox-recording", 60, true);
    return new RecordedMarket(
        recording, properties.replaySpeed(), properties.loop(), reader, clock, telemetry);
  }

  /** Binds the port. Blocks. */
  public void start() {
    DisposableServer bound =
        HttpServer.create()
            .host("127.0.0.1")
            .port(properties.port())
            .runOn(loops)
            .route(this::addTo)
            .bindNow();
    server = bound;
    Replay replay = market.replay();
    telemetry.report(
        new SandboxOccurrence.ExchangeStarted(
            bound.port(), replay == null ? "its model" : replay.recording()));
  }

  /** Breaks all connections and frees the port. */
  public Mono<Void> stop() {
    DisposableServer bound = server;
    server = null;
    Mono<Void> unbound =
        bound == null ? Mono.empty() : Mono.fromRunnable(bound::dispose).then(bound.onDispose());
    return Mono.fromRunnable(this::dropConnections)
        .then(unbound)
        .then(market.close())
        .then(loops.disposeLater(Duration.ZERO, STOP_WITHIN));
  }

  public boolean isRunning() {
    return server != null;
  }

  /**
   * Where it listens.
   *
   * @throws IllegalStateException when it does not
   */
  public int port() {
    DisposableServer bound = server;
    if (bound == null) {
      throw new IllegalStateException("the simulated exchange is not running");
    }
    return bound.port();
  }

  /** What it plays, to whom, and how far a recording is. */
  public ExchangeStatus status() {
    Replay replay = market.replay();
    return replay == null
        ? new ExchangeStatus(
            "model", null, 0, 0, 0, false, listed.products().size(), sockets.size())
        : new ExchangeStatus(
            "recording",
            replay.recording(),
            replay.played(),
            replay.total(),
            replay.round(),
            replay.done(),
            listed.products().size(),
            sockets.size());
  }

  /** Breaks all connections without a word. */
  public void dropConnections() {
    sockets.forEach(ExchangeSocket::drop);
  }

  /** Says nothing more on the connections there are, not even pongs. New ones are served. */
  public void mute() {
    sockets.forEach(socket -> socket.session().speak(Voice.NOTHING));
  }

  /** Says nothing but heartbeats on the connections there are. New ones are served. */
  public void muteTicks() {
    sockets.forEach(socket -> socket.session().speak(Voice.HEARTBEATS));
  }

  /** Sends a frame that breaks off in the middle to all connections. */
  public void sendGarbage() {
    sockets.forEach(socket -> socket.session().say(GARBAGE));
  }

  /**
   * Leaves out the next match of a product on all connections; its id is missing then. REST has it.
   */
  public void skipTrade(String product) {
    sockets.forEach(socket -> socket.session().skipTrade(product));
  }

  /**
   * Takes a product off the list: all connections are told so, its frames cease, REST does not find
   * it.
   */
  public void delist(String product) {
    listed.delisted().add(product);
    String frame =
        ExchangeMessages.error("Failed to subscribe", product + " is not a valid product");
    sockets.forEach(socket -> socket.session().say(frame));
  }

  /** Whether connects to the feed are answered by 503. */
  public void refuseConnections(boolean refuse) {
    refusing = refuse;
  }

  /** Takes back {@link #delist} and {@link #refuseConnections}. */
  public void heal() {
    refusing = false;
    listed.delisted().clear();
  }

  private void addTo(HttpServerRoutes routes) {
    routes.get(FEED, this::connect);
    api.addTo(routes);
    new SandboxApi(this).addTo(routes);
    routes.route(
        request -> true,
        (request, response) ->
            HttpDoor.json(response, NOT_FOUND, ExchangeMessages.message("NotFound")));
  }

  private Publisher<Void> connect(HttpServerRequest request, HttpServerResponse response) {
    if (!HttpDoor.isLocal(request)) {
      return HttpDoor.json(response, FORBIDDEN, ExchangeMessages.message("Forbidden"));
    }
    if (refusing) {
      return HttpDoor.json(
          response, SERVICE_UNAVAILABLE, ExchangeMessages.message("Service unavailable"));
    }
    if (!request.requestHeaders().contains(HttpHeaderNames.UPGRADE, "websocket", true)) {
      return HttpDoor.json(
          response, BAD_REQUEST, ExchangeMessages.message("Expected a WebSocket handshake"));
    }
    String caller = HttpDoor.caller(request);
    if (!connects.admits(caller)) {
      return HttpDoor.json(
          response, TOO_MANY_REQUESTS, ExchangeMessages.message("Rate limit exceeded"));
    }
    WebsocketServerSpec spec =
        WebsocketServerSpec.builder()
            .handlePing(true)
            .maxFramePayloadLength(ExchangeSocket.MAX_MESSAGE_BYTES)
            .build();
    return response.sendWebsocket((in, out) -> converse(in, out, caller), spec);
  }

  private Mono<Void> converse(WebsocketInbound in, WebsocketOutbound out, String caller) {
    ExchangeSession session = new ExchangeSession(market, listed, messages, caller);
    ExchangeSocket socket = new ExchangeSocket(session, in, out);
    sockets.add(socket);
    Scheduler loop =
        Schedulers.fromExecutorService(loops.onServer(LoopResources.DEFAULT_NATIVE).next());
    return socket
        .serve(loop)
        .onErrorResume(this::report)
        .doFinally(signal -> sockets.remove(socket));
  }

  private Mono<Void> report(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    telemetry.report(
        failure instanceof RecordingException
            ? new SandboxOccurrence.ReplayFailed(reason)
            : new SandboxOccurrence.ConnectionFailed(reason));
    return Mono.empty();
  }
}

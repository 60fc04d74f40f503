package io.penstock.sandbox.venue;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.penstock.sandbox.venue.Subject.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.LoopResources;

/**
 * One venue of the simulated exchange: its sockets, its REST API and its faults. Faults are of the
 * connections there are at that moment; later ones are served, unless said otherwise. Methods are
 * safe for any thread.
 */
public abstract class Venue {

  private final String name;
  private final VenueTools tools;
  private final Listed listed;
  private final Set<SessionSocket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean refusing;
  private volatile Duration slowness = Duration.ZERO;

  protected Venue(String name, VenueTools tools, Listed listed) {
    this.name = name;
    this.tools = tools;
    this.listed = listed;
  }

  /** {@code binance} */
  public final String name() {
    return name;
  }

  /** Its sockets and its REST API. */
  public abstract void addTo(HttpServerRoutes routes);

  /** Where its recording stands, or null without one. */
  protected abstract @Nullable Replay replay();

  /** Releases what it holds; its sockets are dropped before. */
  public Mono<Void> close() {
    return Mono.empty();
  }

  /** A frame that breaks off in the middle. */
  protected abstract String garbage();

  /** Tells a connection that a product is listed no more, where the venue says so. */
  protected void tellDelisted(Session session, String product) {}

  public final VenueStatus status() {
    Replay replay = replay();
    int products = listed.products().size();
    return replay == null
        ? new VenueStatus(
            products == 0 ? "nothing" : "model", null, 0, 0, 0, false, products, sockets.size())
        : new VenueStatus(
            "recording",
            replay.recording(),
            replay.played(),
            replay.total(),
            replay.round(),
            replay.done(),
            products,
            sockets.size());
  }

  /** Breaks all connections without a word. */
  public final void dropConnections() {
    sockets.forEach(SessionSocket::drop);
  }

  /** Says nothing more, not even pongs. */
  public final void mute() {
    sessions(session -> session.speak(Voice.NOTHING));
  }

  /** Says nothing but heartbeats and answers. */
  public final void muteTicks() {
    sessions(session -> session.speak(Voice.HEARTBEATS));
  }

  /** Neither reads nor writes any more, while the connections stay. */
  public final void freezeSockets() {
    sockets.forEach(SessionSocket::freeze);
  }

  /** Sends a frame that breaks off in the middle. */
  public final void sendGarbage() {
    sessions(session -> session.say(garbage()));
  }

  /** Closes all connections with that code. */
  public final void closeWith(int code) {
    sessions(session -> session.close(code, "closed by a test"));
  }

  /** Leaves out the product's next message of trades; an id is missing then. REST has it. */
  public final void skipTrade(String product) {
    trick(new Trick.LeaveOut(Kind.TRADE, product));
  }

  /** Leaves out the product's next change of the book. */
  public final void dropBookUpdate(String product) {
    trick(new Trick.LeaveOut(Kind.BOOK_UPDATE, product));
  }

  /** Sends the product's next message of trades and its next change of the book twice. */
  public final void duplicateNext(String product) {
    trick(new Trick.Twice(Kind.TRADE, product));
    trick(new Trick.Twice(Kind.BOOK_UPDATE, product));
  }

  /**
   * Lets the product's next message of trades change places with the one after it, and its next
   * change of the book too.
   */
  public final void swapNext(String product) {
    trick(new Trick.Swap(Kind.TRADE, product));
    trick(new Trick.Swap(Kind.BOOK_UPDATE, product));
  }

  /**
   * Tells a wrong checksum with the product's next change of the book.
   *
   * @throws UnsupportedOperationException when the venue has no checksums
   */
  public void corruptChecksum(String product) {
    throw new UnsupportedOperationException(name + " has no checksums");
  }

  /**
   * Says that the connections will be closed soon, and closes them after that time.
   *
   * @throws UnsupportedOperationException when the venue does not say such a thing
   */
  public void announceShutdown(Duration notice) {
    throw new UnsupportedOperationException(name + " announces no shutdown");
  }

  /**
   * Takes a product off the list: its frames cease, REST does not find it, and all connections are
   * told where the venue does so.
   */
  public final void delist(String product) {
    listed.delist(product);
    sessions(session -> tellDelisted(session, product));
  }

  /** Whether connects are answered by 503. */
  public final void refuseConnections(boolean refuse) {
    refusing = refuse;
  }

  /** Lets each REST answer wait so long before it leaves. */
  public final void slowAnswers(Duration by) {
    slowness = by;
  }

  /** Takes back {@link #delist}, {@link #refuseConnections} and {@link #slowAnswers}. */
  public final void heal() {
    refusing = false;
    slowness = Duration.ZERO;
    listed.heal();
  }

  protected final Listed listed() {
    return listed;
  }

  protected final VenueTools tools() {
    return tools;
  }

  protected final void alter(Kind kind, String product, UnaryOperator<String> change) {
    trick(new Trick.Alter(kind, product, change));
  }

  protected final void sessions(Consumer<Session> action) {
    sockets.forEach(socket -> action.accept(socket.session()));
  }

  private void trick(Trick trick) {
    sessions(session -> session.play(trick));
  }

  /** Serves paths by REST. */
  protected final Paths paths(HttpServerRoutes routes) {
    return (path, handler) ->
        routes.get(
            path,
            (request, response) ->
                HttpDoor.isLocal(request)
                    ? handler
                        .apply(request)
                        .transform(this::slowed)
                        .flatMap(answer -> HttpDoor.json(response, answer))
                    : HttpDoor.json(response, FORBIDDEN, HttpDoor.message("Forbidden")));
  }

  /**
   * Serves a socket.
   *
   * @param refusal asked once for each handshake: an answer instead of a connection
   * @param opening the conversation of a connection
   */
  protected final void socket(
      HttpServerRoutes routes,
      Predicate<HttpServerRequest> path,
      Function<String, Optional<Answer>> refusal,
      Function<HttpServerRequest, Session> opening) {
    routes.route(
        request -> request.method().equals(HttpMethod.GET) && path.test(request),
        (request, response) -> connect(request, response, refusal, opening));
  }

  private Publisher<Void> connect(
      HttpServerRequest request,
      HttpServerResponse response,
      Function<String, Optional<Answer>> refusal,
      Function<HttpServerRequest, Session> opening) {
    if (!HttpDoor.isLocal(request)) {
      return HttpDoor.json(response, FORBIDDEN, HttpDoor.message("Forbidden"));
    }
    if (refusing) {
      return HttpDoor.json(response, SERVICE_UNAVAILABLE, HttpDoor.message("Service unavailable"));
    }
    if (!request.requestHeaders().contains(HttpHeaderNames.UPGRADE, "websocket", true)) {
      return HttpDoor.json(
          response, BAD_REQUEST, HttpDoor.message("Expected a WebSocket handshake"));
    }
    Optional<Answer> refused = refusal.apply(HttpDoor.caller(request));
    if (refused.isPresent()) {
      return HttpDoor.json(response, refused.get());
    }
    Session session = opening.apply(request);
    WebsocketServerSpec spec =
        WebsocketServerSpec.builder()
            .handlePing(true)
            .maxFramePayloadLength(SessionSocket.MAX_MESSAGE_BYTES)
            .build();
    return response.sendWebsocket((in, out) -> converse(in, out, session), spec);
  }

  private Mono<Void> converse(WebsocketInbound in, WebsocketOutbound out, Session session) {
    SessionSocket socket = new SessionSocket(session, in, out);
    sockets.add(socket);
    return socket
        .serve(loop())
        .onErrorResume(this::report)
        .doFinally(signal -> sockets.remove(socket));
  }

  private Mono<Answer> slowed(Mono<Answer> answer) {
    Duration by = slowness;
    return by.isZero() ? answer : answer.delayElement(by, loop());
  }

  /** The host's event loop. */
  protected final Scheduler loop() {
    return Schedulers.fromExecutorService(
        tools.loops().onServer(LoopResources.DEFAULT_NATIVE).next());
  }

  private Mono<Void> report(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    tools
        .telemetry()
        .report(
            failure instanceof RecordingException
                ? new SandboxOccurrence.ReplayFailed(reason)
                : new SandboxOccurrence.ConnectionFailed(reason));
    return Mono.empty();
  }
}

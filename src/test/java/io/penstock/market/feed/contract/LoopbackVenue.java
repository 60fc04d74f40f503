package io.penstock.market.feed.contract;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * A venue on a loopback port: a WebSocket below {@code /ws}, and whatever REST answers a test sets.
 * It says by itself only what {@link #whenOpened} and {@link #whenAsked} make it say.
 */
public final class LoopbackVenue implements AutoCloseable {

  /** Text by path and query; what is not in it is not found. */
  public final Map<String, String> answers = new ConcurrentHashMap<>();

  /** Every request of the REST API, path and query. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** Extensions of WebSocket that were offered to us. */
  public final List<String> extensions = new CopyOnWriteArrayList<>();

  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final DisposableServer server =
      HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();
  private volatile Consumer<Connection> whenOpened = connection -> {};
  private volatile BiConsumer<Connection, String> whenAsked = (connection, request) -> {};
  private volatile Function<String, @Nullable Answer> whenFetched = this::answer;
  private volatile boolean refuses;
  private volatile boolean isSilent;

  /** Of the REST API. */
  public record Answer(int status, String text) {

    public static Answer of(String text) {
      return new Answer(200, text);
    }
  }

  /** Done with each new connection, before it says anything. */
  public LoopbackVenue whenOpened(Consumer<Connection> reaction) {
    whenOpened = reaction;
    return this;
  }

  /** Done with each text that a client sends. */
  public LoopbackVenue whenAsked(BiConsumer<Connection, String> reaction) {
    whenAsked = reaction;
    return this;
  }

  /** Answers by path and query, instead of {@link #answers}; what has none is not found. */
  public LoopbackVenue whenFetched(Function<String, @Nullable Answer> answer) {
    whenFetched = answer;
    return this;
  }

  /** From now on does nothing by itself: answers no request, no ping, and REST with "not found". */
  public void fallSilent() {
    isSilent = true;
  }

  /** Again as it was. */
  public void wakeUp() {
    isSilent = false;
  }

  /** Whether new WebSockets are refused. */
  public void refuses(boolean refuses) {
    this.refuses = refuses;
  }

  public URI websocketUrl() {
    return URI.create("ws://127.0.0.1:" + server.port() + "/ws");
  }

  public URI restUrl() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** All there were, the first one first. */
  public List<Connection> connections() {
    return List.copyOf(connections);
  }

  /** The last one that was opened. */
  public Connection connection() {
    return connections.getLast();
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    if (request.uri().startsWith("/ws")) {
      return upgrade(request, response);
    }
    asked.add(request.uri());
    Answer answer = isSilent ? null : whenFetched.apply(request.uri());
    return answer == null
        ? response.sendNotFound()
        : response
            .status(answer.status())
            .header("Content-Type", "application/json")
            .sendString(Mono.just(answer.text()));
  }

  private @Nullable Answer answer(String pathAndQuery) {
    String text = answers.get(pathAndQuery);
    return text == null ? null : Answer.of(text);
  }

  private Publisher<Void> upgrade(HttpServerRequest request, HttpServerResponse response) {
    request.requestHeaders().getAll("Sec-WebSocket-Extensions").forEach(extensions::add);
    return refuses
        ? response.status(503).send()
        : response.sendWebsocket(
            this::converse, WebsocketServerSpec.builder().handlePing(true).build());
  }

  private Publisher<Void> converse(WebsocketInbound in, WebsocketOutbound out) {
    Connection connection = new Connection(in);
    Mono<Void> heard =
        in.aggregateFrames(1 << 20)
            .receiveFrames()
            .doOnNext(frame -> heard(connection, frame))
            .then()
            .doFinally(end -> connection.isClosed = true);
    Mono<Void> said = out.sendObject(connection.frames()).then();
    connections.add(connection);
    whenOpened.accept(connection);
    return Flux.merge(
        heard,
        said,
        connection.closing.asMono().flatMap(code -> out.sendClose(code, "over").then()));
  }

  private void heard(Connection connection, WebSocketFrame frame) {
    switch (frame) {
      case TextWebSocketFrame text -> {
        String request = text.text();
        connection.requests.add(request);
        if (!isSilent) {
          whenAsked.accept(connection, request);
        }
      }
      case PongWebSocketFrame pong ->
          connection.pongs.add(pong.content().toString(StandardCharsets.UTF_8));
      case PingWebSocketFrame ping -> {
        connection.pings.incrementAndGet();
        if (!isSilent) {
          connection.say(Flux.just(new PongWebSocketFrame(ping.content().retain())));
        }
      }
      default -> {}
    }
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(5));
  }

  /** A client's WebSocket. */
  public static final class Connection {

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> pongs = new CopyOnWriteArrayList<>();
    private final Sinks.Many<Flux<? extends WebSocketFrame>> sayings =
        Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.One<Integer> closing = Sinks.one();
    private final WebsocketInbound in;
    private final AtomicInteger pings = new AtomicInteger();
    private volatile boolean isClosed;

    private Connection(WebsocketInbound in) {
      this.in = in;
    }

    private Flux<? extends WebSocketFrame> frames() {
      return sayings.asFlux().concatMap(some -> some, 1);
    }

    /** The texts that the client sent. */
    public List<String> requests() {
      return List.copyOf(requests);
    }

    /** Payloads of the client's answers to our pings. */
    public List<String> pongs() {
      return List.copyOf(pongs);
    }

    /** How many pings the client sent. */
    public int pings() {
      return pings.get();
    }

    public boolean isClosed() {
      return isClosed;
    }

    public void say(String... texts) {
      say(Flux.just(texts).map(TextWebSocketFrame::new));
    }

    /** As fast as the client reads; what is said later waits for its end. */
    public synchronized void say(Flux<? extends WebSocketFrame> frames) {
      sayings.tryEmitNext(frames).orThrow();
    }

    public void ping(String payload) {
      say(
          Flux.just(
              new PingWebSocketFrame(
                  Unpooled.wrappedBuffer(payload.getBytes(StandardCharsets.UTF_8)))));
    }

    /** One text in frames of so many characters. */
    public void sayInFragments(String text, int length) {
      List<WebSocketFrame> frames = new ArrayList<>();
      for (int at = 0; at < text.length(); at += length) {
        byte[] part =
            text.substring(at, Math.min(text.length(), at + length))
                .getBytes(StandardCharsets.UTF_8);
        boolean isLast = at + length >= text.length();
        frames.add(
            at == 0
                ? new TextWebSocketFrame(isLast, 0, Unpooled.wrappedBuffer(part))
                : new ContinuationWebSocketFrame(isLast, 0, Unpooled.wrappedBuffer(part)));
      }
      say(Flux.fromIterable(frames));
    }

    /** Behind all that was said. */
    public void close(int code) {
      say(Flux.<WebSocketFrame>empty().doOnComplete(() -> closing.tryEmitValue(code)));
    }

    /** Behind all that was said, without a word. */
    public void drop() {
      say(
          Flux.<WebSocketFrame>empty()
              .doOnComplete(() ->
                  in.withConnection(connection ->
                      connection
                          .channel()
                          .writeAndFlush(Unpooled.EMPTY_BUFFER)
                          .addListener(ChannelFutureListener.CLOSE))));
    }

    @Override
    public String toString() {
      return "a client that asked " + requests;
    }
  }
}

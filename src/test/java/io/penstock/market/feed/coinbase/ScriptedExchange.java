package io.penstock.market.feed.coinbase;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * An exchange on a loopback port that follows scripts: each connection the next one, the last one
 * again and again. A frame that its script does not expect is kept in {@link #surprises}.
 */
final class ScriptedExchange implements AutoCloseable {

  final List<String> surprises = new CopyOnWriteArrayList<>();
  final List<String> extensions = new CopyOnWriteArrayList<>();
  volatile String products = "[]";
  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final DisposableServer server =
      HttpServer.create()
          .host("127.0.0.1")
          .port(0)
          .route(routes ->
              routes
                  .route(
                      request -> request.uri().equals("/feed"),
                      (request, response) -> {
                        noteExtensions(request);
                        return response.sendWebsocket(
                            this::converse, WebsocketServerSpec.builder().build());
                      })
                  .get(
                      "/products",
                      (request, response) ->
                          response
                              .header("Content-Type", "application/json")
                              .sendString(Mono.just(products))))
          .bindNow();

  /** What one connection goes through. */
  static final class Script {

    private record Step(String expected, Flux<? extends WebSocketFrame> answers) {}

    private final List<Step> steps = new ArrayList<>();
    private int closeCode;
    private boolean isDropped;

    /** Waits for exactly this text, then says these. */
    Script expect(String text, String... answers) {
      return expect(text, Flux.just(answers).map(TextWebSocketFrame::new));
    }

    Script expect(String text, Flux<? extends WebSocketFrame> answers) {
      steps.add(new Step(text, answers));
      return this;
    }

    /** After the last answer. */
    Script close(int code) {
      closeCode = code;
      return this;
    }

    /** After the last answer, without a word. */
    Script drop() {
      isDropped = true;
      return this;
    }
  }

  ScriptedExchange with(Script... more) {
    scripts.addAll(List.of(more));
    return this;
  }

  String websocketUrl() {
    return "ws://127.0.0.1:" + server.port() + "/feed";
  }

  String restUrl() {
    return "http://127.0.0.1:" + server.port();
  }

  private void noteExtensions(HttpServerRequest request) {
    request.requestHeaders().getAll("Sec-WebSocket-Extensions").forEach(extensions::add);
  }

  private Publisher<Void> converse(WebsocketInbound in, WebsocketOutbound out) {
    Script script = scripts.size() > 1 ? scripts.remove() : scripts.element();
    Iterator<Script.Step> steps = script.steps.iterator();
    Sinks.Empty<Void> over = Sinks.empty();
    Flux<WebSocketFrame> frames =
        in.receive()
            .asString()
            .concatMap(said -> answers(said, steps).concatWith(end(steps, over)), 1);
    return Flux.merge(
        out.sendObject(frames), over.asMono().then(Mono.defer(() -> end(script, in, out))));
  }

  private static Mono<WebSocketFrame> end(Iterator<Script.Step> steps, Sinks.Empty<Void> over) {
    return Mono.fromRunnable(() -> {
      if (!steps.hasNext()) {
        over.tryEmitEmpty();
      }
    });
  }

  private static Mono<Void> end(Script script, WebsocketInbound in, WebsocketOutbound out) {
    if (script.closeCode != 0) {
      return out.sendClose(script.closeCode, "over");
    }
    if (script.isDropped) {
      // Behind the answers, which may not be flushed yet.
      in.withConnection(connection ->
          connection
              .channel()
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(ChannelFutureListener.CLOSE));
    }
    return Mono.never();
  }

  private Flux<WebSocketFrame> answers(String said, Iterator<Script.Step> steps) {
    if (!steps.hasNext()) {
      surprises.add(said);
      return Flux.empty();
    }
    Script.Step step = steps.next();
    if (!step.expected().equals(said)) {
      surprises.add(said);
    }
    return Flux.from(step.answers());
  }

  /** One text in frames of so many characters. */
  static Flux<WebSocketFrame> fragments(String text, int length) {
    List<WebSocketFrame> frames = new ArrayList<>();
    for (int at = 0; at < text.length(); at += length) {
      byte[] part =
          text.substring(at, Math.min(text.length(), at + length)).getBytes(StandardCharsets.UTF_8);
      boolean isLast = at + length >= text.length();
      frames.add(
          at == 0
              ? new TextWebSocketFrame(isLast, 0, Unpooled.wrappedBuffer(part))
              : new ContinuationWebSocketFrame(isLast, 0, Unpooled.wrappedBuffer(part)));
    }
    return Flux.fromIterable(frames);
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(5));
  }
}

package io.penstock.market.feed.binance;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * Binance on a loopback port. Each connection of its streams follows the next script, the last one
 * again and again; each request of its REST API gets the next answer prepared for its path, the
 * last one again and again.
 */
final class ScriptedBinance implements AutoCloseable {

  /** What no script expects. */
  final List<String> surprises = new CopyOnWriteArrayList<>();

  /** Paths and queries of the REST API, in their order. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  final List<String> paths = new CopyOnWriteArrayList<>();
  final List<String> pongs = new CopyOnWriteArrayList<>();
  final List<String> closed = new CopyOnWriteArrayList<>();
  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
  private final DisposableServer server =
      HttpServer.create().host("127.0.0.1").port(0).handle(this::serve).bindNow();

  /**
   * @param retryAfter seconds; empty: not said
   * @param first completes before it is sent
   */
  record Answer(int status, String body, String retryAfter, Mono<Void> first) {}

  /** What one connection goes through. */
  static final class Script {

    private record Step(String expected, Flux<? extends WebSocketFrame> answers) {}

    private final List<Step> steps = new ArrayList<>();

    /** Waits for exactly this text, then says these. */
    Script expect(String text, String... answers) {
      return expect(text, Flux.just(answers).map(TextWebSocketFrame::new));
    }

    Script expect(String text, Flux<? extends WebSocketFrame> answers) {
      steps.add(new Step(text, answers));
      return this;
    }
  }

  ScriptedBinance with(Script... more) {
    scripts.addAll(List.of(more));
    return this;
  }

  ScriptedBinance answer(String path, String body) {
    return answer(path, new Answer(200, body, "", Mono.empty()));
  }

  /**
   * @param path what the path and query begin with
   */
  ScriptedBinance answer(String path, Answer answer) {
    answers.computeIfAbsent(path, prefix -> new ConcurrentLinkedQueue<>()).add(answer);
    return this;
  }

  String websocketUrl() {
    return "ws://127.0.0.1:" + server.port();
  }

  String restUrl() {
    return "http://127.0.0.1:" + server.port();
  }

  private Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
    if (request.uri().startsWith("/stream")) {
      paths.add(request.uri());
      return response.sendWebsocket(this::converse, WebsocketServerSpec.builder().build());
    }
    asked.add(request.uri());
    Answer answer = next(request.uri());
    if (answer == null) {
      return response.status(404).send();
    }
    response.status(answer.status()).header("Content-Type", "application/json");
    if (!answer.retryAfter().isEmpty()) {
      response.header("Retry-After", answer.retryAfter());
    }
    return answer.first().then(response.sendString(Mono.just(answer.body())).then());
  }

  private @Nullable Answer next(String uri) {
    return answers.entrySet().stream()
        .filter(entry -> uri.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .map(queue -> queue.size() > 1 ? queue.remove() : queue.element())
        .orElse(null);
  }

  private Publisher<Void> converse(WebsocketInbound in, WebsocketOutbound out) {
    Script script = scripts.size() > 1 ? scripts.remove() : scripts.element();
    Iterator<Script.Step> steps = script.steps.iterator();
    Sinks.Many<Flux<? extends WebSocketFrame>> said = Sinks.many().unicast().onBackpressureBuffer();
    in.receiveCloseStatus().subscribe(status -> closed.add(String.valueOf(status.code())));
    Mono<Void> hearing =
        in.receiveFrames().doOnNext(frame -> said.tryEmitNext(answers(frame, steps))).then();
    return Flux.merge(out.sendObject(said.asFlux().concatMap(frames -> frames, 1)), hearing);
  }

  private Flux<? extends WebSocketFrame> answers(
      WebSocketFrame frame, Iterator<Script.Step> steps) {
    if (frame instanceof PongWebSocketFrame) {
      pongs.add(new String(ByteBufUtil.getBytes(frame.content()), StandardCharsets.UTF_8));
      return Flux.empty();
    }
    String text = frame instanceof TextWebSocketFrame said ? said.text() : frame.toString();
    if (!steps.hasNext()) {
      surprises.add(text);
      return Flux.empty();
    }
    Script.Step step = steps.next();
    if (!step.expected().equals(text)) {
      surprises.add(text);
    }
    return step.answers();
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(5));
  }
}

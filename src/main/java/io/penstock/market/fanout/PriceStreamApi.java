package io.penstock.market.fanout;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Prices as server-sent events, for clients that do not speak WebSocket. */
@RestController
@ConditionalOnRole(Role.FANOUT)
final class PriceStreamApi {

  private static final int MAX_SYMBOLS = 100;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final Board board;
  private final Loops loops;
  private final Sessions sessions;
  private final FanoutReadiness readiness;
  private final Telemetry telemetry;

  PriceStreamApi(
      Board board, Loops loops, Sessions sessions, FanoutReadiness readiness, Telemetry telemetry) {
    this.board = board;
    this.loops = loops;
    this.sessions = sessions;
    this.readiness = readiness;
    this.telemetry = telemetry;
  }

  /**
   * Endless: {@code event: price}, {@code data:} a price as channel {@code ticker:} has it, {@code
   * id:} the position in each partition that the symbols touch. A browser sends the last id when it
   * comes back, and gets what it missed; where that is not to be had any more it hears {@code
   * event: reset} of a symbol, and its present price.
   *
   * @param symbol one or more, at most 100; each with its venue ({@code BTC-USD@coinbase}) or at
   *     its primary one
   */
  @GetMapping(path = "/stockPrices/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Mono<Void> stream(
      @RequestParam("symbol") List<String> symbol,
      @RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastEventId,
      ServerWebExchange exchange) {
    if (!readiness.isReady() || sessions.refusal() != null) {
      return Mono.error(ApiException.overloaded(SOON));
    }
    List<ChannelName> channels = channels(symbol);
    StreamPositions since = since(lastEventId);
    ServerHttpResponse response = exchange.getResponse();
    response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
    response.getHeaders().setCacheControl("no-store");
    response.getHeaders().set("X-Accel-Buffering", "no");
    response.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
    FanoutLoop loop = loop(exchange.getRequest());
    return response.writeAndFlushWith(
        events(loop, channels, since).map(bytes -> Mono.just(wrap(response, bytes))));
  }

  private static DataBuffer wrap(ServerHttpResponse response, byte[] bytes) {
    return response.bufferFactory().wrap(bytes);
  }

  private Flux<byte[]> events(
      FanoutLoop loop, List<ChannelName> channels, @Nullable StreamPositions since) {
    return Flux.create(
        sink -> {
          PriceStream stream =
              new PriceStream(loop, board, telemetry, sink, () -> sink.error(unknown()));
          sink.onRequest(more -> stream.wants());
          sink.onDispose(() -> loop.eventLoop().execute(stream::end));
          loop.eventLoop().execute(() -> stream.start(channels, since));
        },
        FluxSink.OverflowStrategy.ERROR);
  }

  private static ApiException unknown() {
    return new ApiException(
        Problem.of(HttpStatus.NOT_FOUND, "unknown_symbol", "One of the symbols is not known here"));
  }

  private static List<ChannelName> channels(List<String> symbols) {
    if (symbols.isEmpty() || symbols.size() > MAX_SYMBOLS) {
      throw new ApiException(Problem.invalid("symbol", "must be given 1 to " + MAX_SYMBOLS));
    }
    List<ChannelName> channels = new ArrayList<>();
    for (String symbol : new LinkedHashSet<>(symbols)) {
      try {
        ChannelName name = ChannelName.parse(ChannelKind.TICKER.namespace() + ":" + symbol);
        if (name != null) {
          channels.add(name);
        }
      } catch (IllegalArgumentException e) {
        throw new ApiException(Problem.invalid("symbol", String.valueOf(e.getMessage())));
      }
    }
    return channels;
  }

  private static @Nullable StreamPositions since(@Nullable String lastEventId) {
    if (lastEventId == null || lastEventId.isEmpty()) {
      return null;
    }
    try {
      return StreamPositions.parse(lastEventId);
    } catch (IllegalArgumentException e) {
      throw new ApiException(Problem.invalid(LAST_EVENT_ID, String.valueOf(e.getMessage())));
    }
  }

  /** Of the connection that the request came by. */
  private FanoutLoop loop(ServerHttpRequest request) {
    HttpServerRequest netty = ServerHttpRequestDecorator.getNativeRequest(request);
    AtomicReference<FanoutLoop> loop = new AtomicReference<>();
    netty.withConnection(connection -> loop.set(loops.of(connection.channel().eventLoop())));
    FanoutLoop found = loop.get();
    if (found == null) {
      throw new IllegalStateException("a request has a connection");
    }
    return found;
  }
}

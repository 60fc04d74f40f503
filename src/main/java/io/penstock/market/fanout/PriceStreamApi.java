package io.penstock.market.fanout;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpVersion;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.telemetry.Telemetry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Prices as server-sent events, for clients that do not speak WebSocket. */
@RestController
@ConditionalOnRole(Role.FANOUT)
@Tag(name = "Prices")
final class PriceStreamApi {

  private static final int MAX_SYMBOLS = 100;
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final Board board;
  private final Loops loops;
  private final Sessions sessions;
  private final KnownPrices known;
  private final FanoutReadiness readiness;
  private final FanoutProperties properties;
  private final Telemetry telemetry;

  PriceStreamApi(
      Board board,
      Loops loops,
      Sessions sessions,
      KnownPrices known,
      FanoutReadiness readiness,
      FanoutProperties properties,
      Telemetry telemetry) {
    this.board = board;
    this.loops = loops;
    this.sessions = sessions;
    this.known = known;
    this.readiness = readiness;
    this.properties = properties;
    this.telemetry = telemetry;
  }

  /** Shape: endless, ordered within each symbol; or an error of {@link ReadProblem}. */
  @GetMapping(path = "/stockPrices/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      summary = "Prices as they change",
      description =
          """
          Server-sent events, endless: `event: price` with a price as `GET /stockPrices` tells it, at first the present one of \
          each symbol. `id` tells the position in each partition of the topic that the symbols touch. A browser repeats the \
          last one when it comes back (`Last-Event-ID`), and gets what it missed, at any replica; where that is not to be had \
          any more it hears `event: reset` with `{"symbol":"BTC-USD"}`, and the present price. A client that reads too slowly \
          is cut off, and loses nothing by coming back.
          """,
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Events until one of both sides ends it.",
              content =
                  @Content(
                      mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                      schema = @Schema(type = "string"))))
  @ReadProblem.Answers({
    ReadProblem.INVALID_REQUEST,
    ReadProblem.UNKNOWN_SYMBOL,
    ReadProblem.NOT_READY,
    ReadProblem.OVERLOADED
  })
  Mono<Void> stream(
      @Parameter(
              description =
                  "Once for each symbol, 1 to 100; with a venue, BTC-USD@coinbase, or at the primary one.",
              example = "BTC-USD")
          @RequestParam(name = "symbol", required = false)
          @Nullable List<String> symbol,
      @Parameter(description = "The last id that was heard.")
          @RequestHeader(name = LAST_EVENT_ID, required = false)
          @Nullable String lastEventId,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    List<ChannelName> channels = channels(symbol == null ? List.of() : symbol);
    StreamPositions since = since(lastEventId);
    if (!readiness.isReady()) {
      throw ReadProblem.NOT_READY.because("Prices are still being read back");
    }
    if (sessions.refusal() != null) {
      throw ReadProblem.OVERLOADED.because("No more streams here at the moment");
    }
    ServerHttpResponse response = exchange.getResponse();
    response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
    response.getHeaders().setCacheControl("no-store");
    response.getHeaders().set("X-Accel-Buffering", "no");
    response.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
    Channel channel = channel(exchange.getRequest());
    PriceStream stream =
        new PriceStream(
            loops.of(channel.eventLoop()), board, telemetry, channel, properties.closeTimeout());
    boolean headOnly = exchange.getRequest().getMethod() == HttpMethod.HEAD;
    return stream
        .join(channels, since, this::unknown)
        .then(Mono.defer(response::setComplete))
        .then(headOnly ? Mono.empty() : Mono.defer(() -> sendHead(response)))
        .then(headOnly ? Mono.empty() : stream.write())
        .doFinally(end -> stream.leave());
  }

  /** What WebFlux has put together; it would send it with the first bytes of a body of its own. */
  private static Mono<Void> sendHead(ServerHttpResponse response) {
    HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
    if (netty.version().equals(HttpVersion.HTTP_1_0)) {
      // Knows no chunks: the body ends with the connection.
      netty.chunkedTransfer(false).keepAlive(false);
    }
    return netty.sendHeaders().then();
  }

  private RuntimeException unknown(ChannelName channel) {
    return known.unknown(
        KnownPrices.name(channel.symbol(), channel.venue()), channel.symbol().value());
  }

  private static List<ChannelName> channels(List<String> symbols) {
    if (symbols.isEmpty() || symbols.size() > MAX_SYMBOLS) {
      throw ReadProblem.invalid("symbol", "must be given 1 to " + MAX_SYMBOLS + " times");
    }
    List<ChannelName> channels = new ArrayList<>();
    for (String symbol : new LinkedHashSet<>(symbols)) {
      try {
        ChannelName name = ChannelName.parse(ChannelKind.TICKER.namespace() + ":" + symbol);
        if (name != null) {
          channels.add(name);
        }
      } catch (IllegalArgumentException e) {
        throw ReadProblem.invalid("symbol", "must look like BTC-USD or BTC-USD@coinbase");
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
      throw ReadProblem.invalid(LAST_EVENT_ID, String.valueOf(e.getMessage()));
    }
  }

  /** Of the connection that the request came by. */
  private static Channel channel(ServerHttpRequest request) {
    HttpServerRequest netty = ServerHttpRequestDecorator.getNativeRequest(request);
    AtomicReference<Channel> channel = new AtomicReference<>();
    netty.withConnection(connection -> channel.set(connection.channel()));
    return Objects.requireNonNull(channel.get(), "a request has a connection");
  }
}

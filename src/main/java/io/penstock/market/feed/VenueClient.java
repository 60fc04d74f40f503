package io.penstock.market.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.AttributeKey;
import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Repeat;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;

/** The lines to one venue: its WebSocket and its REST API. Knows no venue's words. */
public final class VenueClient {

  private static final Duration CLOSE_REASON_WITHIN = Duration.ofSeconds(1);

  /** On a connection whose user is there, and will see to what it brings. */
  private static final AttributeKey<Boolean> USED = AttributeKey.valueOf("penstock.feed.used");

  private final HttpClient.WebsocketReceiver<?> websocket;
  private final Endpoints endpoints;
  private final WebClient rest;
  private final Guard guard;
  private final FrameTape tape;

  /**
   * Where a venue is, and how much it may say at once.
   *
   * @param connectTimeout TCP alone; the feed's rules bound the whole
   * @param maxFrame bytes of a message with all its fragments; a larger one ends the line
   * @param maxAnswer bytes of an answer of its REST API
   */
  public record Endpoints(
      URI websocketUrl, URI restUrl, Duration connectTimeout, int maxFrame, int maxAnswer) {}

  /**
   * @param guard of the REST API's calls
   * @param tape takes down what is said, byte for byte
   */
  public VenueClient(Endpoints endpoints, WebClient.Builder rest, Guard guard, FrameTape tape) {
    // Nothing is frequent: a line lives for hours, and REST is asked for lists and holes.
    this(endpoints, rest, guard, tape, HttpClient.create(ConnectionProvider.newConnection()));
  }

  VenueClient(
      Endpoints endpoints,
      WebClient.Builder rest,
      Guard guard,
      FrameTape tape,
      HttpClient connections) {
    HttpClient http =
        connections
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(endpoints.connectTimeout().toMillis()))
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.TCP_NODELAY, true);
    this.endpoints = endpoints;
    this.websocket =
        http.observe(VenueClient::discardUnused)
            .websocket(
                WebsocketClientSpec.builder()
                    .maxFramePayloadLength(endpoints.maxFrame())
                    .compress(false)
                    .handlePing(true)
                    .build());
    this.rest =
        rest.baseUrl(endpoints.restUrl().toString())
            .clientConnector(new ReactorClientHttpConnector(http))
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(endpoints.maxAnswer()))
            .build();
    this.guard = guard;
    this.tape = tape;
  }

  /**
   * Connects when subscribed; whatever ends the result closes the socket.
   *
   * @param path goes behind the WebSocket's address: empty, or {@code /stream}
   */
  public <T> Flux<T> connect(String path, Function<VenueSocket, Flux<T>> use) {
    return websocket
        .uri(endpoints.websocketUrl() + path)
        .handle((in, out) -> {
          in.withConnection(connection -> connection.channel().attr(USED).set(true));
          return use.apply(new NettySocket(in, out, endpoints.maxFrame(), tape));
        });
  }

  /**
   * What a venue says right behind its handshake waits for a user. When we cancel in that instant
   * there is none, and Reactor Netty's WebSocket client, unlike its other connections, closes
   * without releasing what waits.
   */
  private static void discardUnused(Connection connection, ConnectionObserver.State state) {
    if (state == ConnectionObserver.State.DISCONNECTING
        && connection instanceof ChannelOperations<?, ?> operations
        && !connection.channel().hasAttr(USED)) {
      operations.discard();
    }
  }

  /**
   * Asks the REST API; safe to repeat. One answer, or an error.
   *
   * @param pathAndQuery behind the API's address, variables in braces
   */
  public Mono<byte[]> get(String pathAndQuery, Object... variables) {
    Mono<byte[]> answer =
        guard.call(
            Repeat.SAFE,
            () -> rest.get().uri(pathAndQuery, variables).retrieve().bodyToMono(byte[].class));
    return tape == FrameTape.OFF
        ? answer
        : answer.doOnNext(body -> tape.answered(expanded(pathAndQuery, variables), body));
  }

  private static String expanded(String pathAndQuery, Object... variables) {
    return UriComponentsBuilder.fromUriString(pathAndQuery).buildAndExpand(variables).toUriString();
  }

  private record NettySocket(
      WebsocketInbound in, WebsocketOutbound out, int maxFrame, FrameTape tape)
      implements VenueSocket {

    @Override
    public Flux<ByteBuf> frames() {
      return in.aggregateFrames(maxFrame).receiveFrames().map(this::message).concatWith(closed());
    }

    private ByteBuf message(WebSocketFrame frame) {
      return switch (frame) {
        case PingWebSocketFrame ping -> {
          in.withConnection(connection ->
              connection.channel().writeAndFlush(new PongWebSocketFrame(ping.content().retain())));
          yield Unpooled.EMPTY_BUFFER;
        }
        case PongWebSocketFrame pong -> Unpooled.EMPTY_BUFFER;
        case ContinuationWebSocketFrame rest -> throw new FeedLineException("sent half a message");
        default -> {
          tape.received(frame.content());
          yield frame.content();
        }
      };
    }

    private Mono<ByteBuf> closed() {
      return in.receiveCloseStatus()
          .timeout(CLOSE_REASON_WITHIN, Mono.empty())
          .map(WebSocketCloseStatus::code)
          .defaultIfEmpty(WebSocketCloseStatus.ABNORMAL_CLOSURE.code())
          .flatMap(
              code -> Mono.error(new FeedLineException("closed by the venue with code " + code)));
    }

    @Override
    public Mono<Void> send(String text) {
      return out.sendString(Mono.just(text)).then().doOnSubscribe(sending -> tape.sent(text));
    }

    @Override
    public Mono<Void> ping() {
      return out.sendObject(Mono.just(new PingWebSocketFrame())).then();
    }
  }
}

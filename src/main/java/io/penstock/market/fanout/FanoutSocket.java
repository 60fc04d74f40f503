package io.penstock.market.fanout;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.penstock.platform.http.Door;
import io.penstock.platform.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * {@code /connection/websocket}: the Centrifugo client protocol in JSON. A route of Reactor Netty's
 * on WebFlux's own port; WebFlux's filters do not see it, so the door is asked here. Once the
 * WebSocket is open its {@link Session} works on Netty's channel directly.
 */
final class FanoutSocket implements NettyRouteProvider {

  static final String PATH = "/connection/websocket";

  private static final String JSON_SUBPROTOCOL = "centrifuge-json";

  private final Door door;
  private final Sessions sessions;
  private final FanoutReadiness readiness;
  private final Telemetry telemetry;
  private final WebSocketDecoderConfig decoding;
  private final WebsocketServerSpec plain;
  private final WebsocketServerSpec withSubprotocol;

  FanoutSocket(
      Door door,
      Sessions sessions,
      FanoutReadiness readiness,
      FanoutProperties properties,
      Telemetry telemetry) {
    this.door = door;
    this.sessions = sessions;
    this.readiness = readiness;
    this.telemetry = telemetry;
    int maxFrame = Math.toIntExact(properties.maxFrame().toBytes());
    this.decoding =
        WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(true)
            .allowExtensions(false)
            .maxFramePayloadLength(maxFrame)
            .closeOnProtocolViolation(false)
            .build();
    this.plain =
        WebsocketServerSpec.builder().handlePing(true).maxFramePayloadLength(maxFrame).build();
    this.withSubprotocol =
        WebsocketServerSpec.builder()
            .handlePing(true)
            .maxFramePayloadLength(maxFrame)
            .protocols(JSON_SUBPROTOCOL)
            .build();
  }

  @Override
  public HttpServerRoutes apply(HttpServerRoutes routes) {
    return routes.get(PATH, this::open);
  }

  private Publisher<Void> open(HttpServerRequest request, HttpServerResponse response) {
    HttpHeaders headers = request.requestHeaders();
    Refusal refusal = refusal(headers);
    if (refusal != null) {
      telemetry.report(new FanoutOccurrence.ConnectionRefused(refusal));
      return refuse(response, refusal);
    }
    boolean named = headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    return response.sendWebsocket(
        (inbound, outbound) -> {
          inbound.withConnection(this::install);
          // Ends with the connection, which the session ends.
          return Mono.never();
        },
        named ? withSubprotocol : plain);
  }

  private @Nullable Refusal refusal(HttpHeaders headers) {
    return switch (door.check(
        headers.get(HttpHeaderNames.HOST), headers.get(HttpHeaderNames.ORIGIN))) {
      case FOREIGN_HOST -> Refusal.FOREIGN_HOST;
      case FOREIGN_ORIGIN -> Refusal.FOREIGN_ORIGIN;
      case OPEN -> {
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
            || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
            || !"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
          yield Refusal.NO_UPGRADE;
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)
            && !headers.containsValue(
                HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, JSON_SUBPROTOCOL, false)) {
          yield Refusal.SUBPROTOCOL;
        }
        yield readiness.isReady() ? sessions.refusal() : Refusal.NOT_READY;
      }
    };
  }

  private static Publisher<Void> refuse(HttpServerResponse response, Refusal refusal) {
    response.status(refusal.status());
    if (refusal == Refusal.NO_UPGRADE) {
      response.header(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
      response.header(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
    }
    response.header(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=utf-8");
    return response.sendString(Mono.just(refusal.text()));
  }

  /**
   * Behind the codec, in front of Reactor Netty's own end: from here on frames are the session's.
   */
  private void install(Connection connection) {
    ChannelPipeline pipeline = connection.channel().pipeline();
    // The decoder that the handshake made would end the connection before the client could read
    // why.
    pipeline.replace(
        WebSocket08FrameDecoder.class, "penstock.decoder", new WebSocket13FrameDecoder(decoding));
    pipeline.addBefore(
        NettyPipeline.ReactiveBridge,
        "penstock.aggregator",
        new WebSocketFrameAggregator(decoding.maxFramePayloadLength()));
    pipeline.addBefore(
        NettyPipeline.ReactiveBridge, "penstock.session", sessions.open(connection.channel()));
  }
}

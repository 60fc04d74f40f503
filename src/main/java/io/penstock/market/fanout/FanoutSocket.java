package io.penstock.market.fanout;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import io.penstock.platform.http.Door;
import io.penstock.platform.telemetry.Telemetry;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * {@code /connection/websocket}: the Centrifugo client protocol, in JSON or Protobuf. A route of
 * Reactor Netty's on WebFlux's own port; WebFlux's filters do not see it, so the door is asked
 * here. Once the WebSocket is open its {@link Session} works on Netty's channel directly.
 */
final class FanoutSocket implements NettyRouteProvider {

  static final String PATH = "/connection/websocket";

  private static final String EARLY = "penstock.early";
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final int KEY_BYTES = 16;

  private final Door door;
  private final Sessions sessions;
  private final FanoutReadiness readiness;
  private final Telemetry telemetry;
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
    this.plain =
        WebsocketServerSpec.builder().handlePing(true).maxFramePayloadLength(maxFrame).build();
    this.withSubprotocol =
        WebsocketServerSpec.builder()
            .handlePing(true)
            .maxFramePayloadLength(maxFrame)
            .protocols(Framing.JSON.subprotocol() + "," + Framing.PROTOBUF.subprotocol())
            .build();
  }

  @Override
  public HttpServerRoutes apply(HttpServerRoutes routes) {
    return routes.get(PATH, this::open);
  }

  private Publisher<Void> open(HttpServerRequest request, HttpServerResponse response) {
    HttpHeaders headers = request.requestHeaders();
    Refusal refusal = refusal(request.version(), headers);
    if (refusal != null) {
      telemetry.report(new FanoutOccurrence.ConnectionRefused(refusal));
      return refuse(response, refusal);
    }
    EarlyBytes early = new EarlyBytes();
    request.withConnection(connection ->
        connection.channel().pipeline().addAfter(NettyPipeline.HttpCodec, EARLY, early));
    boolean named = headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    return response.sendWebsocket(
        (inbound, outbound) -> {
          Framing framing = Framing.ofSubprotocol(outbound.selectedSubprotocol());
          inbound.withConnection(connection -> install(connection, framing, early));
          // Ends with the connection, which the session ends.
          return Mono.never();
        },
        named ? withSubprotocol : plain);
  }

  private @Nullable Refusal refusal(HttpVersion version, HttpHeaders headers) {
    if (!version.equals(HttpVersion.HTTP_1_1)
        || headers.getAll(HttpHeaderNames.HOST).size() > 1
        || headers.getAll(HttpHeaderNames.ORIGIN).size() > 1) {
      return Refusal.MALFORMED;
    }
    return switch (door.check(
        headers.get(HttpHeaderNames.HOST), headers.get(HttpHeaderNames.ORIGIN))) {
      case FOREIGN_HOST -> Refusal.HOST_NOT_ALLOWED;
      case FOREIGN_ORIGIN -> Refusal.ORIGIN_NOT_ALLOWED;
      case OPEN -> {
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
            || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
            || !"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
          yield Refusal.NO_UPGRADE;
        }
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            || !"0".equals(headers.get(HttpHeaderNames.CONTENT_LENGTH, "0"))) {
          yield Refusal.BODY;
        }
        if (!isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
          yield Refusal.INVALID_KEY;
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)
            && !names(headers, Framing.JSON)
            && !names(headers, Framing.PROTOBUF)) {
          yield Refusal.SUBPROTOCOL;
        }
        yield readiness.isReady() ? sessions.refusal() : Refusal.NOT_READY;
      }
    };
  }

  private static boolean names(HttpHeaders headers, Framing framing) {
    return headers.containsValue(
        HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, framing.subprotocol(), false);
  }

  /** 16 bytes in base64, RFC 6455 §4.2.1. */
  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Publisher<Void> refuse(HttpServerResponse response, Refusal refusal) {
    response.status(refusal.status().value());
    if (refusal == Refusal.NO_UPGRADE) {
      response.header(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
      response.header(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
    }
    if (refusal.status() == HttpStatus.SERVICE_UNAVAILABLE) {
      response.header(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    response.header(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    return response.sendString(Mono.just(refusal.problem()));
  }

  /** In front of Reactor Netty's own end: from here on what comes in is the session's. */
  private void install(Connection connection, Framing framing, EarlyBytes early) {
    ChannelPipeline pipeline = connection.channel().pipeline();
    Session session = sessions.open(connection.channel(), framing);
    pipeline.addBefore(NettyPipeline.ReactiveBridge, "penstock.session", session);
    // The session reads frames itself: Netty's decoder keeps a buffer of the network's for each
    // frame that is not whole, and its aggregator one for each fragment.
    pipeline.remove(WebSocket08FrameDecoder.class);
    if (!early.open(pipeline.context(EARLY))) {
      session.disconnect(Disconnect.PROTOCOL_ERROR);
    }
  }
}

package io.penstock.sandbox;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * A session on a real WebSocket: text frames both ways, pings answered, and a close frame at the
 * end.
 */
final class ExchangeSocket {

  /** Of a client's message, all its fragments together. */
  static final int MAX_MESSAGE_BYTES = 1 << 18;

  private final ExchangeSession session;
  private final WebsocketInbound in;
  private final WebsocketOutbound out;

  ExchangeSocket(ExchangeSession session, WebsocketInbound in, WebsocketOutbound out) {
    this.session = session;
    this.in = in;
    this.out = out;
  }

  ExchangeSession session() {
    return session;
  }

  /** Completes when the conversation is over. */
  Mono<Void> serve(Scheduler loop) {
    Flux<String> client =
        in.aggregateFrames(MAX_MESSAGE_BYTES).receiveFrames().handle(this::receive);
    return out.sendObject(session.frames(client, loop).map(this::frame)).then();
  }

  /** Breaks the connection without a word. Safe for any thread. */
  void drop() {
    in.withConnection(connection -> connection.channel().close());
  }

  private void receive(WebSocketFrame frame, SynchronousSink<String> sink) {
    switch (frame) {
      case TextWebSocketFrame text -> sink.next(text.text());
      case PingWebSocketFrame ping -> pong(ping.content());
      default -> {}
    }
  }

  /** At once, past what waits to be sent; left out while the client does not read. */
  private void pong(ByteBuf content) {
    if (!session.isMute()) {
      in.withConnection(connection -> {
        if (connection.channel().isWritable()) {
          connection.channel().writeAndFlush(new PongWebSocketFrame(content.retain()));
        }
      });
    }
  }

  /**
   * The close frame is one of them: it has to leave before the inbound is let go, which closes
   * without a reason.
   */
  private WebSocketFrame frame(String text) {
    return text.equals(ExchangeSession.END)
        ? new CloseWebSocketFrame(
            WebSocketCloseStatus.POLICY_VIOLATION, String.valueOf(session.reasonOfEnd()))
        : new TextWebSocketFrame(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
  }
}

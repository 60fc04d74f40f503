package io.penstock.sandbox.venue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
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
final class SessionSocket {

  /** Of a client's message, all its fragments together. */
  static final int MAX_MESSAGE_BYTES = 1 << 18;

  private final Session session;
  private final WebsocketInbound in;
  private final WebsocketOutbound out;

  SessionSocket(Session session, WebsocketInbound in, WebsocketOutbound out) {
    this.session = session;
    this.in = in;
    this.out = out;
  }

  Session session() {
    return session;
  }

  /** Completes when the conversation is over. */
  Mono<Void> serve(Scheduler loop) {
    Flux<Said> client = in.aggregateFrames(MAX_MESSAGE_BYTES).receiveFrames().handle(this::receive);
    return out.sendObject(session.frames(client, loop).<WebSocketFrame>handle(this::send)).then();
  }

  /** Breaks the connection without a word. Safe for any thread. */
  void drop() {
    in.withConnection(connection -> connection.channel().close());
  }

  /** From now on nothing is read and nothing is written, but the connection stays. */
  void freeze() {
    in.withConnection(connection -> {
      Channel channel = connection.channel();
      channel.eventLoop().execute(() -> channel.pipeline().addFirst(new Ice()));
    });
  }

  private void receive(WebSocketFrame frame, SynchronousSink<Said> sink) {
    switch (frame) {
      case TextWebSocketFrame text -> sink.next(new Said.Words(text.text()));
      case PingWebSocketFrame ping -> {
        pong(ping.content());
        sink.next(new Said.Ping());
      }
      case PongWebSocketFrame pong ->
          sink.next(new Said.Pong(pong.content().toString(StandardCharsets.UTF_8)));
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
  private void send(Frame frame, SynchronousSink<WebSocketFrame> sink) {
    switch (frame) {
      case Frame.Text text -> sink.next(new TextWebSocketFrame(bytes(text.text())));
      case Frame.Ping ping -> sink.next(new PingWebSocketFrame(bytes(ping.payload())));
      case Frame.Close close when WebSocketCloseStatus.isValidStatusCode(close.code()) ->
          sink.next(new CloseWebSocketFrame(close.code(), close.reason()));
      case Frame.Close unsendable -> drop();
      case Frame.Cut cut -> drop();
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Keeps the transport from reading, and swallows what is written. */
  private static final class Ice extends ChannelDuplexHandler {

    @Override
    public void read(ChannelHandlerContext context) {
      // What the client sends stays in the kernel's buffers until these are full.
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      promise.setSuccess();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      // There is nothing.
    }
  }
}

package io.penstock.market.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends behind its handshake without waiting for the answer. The HTTP codec has read
 * it by then, and gives it up as it leaves: to whoever stood behind it at that moment. That is
 * this, which keeps it until the session is there, and lets through what comes later.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

  private @Nullable ByteBuf kept;
  private boolean open;
  private boolean tooEarly;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!open && message instanceof ByteBuf bytes) {
      kept = kept == null ? bytes : Unpooled.wrappedBuffer(kept, bytes);
    } else if (!open && message instanceof WebSocketFrame frame) {
      // The answer is still on its way: no client may speak now (RFC 6455 section 4.1).
      tooEarly = true;
      ReferenceCountUtil.release(frame);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /**
   * The session has taken its place.
   *
   * @return false when something is missing, because the client spoke out of turn
   */
  boolean open(ChannelHandlerContext ctx) {
    open = true;
    ByteBuf early = kept;
    kept = null;
    if (early != null) {
      ctx.fireChannelRead(early);
    }
    return !tooEarly;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ReferenceCountUtil.release(kept);
    kept = null;
  }
}

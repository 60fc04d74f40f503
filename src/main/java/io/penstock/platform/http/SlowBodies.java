package io.penstock.platform.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request has a body without an end, though nobody may read it: a client
 * that has its answer could drip a byte now and then for ever, and that is no idle connection. One
 * for each connection.
 *
 * <p>Not Reactor Netty's own request timeout, which goes on when a request has become a WebSocket.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Closing tells the close future.
final class SlowBodies extends ChannelInboundHandlerAdapter {

  private final Duration limit;
  private boolean inBody;
  private @Nullable Future<?> timer;

  SlowBodies(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof LastHttpContent) {
      inBody = false;
      stopTimer();
    } else if (message instanceof HttpRequest) {
      inBody = true;
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (inBody && timer == null) {
      timer = ctx.executor().schedule(() -> ctx.close(), limit.toMillis(), TimeUnit.MILLISECONDS);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopTimer();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}

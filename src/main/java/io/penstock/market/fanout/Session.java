package io.penstock.market.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.penstock.platform.telemetry.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as a handler of Netty's: hands what its {@link Inbox} has whole to its {@link
 * Commands}, writes what its {@link Outbox} holds while the socket takes it, and watches that the
 * client is there. Everything happens on the connection's event loop.
 *
 * <p>A session that we end gets a close frame as best effort, behind the frame being written; what
 * still comes in is thrown away, so that the client can read the reason; a client that does not
 * close in time is reset.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // A write that fails tells exceptionCaught; a closed channel tells
// its close future.
final class Session extends ChannelInboundHandlerAdapter implements Connection {

  /** What Netty holds for a client that takes nothing: this, and one write. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(Outbox.WRITE_SIZE / 2, Outbox.WRITE_SIZE);

  private static final long TIMER_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Channel channel;
  private final Framing framing;
  private final FanoutLoop loop;
  private final FanoutProperties properties;
  private final Telemetry telemetry;
  private final Outbox outbox;
  private final Inbox inbox;
  private final Commands commands;
  private @Nullable ChannelHandlerContext encoder;
  private @Nullable Future<?> timer;
  private @Nullable WebSocketCloseStatus closeStatus;

  /** When the client began what it has not ended; 0 when all is ended. */
  private long begunAt;

  /** What the loop knows of it. */
  private long held;

  private boolean holds;

  private boolean reads = true;
  private boolean decodes;
  private boolean closedByClient;
  private boolean flushesLater;
  private boolean flushesSoon;
  private boolean awaitsPong;
  private boolean ended;

  Session(
      Channel channel,
      Framing framing,
      FanoutLoop loop,
      Board board,
      Tokens tokens,
      FanoutProperties properties,
      Telemetry telemetry) {
    this.channel = channel;
    this.framing = framing;
    this.loop = loop;
    this.properties = properties;
    this.telemetry = telemetry;
    this.outbox = new Outbox(framing);
    this.inbox = new Inbox(Math.toIntExact(properties.maxFrame().toBytes()));
    this.commands = new Commands(this, loop, board, tokens, properties);
  }

  Framing framing() {
    return framing;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    encoder = channel.pipeline().context(WebSocketFrameEncoder.class);
    loop.opened(this);
    channel.closeFuture().addListener(closed -> closed());
    startTimer(properties.connectTimeout(), () -> disconnect(Disconnect.STALE));
    channel.config().setWriteBufferWaterMark(WATER_MARK);
    channel.config().setAutoRead(true);
  }

  private void closed() {
    ended = true;
    commands.end();
    stopTimer();
    outbox.clear();
    inbox.clear();
    loop.closed(this);
  }

  // What comes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      switch (message) {
        case ByteBuf bytes -> receive(bytes);
        // The end of the upgrade's request: when the handshake is written at once, the HTTP codec
        // still has it in hand, and handlers behind the codec carry it here.
        case LastHttpContent endOfHandshake -> {}
        default -> disconnect(Disconnect.PROTOCOL_ERROR);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void receive(ByteBuf bytes) {
    if (decodes || inbox.hasRest()) {
      inbox.keep(bytes);
    } else {
      decode(bytes);
    }
    count();
  }

  /** Takes what is whole, one after the other, as long as it can be worked. */
  private void decode(ByteBuf bytes) {
    decodes = true;
    try {
      while (reads) {
        Inbox.Received received = inbox.next(bytes);
        if (received == null) {
          break;
        }
        take(received);
      }
    } catch (Inbox.BrokenException broken) {
      disconnect(broken.why());
    } finally {
      decodes = false;
    }
    inbox.keep(bytes);
  }

  private void take(Inbox.Received received) {
    byte[] payload = received.payload();
    if (ended) {
      if (received.opcode() == Inbox.CLOSE) {
        channel.close();
      }
      return;
    }
    switch (received.opcode()) {
      case Inbox.PING -> answerPing(payload);
      case Inbox.PONG -> commands.spend();
      case Inbox.CLOSE -> closeAsAsked(payload);
      default -> {
        if (received.opcode() == framing.opcode()) {
          commands.receive(payload);
        } else {
          disconnect(Disconnect.BAD_REQUEST);
        }
      }
    }
  }

  /** A client that does not read its pongs gets none. */
  private void answerPing(byte[] payload) {
    if (commands.spend() && !outbox.isInFrame() && channel.isWritable()) {
      channel.writeAndFlush(
          new PongWebSocketFrame(Unpooled.wrappedBuffer(payload)), channel.voidPromise());
    }
  }

  private void closeAsAsked(byte[] payload) {
    int code =
        payload.length == 0
            ? WebSocketCloseStatus.NORMAL_CLOSURE.code()
            : ((payload[0] & 0xFF) << Byte.SIZE) | (payload[1] & 0xFF);
    if (!WebSocketCloseStatus.isValidStatusCode(code)) {
      disconnect(Disconnect.PROTOCOL_ERROR);
      return;
    }
    closedByClient = true;
    outbox.clearBehindFrame();
    end(new WebSocketCloseStatus(code, ""));
  }

  /** Tells the loop what is kept of the client's words, when that has changed. */
  private void count() {
    boolean unfinished = inbox.isUnfinished();
    if (inbox.hasEndedSome() && holds) {
      // What it holds now it holds anew.
      holds = false;
      held = 0;
      begunAt = 0;
      loop.holds(this, 0, false);
    }
    if (!unfinished) {
      begunAt = 0;
    }
    if (unfinished && begunAt == 0) {
      begunAt = System.nanoTime();
    }
    long bytes = inbox.heldBytes() + commands.waitingBytes();
    boolean any = unfinished || bytes > 0;
    if (bytes != held || any != holds) {
      held = bytes;
      holds = any;
      loop.holds(this, bytes, any);
    }
  }

  @Override
  public void checkUnfinished(long now) {
    if (begunAt != 0 && now - begunAt > properties.messageTimeout().toNanos()) {
      disconnect(Disconnect.UNFINISHED);
    }
  }

  /** Whether frames are read now; else they wait in the socket. */
  void setReading(boolean reading) {
    reads = reading || ended;
    channel.config().setAutoRead(reads);
    if (reads && !decodes && inbox.hasRest()) {
      decode(inbox.takeRest());
    }
    if (!decodes) {
      count();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case IOException lost -> channel.close();
      default -> fail(cause);
    }
  }

  // What goes out

  /** A channel has something to tell, which leaves with the batch. */
  void hasNews(Subscription subscription) {
    outbox.hasNews(subscription);
    if (!flushesLater && channel.isWritable()) {
      flushesLater = true;
      loop.flushLater(this);
    }
  }

  /** Something the client asked for; leaves when all that is being worked now is worked. */
  void reply(byte[] message) {
    if (ended) {
      return;
    }
    outbox.reply(message);
    if (!flushesSoon) {
      flushesSoon = true;
      loop.eventLoop().execute(this::flushSoon);
    }
  }

  void refuse(long id, ErrorCode error) {
    telemetry.report(new FanoutOccurrence.CommandRefused(error));
    reply(framing.refused(id, error));
  }

  boolean hasRoomForReplies() {
    return outbox.hasRoomForReplies();
  }

  /** What waits for the client to take it. */
  long replyBytes() {
    return outbox.replyBytes();
  }

  private void flushSoon() {
    flushesSoon = false;
    flush();
  }

  @Override
  public void flushBatch() {
    flushesLater = false;
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      flush();
      if (awaitsPong && !ended) {
        startTimer(properties.pongTimeout(), this::checkPong);
      }
    }
    ctx.fireChannelWritabilityChanged();
  }

  /** Writes while the socket takes it; the rest goes when it does again. */
  private void flush() {
    try {
      boolean wrote = false;
      while (!outbox.isEmpty() && channel.isWritable()) {
        ByteBuf write = outbox.take(channel.alloc(), loop.scratch());
        if (write != null) {
          encoder().write(write, channel.voidPromise());
          wrote = true;
        }
      }
      loop.delivered(outbox.countPushes());
      if (closeStatus != null && outbox.isEmpty()) {
        writeClose(closeStatus);
        closeStatus = null;
        wrote = true;
      }
      if (wrote) {
        encoder().flush();
      }
      loop.wrote(this, !outbox.isEmpty());
      commands.proceed();
    } catch (RuntimeException | Error e) {
      // Such as direct memory that is used up: whatever it is, the loop's other sessions go on.
      fail(e);
    }
  }

  /** Frames that are made already need no handler behind this one. */
  private ChannelHandlerContext encoder() {
    if (encoder == null) {
      throw new IllegalStateException("a session is installed behind the WebSocket's encoder");
    }
    return encoder;
  }

  /** One that was promised everything has to begin anew; for others a newer state will do. */
  @Override
  public void sweep(long horizon) {
    for (Subscription each = outbox.firstInLine(); each != null; each = each.behind()) {
      if (each.isLost(horizon)) {
        if (each.isLossless()) {
          disconnect(Disconnect.SLOW);
          return;
        }
        each.forgetPlace();
      }
    }
  }

  private void writeClose(WebSocketCloseStatus status) {
    ChannelFuture written = channel.write(new CloseWebSocketFrame(status));
    if (closedByClient) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  // Whether the client is there

  void connected() {
    long interval = properties.pingInterval().toMillis();
    startTimer(
        Duration.ofMillis(ThreadLocalRandom.current().nextLong(interval / 2, interval + 1)),
        this::ping);
  }

  private void ping() {
    awaitsPong = true;
    reply(framing.ping());
    startTimer(properties.pongTimeout(), this::checkPong);
  }

  /**
   * A client that takes nothing cannot answer either, and is given its time when it takes something
   * again; TCP tells when it is gone.
   */
  private void checkPong() {
    if (awaitsPong && channel.isWritable()) {
      disconnect(Disconnect.NO_PONG);
    } else if (awaitsPong) {
      startTimer(properties.pongTimeout(), this::checkPong);
    } else {
      startTimer(properties.pingInterval().minus(properties.pongTimeout()), this::ping);
    }
  }

  void pong() {
    if (awaitsPong) {
      awaitsPong = false;
    } else {
      disconnect(Disconnect.BAD_REQUEST);
    }
  }

  // The end

  @Override
  public void disconnect(Disconnect why) {
    if (ended) {
      return;
    }
    telemetry.report(new FanoutOccurrence.ClientDisconnected(why));
    if (why == Disconnect.SLOW) {
      outbox.clearBehindFrame();
    }
    end(new WebSocketCloseStatus(why.code(), why.reason()));
  }

  private void fail(Throwable cause) {
    if (channel.isActive()) {
      telemetry.report(new FanoutOccurrence.SessionFailed(cause));
      if (ended) {
        reset();
      } else {
        disconnect(Disconnect.SERVER_ERROR);
      }
    }
  }

  private void end(WebSocketCloseStatus status) {
    ended = true;
    commands.end();
    // What still comes is read to be thrown away.
    inbox.discard();
    setReading(true);
    startTimer(properties.closeTimeout(), this::reset);
    closeStatus = status;
    flush();
  }

  private void reset() {
    telemetry.report(new FanoutOccurrence.ConnectionReset());
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  /**
   * Runs a task not before a time, and together with those of other sessions: the event loop wakes
   * up for all of them once.
   */
  private void startTimer(Duration after, Runnable task) {
    stopTimer();
    long nanos = after.toNanos();
    long late = Math.floorMod(-(System.nanoTime() + nanos), TIMER_STEP_NANOS);
    timer = loop.eventLoop().schedule(task, nanos + late, TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

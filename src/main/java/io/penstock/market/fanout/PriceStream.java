package io.penstock.market.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.concurrent.Future;
import io.penstock.platform.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Prices of some symbols as server-sent events (WHATWG HTML, section 9.2): first what the client
 * missed or, when it is new, the state of each symbol; then each change, in order of the topic's
 * partitions, so that one position a partition tells all that the client has.
 *
 * <p>It takes from the histories only what the client takes from it: one chunk is on its way, and
 * the next is made when the socket has taken that. It writes to Netty's channel itself, because a
 * reactive body is no such pace: Reactor Netty asks for 128 elements ahead and has them written
 * before a byte of them has left, half a megabyte for each client that reads nothing. A client that
 * falls behind what is kept loses the connection; when it comes back it gets the rest from the
 * topic, or hears by an event {@code reset} that there is a hole.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // Tasks of the event loop do not throw; writes tell a listener.
final class PriceStream implements Subscriber, Connection {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final int CHUNK_SIZE = 16 * 1024;
  private static final byte[] COMMENT = ascii(":\n\n");
  private static final byte[] END = ascii("\n\n");

  /**
   * Tells a browser where it stands before the first event, and when to come back. Milliseconds.
   */
  private static final byte[] BEGINNING = ascii("retry: 1000\n\n");

  /** All listeners of a price share this part of their events; ids differ. */
  static final Spelling EVENT =
      (channel, publication) -> join(ascii("event: price\ndata: "), publication.data(), END);

  private final FanoutLoop loop;
  private final Board board;
  private final Telemetry telemetry;
  private final Channel channel;
  private final Duration closeTimeout;
  private final StreamPositions positions = new StreamPositions();
  private final Map<Subscription, @Nullable Joined> subscriptions = new LinkedHashMap<>();

  /** Those who have news, the one with the earliest first. */
  private final PriorityQueue<Subscription> line =
      new PriorityQueue<>(Comparator.comparingLong(Subscription::nextOffset));

  private final List<byte[]> states = new ArrayList<>();

  /** Waits for the beginning, and then for the end. */
  private @Nullable MonoSink<Void> waiting;

  private @Nullable Function<ChannelName, RuntimeException> whenUnknown;
  private int joining;
  private boolean flushesLater;
  private boolean open;
  private boolean writing;
  private boolean ended;

  /**
   * @param channel of the request, which has no other writer between head and end
   * @param closeTimeout in which a client has to take what is on its way when we end the stream
   */
  PriceStream(
      FanoutLoop loop, Board board, Telemetry telemetry, Channel channel, Duration closeTimeout) {
    this.loop = loop;
    this.board = board;
    this.telemetry = telemetry;
    this.channel = channel;
    this.closeTimeout = closeTimeout;
  }

  /**
   * Subscribes to all channels in one step, so that they begin at the same place. Shape: empty when
   * all have been answered and there is something to write, or the error of the first channel that
   * is not known. Whoever asked has to {@link #leave} in the end.
   *
   * @param since where the client stood; null for a new one
   */
  Mono<Void> join(
      List<ChannelName> channels,
      @Nullable StreamPositions since,
      Function<ChannelName, RuntimeException> unknown) {
    return Mono.create(
        sink -> loop.eventLoop().execute(() -> start(sink, channels, since, unknown)));
  }

  /** Writes events as the body of an answer whose head is sent. Shape: empty when it has ended. */
  Mono<Void> write() {
    return Mono.create(sink -> loop.eventLoop().execute(() -> open(sink)));
  }

  /** The client has gone, or has all that there was for it. Any thread. */
  void leave() {
    loop.eventLoop().execute(this::end);
  }

  private void start(
      MonoSink<Void> sink,
      List<ChannelName> channels,
      @Nullable StreamPositions since,
      Function<ChannelName, RuntimeException> unknown) {
    if (ended) {
      sink.success();
      return;
    }
    waiting = sink;
    whenUnknown = unknown;
    loop.opened(this);
    for (ChannelName name : channels) {
      subscriptions.put(new Subscription(0, name, this, Mode.LOSSLESS), null);
    }
    joining = subscriptions.size();
    board.joinAll(List.copyOf(subscriptions.keySet()), loop, EVENT, since);
    keepAlive();
  }

  private void open(MonoSink<Void> sink) {
    if (ended) {
      sink.success();
      return;
    }
    waiting = sink;
    open = true;
    flush();
  }

  private void keepAlive() {
    loop.eventLoop()
        .schedule(
            () -> {
              if (!ended) {
                if (open && !writing && !hasMore()) {
                  write(COMMENT);
                }
                keepAlive();
              }
            },
            KEEP_ALIVE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void joined(Subscription subscription, Joined joined) {
    subscriptions.replace(subscription, joined);
    if (--joining == 0) {
      begin();
    }
  }

  @Override
  public void notJoined(Subscription subscription) {
    subscriptions.remove(subscription);
    MonoSink<Void> sink = waiting;
    if (!ended && sink != null && whenUnknown != null) {
      end();
      sink.error(whenUnknown.apply(subscription.channel()));
    }
  }

  /** Only as the stream ends. */
  @Override
  public void gaveUp(Subscription subscription) {}

  /** All have been answered; nothing was sent before, because places are told for all together. */
  private void begin() {
    if (ended) {
      return;
    }
    // Where one of them goes on in a partition, the stream stands there: nothing may be skipped.
    reach(true);
    reach(false);
    states.add(BEGINNING);
    subscriptions.forEach((subscription, joined) -> {
      if (joined != null) {
        begin(subscription, joined);
      }
    });
    tellWaiting();
  }

  private void tellWaiting() {
    MonoSink<Void> sink = waiting;
    waiting = null;
    if (sink != null) {
      sink.success();
    }
  }

  private void reach(boolean recovered) {
    for (Joined joined : subscriptions.values()) {
      Position position = joined == null ? null : joined.position();
      if (joined != null
          && position != null
          && joined.recovered() == recovered
          && positions.at(position.epoch()) == null) {
        positions.reach(recovered ? new Position(position.epoch(), joined.goesOnFrom()) : position);
      }
    }
  }

  private void begin(Subscription subscription, Joined joined) {
    if (joined.wasRecovering() && !joined.recovered()) {
      states.add(reset(subscription.channel()));
    }
    byte[] state = joined.state();
    if (state != null) {
      states.add(EVENT.push(subscription.channel().text(), new Publication(state, 0)));
    }
    subscription.join(joined.members(), joined.place(), joined.goesOnFrom());
  }

  private static byte[] reset(ChannelName channel) {
    String symbol = new Json(60).open().string("symbol", channel.symbol()).close().toString();
    return ascii("event: reset\ndata: " + symbol + "\n\n");
  }

  @Override
  public void hasNews(Subscription subscription) {
    if (subscription.nextOffset() == Long.MAX_VALUE) {
      subscription.stepOut();
    } else {
      line.add(subscription);
      flushLater();
    }
  }

  private void flushLater() {
    if (!flushesLater && !ended) {
      flushesLater = true;
      loop.flushLater(this);
    }
  }

  @Override
  public void flushBatch() {
    flushesLater = false;
    flush();
  }

  private boolean hasMore() {
    return !states.isEmpty() || !line.isEmpty();
  }

  /** Writes one chunk, if none is on its way; the next when that has left. */
  private void flush() {
    if (!open || ended) {
      return;
    }
    try {
      while (!writing && !ended && hasMore()) {
        byte[] chunk = chunk();
        if (chunk.length > 0) {
          write(chunk);
        }
      }
      loop.wrote(this, !ended && hasMore());
    } catch (RuntimeException | Error e) {
      // Such as direct memory that is used up: whatever it is, the loop's other sessions go on.
      telemetry.report(new FanoutOccurrence.SessionFailed(e));
      channel.close();
    }
  }

  private void write(byte[] bytes) {
    writing = true;
    ByteBuf content = channel.alloc().ioBuffer(bytes.length).writeBytes(bytes);
    channel.writeAndFlush(new DefaultHttpContent(content)).addListener(this::written);
  }

  private void written(Future<? super Void> write) {
    writing = false;
    if (write.isSuccess()) {
      flush();
    }
  }

  /** As many events as fit, the last of which tells the position of all. */
  private byte[] chunk() {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(1_024);
    int count = 0;
    while (!states.isEmpty() && chunk.size() < CHUNK_SIZE) {
      chunk.writeBytes(withId(states.removeFirst()));
      count++;
    }
    while (!line.isEmpty() && chunk.size() < CHUNK_SIZE) {
      Subscription first = line.remove();
      long offset = first.nextOffset();
      String epoch = epoch(first);
      boolean ofRecord = first.isNextOfRecord();
      byte[] event = first.take();
      if (event != null) {
        if (ofRecord && epoch != null) {
          positions.reach(new Position(epoch, offset));
        }
        chunk.writeBytes(withId(event));
        count++;
      }
      if (first.nextOffset() == Long.MAX_VALUE) {
        first.stepOut();
      } else {
        line.add(first);
      }
    }
    loop.delivered(count);
    return chunk.toByteArray();
  }

  private byte[] withId(byte[] event) {
    return join(ascii("id: " + positions + "\n"), event, new byte[0]);
  }

  private @Nullable String epoch(Subscription subscription) {
    Joined joined = subscriptions.get(subscription);
    Position position = joined == null ? null : joined.position();
    return position == null ? null : position.epoch();
  }

  @Override
  public void sweep(long horizon) {
    for (Subscription each : line) {
      if (each.isLost(horizon)) {
        disconnect(Disconnect.SLOW);
        return;
      }
    }
  }

  @Override
  public void disconnect(Disconnect why) {
    if (ended) {
      return;
    }
    telemetry.report(new FanoutOccurrence.ClientDisconnected(why));
    end();
    if (writing) {
      // The answer's end is written behind what is on its way.
      loop.eventLoop().schedule(this::resetSleeper, closeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
    tellWaiting();
  }

  private void resetSleeper() {
    if (writing && channel.isActive()) {
      telemetry.report(new FanoutOccurrence.ConnectionReset());
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      subscriptions
          .keySet()
          .forEach(subscription -> {
            subscription.leave();
            board.leave(subscription, loop, null);
          });
      line.clear();
      states.clear();
      loop.closed(this);
    }
  }

  @Override
  public void needsState(Subscription subscription) {
    throw new IllegalStateException("prices are told one by one");
  }

  @Override
  public void restated(Subscription subscription, byte @Nullable [] message, Entry place) {
    throw new IllegalStateException("prices are told one by one");
  }

  @Override
  public void ended(Subscription subscription) {
    disconnect(Disconnect.SHUTDOWN);
  }

  private static byte[] join(byte[] head, byte[] middle, byte[] tail) {
    byte[] whole = new byte[head.length + middle.length + tail.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(middle, 0, whole, head.length, middle.length);
    System.arraycopy(tail, 0, whole, head.length + middle.length, tail.length);
    return whole;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

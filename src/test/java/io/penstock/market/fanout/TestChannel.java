package io.penstock.market.fanout;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel whose board and event loop are the test's own thread. */
final class TestChannel {

  final Ring ring;
  final History history;
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final FanoutLoop loop;
  private final ChannelName name;
  private final ChannelKind kind;
  private final List<Members> members = new ArrayList<>();
  private long offset;

  TestChannel(ChannelKind kind) {
    this(kind, 1_000_000);
  }

  TestChannel(ChannelKind kind, long ringBytes) {
    this.kind = kind;
    this.ring = new Ring(ringBytes, Duration.ofMinutes(2));
    this.history = new History(ring, 0);
    TickHops hops = new TickHops(new SimpleMeterRegistry());
    Loops loops = new Loops(FanoutServer.properties(), ring, hops);
    this.loop = new FanoutLoop(channel.eventLoop(), Duration.ofMillis(10), loops, hops);
    this.name = new ChannelName(kind.namespace() + ":BTC-USD", kind, Samples.BTC.symbol(), null);
  }

  /** Somebody who hears of news only when asked for them. */
  Subscription subscribe(Mode mode) {
    return subscribe(mode, new Outbox(Framing.JSON));
  }

  Subscription subscribe(Mode mode, Outbox outbox) {
    Subscription subscription = new Subscription(2, name, new Listener(outbox), mode);
    Members own =
        new Members(loop, new Wire(name.text(), Framing.JSON), kind, null, history.last());
    members.add(own);
    subscription.join(own, history.last(), 0);
    return subscription;
  }

  /** The members that were made first. */
  Members members() {
    return members.getFirst();
  }

  /** JSON texts, of a record each, in one hand-over. */
  void publish(String... texts) {
    for (String text : texts) {
      publish(new Text(text));
    }
    handOver();
  }

  void publish(Payload... payloads) {
    for (Payload payload : payloads) {
      Entry entry = history.add(payload, ++offset, Samples.NOW);
      members.forEach(each -> each.tell(entry));
    }
  }

  void handOver() {
    loop.handOver(() -> {});
    channel.runPendingTasks();
  }

  /** The push that a client reads. */
  String push(String data, long ofOffset) {
    return new String(
        new Wire(name.text(), Framing.JSON).push(data.getBytes(StandardCharsets.UTF_8), ofOffset),
        StandardCharsets.UTF_8);
  }

  record Text(String text) implements Payload {

    @Override
    public byte[] json() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int weight() {
      return 100;
    }
  }

  /** How often it was asked for a state stands in its {@link #asked}. */
  static final class Listener implements Subscriber {

    final Outbox outbox;
    int asked;

    Listener(Outbox outbox) {
      this.outbox = outbox;
    }

    @Override
    public void hasNews(Subscription subscription) {
      outbox.hasNews(subscription);
    }

    @Override
    public void needsState(Subscription subscription) {
      asked++;
    }

    @Override
    public void joined(Subscription subscription, Joined joined) {
      throw new UnsupportedOperationException("joins by itself");
    }

    @Override
    public void notJoined(Subscription subscription) {
      throw new UnsupportedOperationException("joins by itself");
    }

    @Override
    public void gaveUp(Subscription subscription) {
      throw new UnsupportedOperationException("joins by itself");
    }

    @Override
    public void restated(Subscription subscription, byte @Nullable [] message, Entry place) {
      throw new UnsupportedOperationException("nobody answers it");
    }

    @Override
    public void ended(Subscription subscription) {
      throw new UnsupportedOperationException("nobody ends it");
    }
  }
}

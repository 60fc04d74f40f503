package io.penstock.market.fanout;

import io.netty.channel.EventLoop;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.TopicState;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The present state of the market, and who listens to it. One thread applies records, encodes
 * pushes and answers subscriptions, and everything reaches an event loop in the order of that
 * thread: so a subscriber gets the state as of a position, and then each change behind it.
 */
final class Board {

  private final EventLoop thread;
  private final Scheduler scheduler;
  private final Loops loops;
  private final Clock clock;
  private final FanoutProperties properties;

  // From here on: the board's thread only.
  private final NavigableMap<Symbol, Map<Venue, ListingBoard>> listings = new TreeMap<>();
  private final Map<String, MarketChannel> channels = new HashMap<>();
  private final Map<String, TopicState> topics = new HashMap<>();
  private final Map<PartitionId, Long> next = new HashMap<>();
  private @Nullable MonoSink<Void> congested;
  private boolean handOverScheduled;

  Board(EventLoop thread, Loops loops, Clock clock, FanoutProperties properties) {
    this.thread = thread;
    this.scheduler = Schedulers.fromExecutorService(thread);
    this.loops = loops;
    this.clock = clock;
    this.properties = properties;
  }

  /**
   * A topic is about to be followed (again). Positions of the same topic stay, so that what is read
   * a second time changes nothing; another topic of this name begins anew.
   */
  Mono<Void> begin(TopicState topic) {
    return onThread(() -> {
      TopicState before = topics.put(topic.topic(), topic);
      if (before != null && !before.id().equals(topic.id())) {
        next.keySet().removeIf(partition -> partition.topic().equals(topic.topic()));
      }
      return null;
    });
  }

  /** Applies records in order; completes when the event loops have room for more. */
  Mono<Void> apply(List<Change> changes) {
    return Mono.create(sink ->
        thread.execute(() -> {
          Instant now = clock.instant();
          for (Change change : changes) {
            apply(change, now);
          }
          handOver();
          congested = sink;
          release();
        }));
  }

  private void apply(Change change, Instant now) {
    if (change.offset() < next.getOrDefault(change.partition(), 0L)) {
      return;
    }
    next.put(change.partition(), change.offset() + 1);
    switch (change) {
      case Change.OfTick tick -> listing(tick.event().listing()).apply(tick, now);
      case Change.OfBar bar -> listing(bar.bar().listing()).apply(bar);
      case Change.Unreadable unreadable -> {}
    }
  }

  /** Tells subscribers of prices that have grown old; to be called about once a second. */
  Mono<Void> age() {
    return onThread(() -> {
      Instant now = clock.instant();
      listings.values().forEach(venues -> venues.values().forEach(listing -> listing.age(now)));
      handOver();
      return null;
    });
  }

  /**
   * A session asks for a channel; the reply, and from then on pushes, arrive on its event loop. Any
   * thread.
   */
  void join(Subscription subscription, FanoutLoop loop, long id, boolean recovering) {
    thread.execute(() -> {
      MarketChannel channel = channel(subscription.channel());
      if (channel == null) {
        loop.add(() -> subscription.subscriber().notJoined(subscription, id));
      } else {
        Members members = channel.join(loop);
        subscription.count();
        ChannelKind kind = channel.name().kind();
        String data = channel.listing().state(kind, clock.instant());
        Position position = position(channel.listing().source(kind));
        SubscribeResult result =
            SubscribeResult.state(
                position, data == null ? null : data.getBytes(StandardCharsets.UTF_8), recovering);
        Framing framing = subscription.subscriber().framing();
        Message reply = new Message(framing.subscribed(id, result), false);
        loop.add(() -> subscription.subscriber().joined(subscription, members, reply));
      }
      handOverSoon();
    });
  }

  /**
   * A session has left a channel, or will never join the one it asked for.
   *
   * @param reply what the client hears, behind the replies to all it asked before
   */
  void leave(Subscription subscription, FanoutLoop loop, @Nullable Message reply) {
    thread.execute(() -> {
      MarketChannel channel =
          subscription.isCounted() ? channels.get(subscription.channel().text()) : null;
      if (channel != null && channel.leave(loop)) {
        channels.remove(channel.name().text());
        channel.listing().close(channel);
      }
      if (reply != null) {
        loop.add(() -> subscription.subscriber().left(reply));
        handOverSoon();
      }
    });
  }

  /**
   * Last prices of symbols at their primary venues, in the symbols' order; those whose price is
   * known.
   */
  Mono<List<Price>> prices(@Nullable Symbol after, int limit) {
    return onThread(() -> {
      Instant now = clock.instant();
      return (after == null ? listings : listings.tailMap(after, false))
          .keySet().stream()
              .map(symbol -> price(symbol, now))
              .flatMap(List::stream)
              .limit(limit)
              .toList();
    });
  }

  /**
   * Last prices of these symbols at their primary venues, in the order asked; unknown ones are
   * missing.
   */
  Mono<List<Price>> prices(List<Symbol> symbols) {
    return onThread(() -> {
      Instant now = clock.instant();
      return symbols.stream().map(symbol -> price(symbol, now)).flatMap(List::stream).toList();
    });
  }

  private List<Price> price(Symbol symbol, Instant now) {
    ListingBoard listing = find(symbol, null);
    Price price = listing == null ? null : listing.price(now);
    return price == null ? List.of() : List.of(price);
  }

  private @Nullable MarketChannel channel(ChannelName name) {
    MarketChannel open = channels.get(name.text());
    if (open != null) {
      return open;
    }
    ListingBoard listing = find(name.symbol(), name.venue());
    if (listing == null) {
      return null;
    }
    MarketChannel channel = new MarketChannel(name, listing);
    channels.put(name.text(), channel);
    listing.open(channel);
    return channel;
  }

  private ListingBoard listing(Listing listing) {
    return listings
        .computeIfAbsent(listing.symbol(), symbol -> new TreeMap<>())
        .computeIfAbsent(
            listing.venue(), venue -> new ListingBoard(listing, properties.thresholds(venue)));
  }

  /** Without a venue the symbol's primary one: the first by setting that has it, then by name. */
  private @Nullable ListingBoard find(Symbol symbol, @Nullable Venue venue) {
    Map<Venue, ListingBoard> venues = listings.get(symbol);
    if (venues == null) {
      return null;
    }
    if (venue != null) {
      return venues.get(venue);
    }
    for (Venue primary : properties.primary()) {
      ListingBoard listing = venues.get(primary);
      if (listing != null) {
        return listing;
      }
    }
    return new ArrayList<>(venues.values()).getFirst();
  }

  private @Nullable Position position(@Nullable PartitionId source) {
    TopicState topic = source == null ? null : topics.get(source.topic());
    if (source == null || topic == null) {
      return null;
    }
    return new Position(
        topic.id() + "-" + source.partition() + "-" + topic.partitions(),
        next.getOrDefault(source, 0L));
  }

  private void handOverSoon() {
    if (!handOverScheduled) {
      handOverScheduled = true;
      thread.execute(this::handOver);
    }
  }

  private void handOver() {
    handOverScheduled = false;
    loops.all().forEach(loop -> loop.handOver(() -> thread.execute(this::release)));
  }

  private void release() {
    MonoSink<Void> waiting = congested;
    if (waiting != null && loops.all().stream().noneMatch(FanoutLoop::isBehind)) {
      congested = null;
      waiting.success();
    }
  }

  private <T> Mono<T> onThread(Supplier<@Nullable T> work) {
    return Mono.fromSupplier(work).subscribeOn(scheduler);
  }
}

package io.penstock.market.fanout;

import io.netty.channel.EventLoop;
import io.penstock.market.prices.LastPrice;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.TopicState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
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

  /** Publications that another replica may be ahead of this one. */
  private static final long MOST_AHEAD = 100_000;

  private final EventLoop thread;
  private final Scheduler scheduler;
  private final Loops loops;
  private final Clock clock;
  private final FanoutProperties properties;

  // From here on: the board's thread only.
  private final Ring ring;
  private final NavigableMap<Symbol, Map<Venue, ListingBoard>> listings = new TreeMap<>();
  private final Map<String, MarketChannel> channels = new HashMap<>();
  private final Map<String, TopicState> topics = new HashMap<>();
  private final Map<PartitionId, Long> begins = new HashMap<>();
  private final Map<PartitionId, Long> next = new HashMap<>();
  private final RescanQueue rescans = new RescanQueue();

  /** Below these offsets the last scan did not look: what is older than that is not worth one. */
  private final Map<PartitionId, Long> outOfReach = new HashMap<>();

  private @Nullable MonoSink<Void> congested;
  private boolean handOverScheduled;

  /** Written by the board's thread, read by any. */
  private volatile int subscriptions;

  Board(EventLoop thread, Loops loops, Ring ring, Clock clock, FanoutProperties properties) {
    this.thread = thread;
    this.ring = ring;
    this.scheduler = Schedulers.fromExecutorService(thread);
    this.loops = loops;
    this.clock = clock;
    this.properties = properties;
  }

  /**
   * A topic is about to be followed (again). Positions of the same topic stay, so that what is read
   * a second time changes nothing; another topic of this name begins anew.
   *
   * @param offsets by partition, of the first record that will be read
   */
  Mono<Void> begin(TopicState topic, Map<Integer, Long> offsets) {
    return onThread(() -> {
      TopicState before = topics.put(topic.topic(), topic);
      if (before != null && !epoch(before, 0).equals(epoch(topic, 0))) {
        forget(topic.topic());
      }
      for (int partition = 0; partition < topic.partitions(); partition++) {
        begins.putIfAbsent(
            new PartitionId(topic.topic(), partition),
            offsets.getOrDefault(partition, topic.endOffsets().get(partition)));
      }
      return null;
    });
  }

  /** What was known before this replica began to read, of symbols quiet since. */
  Mono<Void> seed(Collection<LastPrice> known) {
    return onThread(() -> {
      known.forEach(price -> listing(price.listing()).seed(price));
      return null;
    });
  }

  /** What its offsets meant is void: subscribers begin anew. */
  private void forget(String topic) {
    begins.keySet().removeIf(partition -> partition.topic().equals(topic));
    next.keySet().removeIf(partition -> partition.topic().equals(topic));
    outOfReach.keySet().removeIf(partition -> partition.topic().equals(topic));
    boolean ofBars = topic.equals(MarketTopics.BARS);
    for (ListingBoard listing : boards()) {
      listing.restart(ofBars);
      for (MarketChannel channel : listing.channels(ofBars)) {
        channel.members().forEach(each -> each.loop().add(each::end));
      }
    }
    handOver();
  }

  /** Applies records in order; completes when the event loops have room for more. */
  Mono<Void> apply(List<Change> changes) {
    return Mono.create(sink ->
        thread.execute(() -> {
          Instant now = clock.instant();
          for (Change change : changes) {
            apply(change, now);
          }
          ring.expire(now);
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
    Listing listing = change.listing();
    if (listing != null) {
      change.applyTo(listing(listing), begins.getOrDefault(change.partition(), 0L), now);
    }
  }

  /** Tells subscribers of prices that have grown old; to be called about once a second. */
  Mono<Void> age() {
    return onThread(() -> {
      Instant now = clock.instant();
      boards().forEach(listing -> listing.age(now));
      handOver();
      return null;
    });
  }

  /** Now, of all connections together. Any thread. */
  int subscriptions() {
    return subscriptions;
  }

  /**
   * Somebody asks for a channel; the answer, and from then on news, arrive on the event loop. Any
   * thread.
   */
  void join(Asked asked) {
    thread.execute(() -> {
      joinOrWait(channel(asked.subscription().channel()), asked);
      handOverSoon();
    });
  }

  /**
   * Somebody asks for several channels at once, without any publication in between. Any thread.
   *
   * @param since where the client stood, when it asks for what it missed
   */
  void joinAll(
      List<Subscription> subscriptions,
      FanoutLoop loop,
      Spelling spelling,
      @Nullable StreamPositions since) {
    thread.execute(() -> {
      for (Subscription each : subscriptions) {
        MarketChannel channel = channel(each.channel());
        Position position = channel == null ? null : position(channel);
        Position place = since == null || position == null ? null : placeOf(since, position);
        joinOrWait(channel, new Asked(each, loop, spelling, null, place));
      }
      handOverSoon();
    });
  }

  /** Who was never in a partition has missed everything there. */
  private static Position placeOf(StreamPositions since, Position position) {
    Position place = since.at(position.epoch());
    return place == null ? new Position("", 0) : place;
  }

  private void joinOrWait(@Nullable MarketChannel channel, Asked asked) {
    if (channel == null) {
      Subscription subscription = asked.subscription();
      asked.loop().add(() -> subscription.subscriber().notJoined(subscription));
    } else if (!waitsForRescan(channel, asked)) {
      join(channel, asked, history(channel), 0);
    }
  }

  /**
   * What a client missed may be in the topic still; or it is ahead of this replica, having been at
   * another one, if the topic goes so far at all.
   */
  private boolean waitsForRescan(MarketChannel channel, Asked asked) {
    Position since = asked.since();
    Position position = position(channel);
    PartitionId source = source(channel);
    return since != null
        && source != null
        && position != null
        && asked.subscription().isLossless()
        && since.epoch().equals(position.epoch())
        && (since.offset() > position.offset() || !history(channel).reaches(since.offset()))
        && since.offset() >= outOfReach.getOrDefault(source, 0L)
        && rescans.add(source, asked);
  }

  /**
   * @param kept where to look for what the client missed: the channel's own history, or what a scan
   *     found of the time before it
   * @param end offset up to which the topic goes, as far as is known
   */
  private void join(MarketChannel channel, Asked asked, History kept, long end) {
    Subscription subscription = asked.subscription();
    Entry last = history(channel).last();
    Members members = channel.join(asked.loop(), asked.spelling(), asked.beat(), last);
    subscription.countAmong(members);
    subscriptions++;
    Position since = asked.since();
    Position position = position(channel);
    boolean lossless = subscription.isLossless();
    Joined joined;
    if (lossless && since != null && position != null && isKept(kept, since, position, end)) {
      long offset = since.offset();
      joined = new Joined(members, position, null, kept.placeOf(offset), last, offset, true, true);
    } else {
      // A conflated client misses nothing that it was promised, as long as offsets mean the same.
      boolean recovered =
          !lossless && since != null && position != null && since.epoch().equals(position.epoch());
      byte[] state = channel.listing().state(channel.name().kind(), clock.instant());
      joined = new Joined(members, position, state, last, last, 0, since != null, recovered);
    }
    asked.loop().add(() -> subscription.subscriber().joined(subscription, joined));
  }

  /**
   * Whether all is kept that was told behind a place.
   *
   * @param end up to which a client may be ahead of this replica, having been at another one
   */
  private static boolean isKept(History history, Position since, Position position, long end) {
    return since.epoch().equals(position.epoch())
        && history.reaches(since.offset())
        && since.offset() <= Math.max(position.offset(), end);
  }

  /** A conflated book fell behind: tells it the whole book. Any thread. */
  void restate(Subscription subscription, FanoutLoop loop) {
    thread.execute(() -> {
      Members members = subscription.counted();
      MarketChannel channel = channels.get(subscription.channel().text());
      if (members == null || channel == null) {
        return;
      }
      ChannelKind kind = channel.name().kind();
      Entry last = channel.listing().history(kind).last();
      byte[] state = channel.listing().state(kind, clock.instant());
      byte[] message = state == null ? null : members.wire().push(state, last.offset());
      loop.add(() -> subscription.subscriber().restated(subscription, message, last));
      handOverSoon();
    });
  }

  /**
   * A subscriber has left a channel, or will never join the one it asked for. Any thread.
   *
   * @param then run on the event loop, behind the answers to all that was asked before
   */
  void leave(Subscription subscription, FanoutLoop loop, @Nullable Runnable then) {
    thread.execute(() -> {
      Members members = subscription.counted();
      MarketChannel channel = channels.get(subscription.channel().text());
      if (members != null) {
        subscriptions--;
      }
      if (members != null && channel != null && channel.leave(members)) {
        channels.remove(channel.name().text());
        channel.listing().close(channel);
      }
      if (members == null && stopsWaiting(subscription)) {
        loop.add(() -> subscription.subscriber().gaveUp(subscription));
        handOverSoon();
      }
      if (then != null) {
        loop.add(then);
        handOverSoon();
      }
    });
  }

  private boolean stopsWaiting(Subscription subscription) {
    ChannelName name = subscription.channel();
    ListingBoard listing = find(name.symbol(), name.venue());
    PartitionId source = listing == null ? null : listing.source(name.kind());
    return source != null && rescans.remove(source, subscription);
  }

  /** Partitions to be scanned for those who wait: endless. */
  Flux<PartitionId> rescansWanted() {
    return rescans.wanted();
  }

  /** A scan begins; empty when nobody waits for it any more. */
  Mono<Rescans.Wanted> beginRescan(PartitionId partition) {
    return onThread(() -> {
      Set<Listing> listings = new HashSet<>();
      List<Asked> waiting = rescans.begin(partition);
      for (Asked each : waiting) {
        ChannelName name = each.subscription().channel();
        ListingBoard listing = find(name.symbol(), name.venue());
        Position since = each.since();
        if (listing != null
            && since != null
            && !listing.history(name.kind()).reaches(since.offset())) {
          listings.add(listing.listing());
        }
      }
      return waiting.isEmpty()
          ? null
          : new Rescans.Wanted(partition, listings, next.getOrDefault(partition, 0L), ring.end());
    });
  }

  /** A scan has ended: those who waited for it get what it found. */
  Mono<Void> endRescan(Rescans.Found found) {
    return onThread(() -> {
      if (found.reach() < Long.MAX_VALUE) {
        outOfReach.put(found.wanted().partition(), found.reach());
      }
      Set<History> joined = new HashSet<>();
      for (Asked each : rescans.end(found.wanted().partition())) {
        MarketChannel channel = channel(each.subscription().channel());
        if (channel != null) {
          join(channel, each, older(channel, each.since(), found, joined), found.end());
        }
      }
      handOver();
      return null;
    });
  }

  /** What a scan found of a channel; the channel's own history when that is of no use. */
  private static History older(
      MarketChannel channel, @Nullable Position since, Rescans.Found found, Set<History> joined) {
    History own = history(channel);
    ListingBoard scratch = found.listings().get(channel.listing().listing());
    if (since == null
        || scratch == null
        || since.offset() < found.reach()
        || own.floor() > found.wanted().to()) {
      return own;
    }
    History older = scratch.history(channel.name().kind());
    if (joined.add(older)) {
      older.continueWith(own);
    }
    return older;
  }

  /** A board beside this one, for a scan. */
  ListingBoard scratch(Listing listing, Ring scratchRing) {
    return new ListingBoard(listing, properties.thresholds(listing.venue()), scratchRing);
  }

  /**
   * What a channel told lately; null when there is no such channel, or nothing is known of it. Any
   * thread.
   *
   * @param since behind (when reverse: before) which publications are wanted; null: all
   * @param limit at most
   * @param answer run on the event loop
   */
  void told(
      ChannelName name,
      @Nullable Position since,
      int limit,
      boolean reverse,
      FanoutLoop loop,
      Consumer<@Nullable Told> answer) {
    thread.execute(() -> {
      Told told = told(name, since, limit, reverse);
      loop.add(() -> answer.accept(told));
      handOverSoon();
    });
  }

  private @Nullable Told told(
      ChannelName name, @Nullable Position since, int limit, boolean reverse) {
    ListingBoard listing = find(name.symbol(), name.venue());
    Position position = listing == null ? null : position(listing.source(name.kind()));
    if (listing == null || position == null) {
      return null;
    }
    History history = listing.history(name.kind());
    boolean complete =
        since == null
            || (since.epoch().equals(position.epoch())
                && (reverse || isKept(history, since, position, position.offset() + MOST_AHEAD)));
    return new Told(
        position, complete, history.select(since == null ? -1 : since.offset(), limit, reverse));
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

  /**
   * The last price of a symbol; empty while none is known.
   *
   * @param venue null: the symbol's primary one
   */
  Mono<Price> price(Symbol symbol, @Nullable Venue venue) {
    return onThread(() -> {
      ListingBoard listing = find(symbol, venue);
      return listing == null ? null : listing.price(clock.instant());
    });
  }

  /** Whether anything was heard of a symbol, at a venue or at any. */
  Mono<Boolean> knows(Symbol symbol, @Nullable Venue venue) {
    return onThread(() -> find(symbol, venue) != null);
  }

  private List<Price> price(Symbol symbol, Instant now) {
    ListingBoard listing = find(symbol, null);
    Price price = listing == null ? null : listing.price(now);
    return price == null ? List.of() : List.of(price);
  }

  /**
   * The book of a symbol at a venue, or at its primary one; empty while it is not known.
   *
   * @param depth levels of a side at most
   */
  Mono<BookView> book(Symbol symbol, @Nullable Venue venue, int depth) {
    return onThread(() -> {
      ListingBoard listing = find(symbol, venue);
      return listing == null ? null : listing.book(depth);
    });
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

  private List<ListingBoard> boards() {
    return listings.values().stream().flatMap(venues -> venues.values().stream()).toList();
  }

  private ListingBoard listing(Listing listing) {
    return listings
        .computeIfAbsent(listing.symbol(), symbol -> new TreeMap<>())
        .computeIfAbsent(
            listing.venue(),
            venue -> new ListingBoard(listing, properties.thresholds(venue), ring));
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

  private static History history(MarketChannel channel) {
    return channel.listing().history(channel.name().kind());
  }

  private static @Nullable PartitionId source(MarketChannel channel) {
    return channel.listing().source(channel.name().kind());
  }

  private @Nullable Position position(MarketChannel channel) {
    return position(source(channel));
  }

  private @Nullable Position position(@Nullable PartitionId source) {
    TopicState topic = source == null ? null : topics.get(source.topic());
    if (source == null || topic == null) {
      return null;
    }
    return new Position(epoch(topic, source.partition()), next.getOrDefault(source, 0L));
  }

  private static String epoch(TopicState topic, int partition) {
    return topic.id() + "-" + partition + "-" + topic.partitions();
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

package io.penstock.market.feed;

import io.penstock.market.feed.FeedOccurrence.Connected;
import io.penstock.market.feed.FeedOccurrence.GapFilled;
import io.penstock.market.feed.FeedOccurrence.GapLeft;
import io.penstock.market.feed.FeedOccurrence.Resynced;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.OutgoingRecord;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One line of one feed, from the try to connect to its end. Used once.
 *
 * <p>Wishes that the reader has, such as a resync, are work beside the stream of messages: they are
 * queued in front of the venue's request limit, never in front of the messages.
 */
final class FeedSession implements LineReader.Wishes {

  /** A resync is given this long; so no symbol is asked for more often. */
  static final Duration RESYNC_WITHIN = Duration.ofSeconds(10);

  /**
   * How long those that were subscribed along with a refused symbol may take to speak for
   * themselves.
   */
  static final Duration SPEAK_WITHIN = Duration.ofSeconds(1);

  /** How long a successor may take until it has the book of each of its listings. */
  static final Duration SETTLED_WITHIN = Duration.ofMinutes(5);

  private static final Duration SETTLED_LOOK = Duration.ofMillis(250);

  private static final int HISTORY_TRIES = 8;
  private static final Backoff HISTORY_PAUSES =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));
  private static final Duration IN_A_MOMENT = Duration.ofMillis(100);

  /** Of one hole: a hundred requests at a thousand trades each. */
  static final int MOST_FETCHED = 100_000;

  /** Messages read before the broker has room for them. Beyond it the socket is left alone. */
  static final int AHEAD = 64;

  private final Feed feed;
  private final Map<Listing, ListingTrack> tracks;
  private final FeedRecords records;
  private final FeedMeters meters;
  private final FeedTools tools;
  private final Scheduler scheduler;
  private final TokenBucket requests;
  private final OpenGaps openGaps;
  private final StallWatch watch;
  private final LineReader reader;
  private final Sinks.One<FeedLine> opened = Sinks.one();
  private final Sinks.Many<Wish> wishes;
  private final Sinks.One<String> leaving = Sinks.one();
  private final Sinks.Many<TradeGap> gaps =
      Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(2 * OpenGaps.MOST));
  private final AtomicBoolean restIsDue = new AtomicBoolean();
  private final AtomicBoolean isInquiring = new AtomicBoolean();
  private final AtomicInteger inquiries = new AtomicInteger();
  private final AtomicBoolean isOpen = new AtomicBoolean();
  private volatile @Nullable Throwable cause;

  /**
   * Something to ask of the line; completes when it was asked and nothing more is to be done about
   * it.
   */
  private interface Wish {
    Mono<Void> make(FeedLine line);
  }

  FeedSession(
      Feed feed,
      Map<Listing, ListingTrack> tracks,
      FeedRecords records,
      FeedMeters meters,
      FeedTools tools,
      TokenBucket requests,
      OpenGaps openGaps,
      Runnable onHealthy) {
    this.feed = feed;
    this.tracks = tracks;
    this.records = records;
    this.meters = meters;
    this.tools = tools;
    this.scheduler = tools.scheduler();
    this.requests = requests;
    this.openGaps = openGaps;
    this.watch =
        new StallWatch(
            feed.venue(),
            feed.rules(),
            tools.settings().healthyAfter(),
            scheduler,
            tools.telemetry(),
            meters::heardLately,
            onHealthy,
            this::ping,
            this::inquire);
    this.reader =
        new LineReader(feed.venue(), tracks, records, watch, meters, tools.telemetry(), this);
    // Each listing has at most one resync queued; there is at most one wish for the rest, one for a
    // sign of life, and one inquiry.
    this.wishes =
        Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(tracks.size() + 3));
  }

  /**
   * What the line brings, then a word for each listing that was live. Completes however the line
   * ends; {@link #cause} then says why. Cancel closes the line.
   *
   * @param stop ends the line in order
   */
  Flux<OutgoingRecord> records(Mono<Void> stop) {
    tracks.values().forEach(ListingTrack::begin);
    openGaps.all().forEach(gaps::tryEmitNext);
    return Flux.defer(() -> feed.connect(this::use))
        .concatWith(Flux.error(() -> new FeedLineException("closed by the venue")))
        .mergeWith(gaps.asFlux().concatMap(this::fill, 1))
        .takeUntilOther(ending(stop))
        .onErrorResume(this::ended)
        .concatWith(Flux.defer(this::stale));
  }

  /** Why the line ended; null while it has not, and when it was stopped. */
  @Nullable Throwable cause() {
    return cause;
  }

  Map<Listing, ListingTrack> tracks() {
    return tracks;
  }

  boolean isOpen() {
    return isOpen.get();
  }

  /**
   * When the venue says that it will close this line, or the line has lived as long as lines may:
   * the reason. Never completes without.
   */
  Mono<String> leaving() {
    Duration lifetime = feed.rules().lifetime();
    Mono<String> old =
        lifetime == null
            ? Mono.never()
            : opened
                .asMono()
                .delayElement(lifetime, scheduler)
                .map(open -> "its line is as old as the venue lets it be");
    return Mono.firstWithSignal(leaving.asMono(), old);
  }

  /** Completes when each listing has its book, or had its time to. */
  Mono<Void> settled() {
    return opened
        .asMono()
        .thenMany(Flux.interval(SETTLED_LOOK, scheduler).onBackpressureDrop())
        .takeUntil(look -> tracks.values().stream().allMatch(ListingTrack::isSettled))
        .take(SETTLED_WITHIN.dividedBy(SETTLED_LOOK))
        .then();
  }

  private Flux<OutgoingRecord> use(FeedLine line) {
    tools.telemetry().report(new Connected(feed.venue(), waiting().size()));
    isOpen.set(true);
    meters.opened();
    watch.opened();
    opened.tryEmitValue(line);
    return line.messages()
        .doOnRequest(watch::asked)
        .map(reader::read)
        .concatMapIterable(made -> made, AHEAD);
  }

  /**
   * Completes when the line is to end. An error would pass {@code takeUntilOther} without closing
   * the line.
   */
  private Mono<OutgoingRecord> ending(Mono<Void> stop) {
    return Mono.firstWithSignal(stop, watch.stalled(), opened.asMono().flatMap(this::ask))
        .then(Mono.<OutgoingRecord>empty())
        .onErrorResume(this::ended);
  }

  private Mono<OutgoingRecord> ended(Throwable why) {
    cause = why;
    return Mono.empty();
  }

  private Flux<OutgoingRecord> stale() {
    closed();
    String reason = cause == null ? "stopped" : FeedSupervisor.reason(cause);
    return Flux.fromIterable(tracks.values())
        .filter(ListingTrack::goesStale)
        .map(track -> records.state(track.listing(), FeedState.Status.STALE, reason));
  }

  /** However it ended; also when it was cancelled. */
  void closed() {
    if (isOpen.compareAndSet(true, false)) {
      meters.closed();
    }
  }

  /** Makes every request of the line; never completes, fails when a request cannot be sent. */
  private Mono<Void> ask(FeedLine line) {
    return wishes
        .asFlux()
        .startWith(this::subscribeWaiting)
        .flatMap(wish -> wish.make(line), tracks.size() + 3)
        .then();
  }

  private Mono<Void> subscribeWaiting(FeedLine line) {
    return Mono.defer(() -> {
      List<Symbol> symbols = waiting();
      return symbols.isEmpty() ? Mono.empty() : inTurn(line.subscribe(symbols));
    });
  }

  @Override
  public void subscribeRest() {
    if (restIsDue.compareAndSet(false, true)) {
      wish(line ->
          Mono.delay(SPEAK_WITHIN, scheduler)
              .doOnNext(due -> restIsDue.set(false))
              .then(subscribeWaiting(line)));
    }
  }

  @Override
  public void leaving(String reason) {
    leaving.tryEmitValue(reason);
  }

  /** Left out while one waits to be written. */
  private void ping() {
    wishes.tryEmitNext(FeedLine::ping);
  }

  /** Left out while one is under way. */
  private void inquire() {
    if (isInquiring.compareAndSet(false, true)
        && wishes.tryEmitNext(line -> inquiry()).isFailure()) {
      isInquiring.set(false);
    }
  }

  /**
   * Asks the venue's history whether there was a trade since the last one that we know: of the
   * listing that traded last, the next time of the one before. Who cannot be asked leaves us in
   * doubt.
   */
  private Mono<Void> inquiry() {
    return Mono.fromSupplier(this::asksAbout)
        .flatMap(track -> Mono.justOrEmpty(track.aroundNext()).flatMap(next -> asked(track, next)))
        .onErrorResume(unanswered -> Mono.empty())
        .doFinally(end -> isInquiring.set(false));
  }

  private @Nullable ListingTrack asksAbout() {
    List<ListingTrack> traded =
        tracks.values().stream()
            .filter(track -> !track.isEnded() && track.aroundNext() != null)
            .sorted(Comparator.comparingLong(ListingTrack::tradedAt).reversed())
            .toList();
    return traded.isEmpty()
        ? null
        : traded.get(Math.floorMod(inquiries.getAndIncrement(), traded.size()));
  }

  private Mono<Void> asked(ListingTrack track, TradeGap next) {
    return requests
        .take()
        .then(Mono.defer(() -> feed.trades(next)))
        .flatMap(found -> {
          List<Long> ids = found.stream().map(Trade::tradeId).toList();
          if (ids.contains(next.lastId())) {
            // It may have happened just now, and be on its way.
            return Mono.delay(SPEAK_WITHIN, scheduler)
                .filter(due -> track.isAfterKnown(next.lastId()))
                .doOnNext(due -> watch.missed());
          }
          if (ids.contains(next.firstId())) {
            watch.reassured();
          }
          return Mono.empty();
        })
        .then();
  }

  @Override
  public void fetch(TradeGap gap) {
    TradeGap newest = gap.newest(MOST_FETCHED);
    if (newest.firstId() > gap.firstId()) {
      TradeGap older = new TradeGap(gap.listing(), gap.firstId(), newest.firstId() - 1);
      tools.telemetry().report(new GapLeft(older, "too many to ask for"));
    }
    if (!openGaps.add(newest) || gaps.tryEmitNext(newest).isFailure()) {
      left(newest, "too many holes at once");
    }
  }

  private void left(TradeGap gap, String reason) {
    openGaps.leave(gap);
    tools.telemetry().report(new GapLeft(gap, reason));
  }

  /** Asks until nothing is missing or the venue has no more. */
  private Flux<OutgoingRecord> fill(TradeGap gap) {
    return requests
        .take()
        .then(Mono.defer(() -> feed.trades(gap)))
        .retryWhen(HISTORY_PAUSES.tries(HISTORY_TRIES).scheduler(scheduler))
        .onErrorResume(error -> {
          // It stays open: the next line asks again.
          tools.telemetry().report(new GapLeft(gap, "the venue's history cannot be had"));
          return Mono.empty();
        })
        .map(found -> found.stream().filter(gap::contains).toList())
        .flatMapMany(found -> filled(gap, found));
  }

  private Flux<OutgoingRecord> filled(TradeGap gap, List<Trade> found) {
    if (found.isEmpty()) {
      left(gap, "the venue's history has none of them");
      return Flux.empty();
    }
    tools.telemetry().report(new GapFilled(gap, found.size()));
    TradeGap rest = gap.without(found);
    List<TradeGap> open = rest == null ? List.of() : List.of(rest);
    return Flux.fromIterable(found)
        .<OutgoingRecord>map(records::event)
        .doOnComplete(() -> openGaps.filled(gap, open))
        .concatWith(Flux.fromIterable(open).concatMap(this::fill, 1));
  }

  @Override
  public void resync(ListingTrack track) {
    if (track.startsResync()) {
      wish(line -> resync(line, track));
    }
  }

  private Mono<Void> resync(FeedLine line, ListingTrack track) {
    return Mono.defer(
            () -> {
              tools.telemetry().report(new Resynced(track.listing()));
              return inTurn(line.resync(track.listing().symbol()));
            })
        .then(Mono.delay(RESYNC_WITHIN, scheduler))
        .repeat(track::needsResync)
        .then();
  }

  private void wish(Wish wish) {
    // The check of the line's silence may wish something in the same instant.
    wishes.emitNext(wish, Sinks.EmitFailureHandler.busyLooping(IN_A_MOMENT));
  }

  private Mono<Void> inTurn(List<Mono<Void>> made) {
    return Flux.fromIterable(made).concatMap(request -> requests.take().then(request)).then();
  }

  private List<Symbol> waiting() {
    return tracks.values().stream()
        .filter(ListingTrack::isWaiting)
        .map(track -> track.listing().symbol())
        .toList();
  }
}

package io.penstock.market.feed;

import io.penstock.market.feed.FeedOccurrence.InstrumentsUntold;
import io.penstock.market.feed.FeedOccurrence.ProductsUnavailable;
import io.penstock.market.feed.FeedOccurrence.SymbolDropped;
import io.penstock.market.feed.FeedOccurrence.SymbolsCut;
import io.penstock.market.instruments.Instrument;
import io.penstock.market.instruments.InstrumentsCodec;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Symbol;
import io.penstock.platform.streams.OutgoingRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Which listings of one venue are read, and how far. The venue's product list is asked for before a
 * line is tried, at most once an hour; when it cannot be had, the settings' symbols are read
 * without it.
 */
final class FeedCatalogue {

  static final Duration KEPT = Duration.ofHours(1);

  /** A line does not wait longer for a list of which there is an older one. */
  static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

  /** After a list that could not be had. */
  static final Duration ASKED_AGAIN = Duration.ofMinutes(1);

  private final Feed feed;
  private final FeedTools tools;
  private volatile Map<Listing, ListingTrack> tracks = Map.of();
  private volatile @Nullable Instant refreshed;

  FeedCatalogue(Feed feed, FeedTools tools) {
    this.feed = feed;
    this.tools = tools;
  }

  /**
   * What is read, in order of importance; what was given up since the last refresh is still in it.
   */
  Map<Listing, ListingTrack> tracks() {
    return tracks;
  }

  private ListingTrack track(Listing listing) {
    return new ListingTrack(listing, tools.settings().wholeBookInterval());
  }

  /** The same listings, of which a new line has heard nothing yet. */
  Map<Listing, ListingTrack> freshTracks() {
    Map<Listing, ListingTrack> fresh = new LinkedHashMap<>();
    for (ListingTrack track : tracks.values()) {
      if (!track.isEnded()) {
        ListingTrack one = track(track.listing());
        one.told(true);
        fresh.put(one.listing(), one);
      }
    }
    return Collections.unmodifiableMap(fresh);
  }

  /** From now on these tell how far the listings are read. */
  void adopt(Map<Listing, ListingTrack> successors) {
    tracks.forEach((listing, before) -> {
      ListingTrack after = successors.get(listing);
      if (after != null) {
        after.follow(before);
      }
    });
    tracks = successors;
  }

  int symbols() {
    return (int) tracks.values().stream().filter(track -> !track.isEnded()).count();
  }

  int liveSymbols() {
    return (int) tracks.values().stream().filter(ListingTrack::isLive).count();
  }

  /**
   * Never between two lines' lives. Fails only when there is nothing to read without the venue's
   * list.
   */
  Mono<Void> refresh() {
    Instant last = refreshed;
    if (last != null
        && !tracks.isEmpty()
        && Duration.between(last, tools.clock().instant()).compareTo(KEPT) < 0) {
      return Mono.empty();
    }
    Mono<List<Product>> list =
        tracks.isEmpty()
            ? feed.products()
            : feed.products().timeout(KNOWN_WITHIN, tools.scheduler());
    return list.map(this::take).flatMap(this::tell).onErrorResume(this::goOnWithout).then();
  }

  /** The list, for all who need it. */
  private Mono<List<Product>> tell(OutgoingRecord list) {
    return tools
        .streams()
        .send(Mono.just(list))
        .onErrorResume(error -> {
          // Told with the next line; this one does not need it.
          refreshed = null;
          tools
              .telemetry()
              .report(new InstrumentsUntold(feed.venue(), String.valueOf(error.getMessage())));
          return Mono.empty();
        })
        .then(Mono.empty());
  }

  private OutgoingRecord take(List<Product> products) {
    byte[] list =
        InstrumentsCodec.encode(feed.venue(), products.stream().map(this::instrument).toList());
    refreshed = tools.clock().instant();
    read(
        feed.symbols().isEmpty()
            ? products.stream().filter(Product::isOnline).map(Product::symbol).sorted().toList()
            : feed.symbols());
    return OutgoingRecord.of(MarketTopics.INSTRUMENTS, feed.venue().value(), list);
  }

  private Mono<List<Product>> goOnWithout(Throwable error) {
    tools
        .telemetry()
        .report(new ProductsUnavailable(feed.venue(), String.valueOf(error.getMessage())));
    if (!feed.symbols().isEmpty()) {
      read(feed.symbols());
    }
    refreshed = tools.clock().instant().minus(KEPT).plus(ASKED_AGAIN);
    return tracks.isEmpty()
        ? Mono.error(new FeedLineException("its product list cannot be had", error))
        : Mono.empty();
  }

  /** Symbols that were refused before are tried again; those not wanted any more end. */
  private void read(List<Symbol> symbols) {
    List<Symbol> cut = symbols.stream().limit(feed.rules().maxSymbols()).toList();
    if (cut.size() < symbols.size()) {
      tools.telemetry().report(new SymbolsCut(feed.venue(), symbols.size(), cut.size()));
    }
    Map<Listing, ListingTrack> next = new LinkedHashMap<>();
    for (Symbol symbol : cut) {
      Listing listing = new Listing(symbol, feed.venue());
      ListingTrack known = tracks.get(listing);
      next.put(listing, known == null || known.isEnded() ? track(listing) : known);
    }
    for (ListingTrack known : tracks.values()) {
      if (!known.isEnded() && !next.containsKey(known.listing())) {
        known.end();
        known.told(false);
        tools.telemetry().report(new SymbolDropped(known.listing(), "no longer listed"));
        next.put(known.listing(), known);
      }
    }
    tracks = Collections.unmodifiableMap(next);
  }

  private Instrument instrument(Product product) {
    return new Instrument(
        new Listing(product.symbol(), feed.venue()),
        Instrument.Kind.CRYPTO,
        product.venueId(),
        product.name(),
        product.base(),
        product.quote(),
        product.priceScale(),
        product.quantityScale(),
        product.isOnline() ? Instrument.Status.ONLINE : Instrument.Status.OFFLINE);
  }

  /** What the topic may not hold, while no line is open. */
  List<OutgoingRecord> untold(FeedRecords records) {
    return tracks.values().stream()
        .filter(track -> !track.isTold())
        .map(track ->
            track.isEnded()
                ? records.state(track.listing(), FeedState.Status.ENDED, "not fed any more")
                : records.state(track.listing(), FeedState.Status.STALE, "not connected yet"))
        .toList();
  }

  /** The topic holds what there was to tell. */
  void told() {
    tracks.values().forEach(track -> track.told(true));
  }

  /** Nobody knows what the topic holds. */
  void forgotten() {
    tracks.values().forEach(ListingTrack::goesStale);
    tracks.values().forEach(track -> track.told(false));
    tracks.values().forEach(ListingTrack::doubt);
  }
}

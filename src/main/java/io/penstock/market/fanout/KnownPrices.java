package io.penstock.market.fanout;

import io.penstock.market.instruments.Instrument;
import io.penstock.market.instruments.Instruments;
import io.penstock.market.prices.LastPrice;
import io.penstock.market.prices.Prices;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Last prices from this process's memory, and where it knows none from Redis: of symbols that have
 * been quiet for longer than the topics were read back.
 *
 * <p>Without a venue a symbol's price is that of its primary venue: the first by setting that has
 * one, then by name.
 */
final class KnownPrices {

  /** Whoever pages through all prices sees those that only Redis has as of so long ago. */
  private static final Duration ALL_KEPT = Duration.ofSeconds(5);

  private static final Duration FAILURE_KEPT = Duration.ofSeconds(1);
  private static final int SUGGESTED = 5;

  private final Board board;
  private final Prices prices;
  private final Instruments instruments;
  private final FanoutProperties properties;
  private final Clock clock;
  private final Mono<NavigableMap<Symbol, Map<Venue, LastPrice>>> all;

  KnownPrices(
      Board board,
      Prices prices,
      Instruments instruments,
      FanoutProperties properties,
      Clock clock) {
    this.board = board;
    this.prices = prices;
    this.instruments = instruments;
    this.properties = properties;
    this.clock = clock;
    // One question for all who ask at the same time.
    this.all =
        Mono.defer(prices::all)
            .map(KnownPrices::bySymbol)
            .cache(known -> ALL_KEPT, failure -> FAILURE_KEPT, () -> FAILURE_KEPT);
  }

  /**
   * Of one symbol; an error of {@link ReadProblem} where none is known.
   *
   * @param venue null: the primary one
   */
  Mono<Price> one(Symbol symbol, @Nullable Venue venue) {
    return board
        .price(symbol, venue)
        .switchIfEmpty(
            Mono.defer(() -> quiet(List.of(symbol), venue))
                .flatMap(found -> Mono.justOrEmpty(found.get(symbol))))
        .switchIfEmpty(Mono.defer(() -> missing(symbol, venue)));
  }

  /** Of these symbols, in the order asked; an error where one of them has none. */
  Mono<List<Price>> these(Set<Symbol> symbols) {
    return board
        .prices(List.copyOf(symbols))
        .flatMap(known -> {
          Map<Symbol, Price> found = new HashMap<>();
          known.forEach(price -> found.put(price.listing().symbol(), price));
          List<Symbol> quiet =
              symbols.stream().filter(symbol -> !found.containsKey(symbol)).toList();
          return quiet.isEmpty()
              ? Mono.just(found)
              : quiet(quiet, null).doOnNext(found::putAll).thenReturn(found);
        })
        .flatMap(found -> inOrder(symbols, found));
  }

  private Mono<List<Price>> inOrder(Set<Symbol> symbols, Map<Symbol, Price> found) {
    List<Price> prices = new ArrayList<>(symbols.size());
    for (Symbol symbol : symbols) {
      Price price = found.get(symbol);
      if (price == null) {
        return this.<List<Price>>missing(symbol, null);
      }
      prices.add(price);
    }
    return Mono.just(prices);
  }

  /**
   * Of all symbols, in their order. While Redis is away those that only it knows are missing.
   *
   * @param after null: from the first on
   */
  Mono<List<Price>> page(@Nullable Symbol after, int limit) {
    return Mono.zip(board.prices(after, limit), all.onErrorReturn(new TreeMap<>()))
        .map(both -> merged(both.getT1(), both.getT2(), after, limit));
  }

  private List<Price> merged(
      List<Price> known,
      NavigableMap<Symbol, Map<Venue, LastPrice>> cached,
      @Nullable Symbol after,
      int limit) {
    NavigableMap<Symbol, Price> merged = new TreeMap<>();
    known.forEach(price -> merged.put(price.listing().symbol(), price));
    // A full page of the board has all that it knows up to its last symbol.
    NavigableMap<Symbol, Map<Venue, LastPrice>> rest =
        after == null ? cached : cached.tailMap(after, false);
    Instant now = clock.instant();
    int taken = 0;
    for (Map.Entry<Symbol, Map<Venue, LastPrice>> entry : rest.entrySet()) {
      if (taken == limit) {
        break;
      }
      if (!merged.containsKey(entry.getKey())) {
        merged.put(entry.getKey(), price(primary(entry.getValue()), now));
        taken++;
      }
    }
    return merged.values().stream().limit(limit).toList();
  }

  /** What Redis has of symbols that the board knows no price of. */
  private Mono<Map<Symbol, Price>> quiet(List<Symbol> symbols, @Nullable Venue venue) {
    List<Listing> candidates =
        symbols.stream()
            .flatMap(symbol -> venues(symbol, venue).map(at -> new Listing(symbol, at)))
            .limit(Prices.MOST_ASKED)
            .toList();
    return prices
        .of(candidates)
        .onErrorMap(away ->
            ReadProblem.PRICES_UNAVAILABLE.because("Older prices cannot be read at the moment"))
        .onErrorResume(away ->
            symbols.stream().allMatch(this::isSurelyUnknown)
                ? Mono.just(Map.of())
                : Mono.error(away))
        .map(found -> {
          Instant now = clock.instant();
          Map<Symbol, Price> quiet = new HashMap<>();
          bySymbol(found)
              .forEach((symbol, venues) -> quiet.put(symbol, price(primary(venues), now)));
          return quiet;
        });
  }

  /** Lists were read, and none has it. */
  private boolean isSurelyUnknown(Symbol symbol) {
    return instruments.isKnown() && instruments.of(symbol).isEmpty();
  }

  private Stream<Venue> venues(Symbol symbol, @Nullable Venue venue) {
    if (venue != null) {
      return Stream.of(venue);
    }
    Set<Venue> venues = new TreeSet<>(properties.primary());
    instruments.of(symbol).stream()
        .map(Instrument::listing)
        .map(Listing::venue)
        .forEach(venues::add);
    return venues.stream();
  }

  private <T> Mono<T> missing(Symbol symbol, @Nullable Venue venue) {
    return isListed(symbol, venue)
        .flatMap(listed ->
            Mono.error(
                listed
                    ? ReadProblem.PRICE_NOT_KNOWN.because(
                        "No price of " + name(symbol, venue) + " is known yet")
                    : unknown(name(symbol, venue), symbol.value())));
  }

  /** Whether somebody lists it, or it was heard of. */
  Mono<Boolean> isListed(Symbol symbol, @Nullable Venue venue) {
    boolean listed =
        venue == null
            ? !instruments.of(symbol).isEmpty()
            : instruments.of(new Listing(symbol, venue)).isPresent();
    return listed ? Mono.just(true) : board.knows(symbol, venue);
  }

  /**
   * @param name as it is told
   * @param text what may be a misspelt symbol
   */
  RuntimeException unknown(String name, String text) {
    List<String> suggestions =
        instruments.suggest(text, SUGGESTED).stream().map(Symbol::value).toList();
    return ReadProblem.UNKNOWN_SYMBOL.because("Nobody lists " + name, suggestions);
  }

  static String name(Symbol symbol, @Nullable Venue venue) {
    return venue == null ? symbol.value() : new Listing(symbol, venue).toString();
  }

  private static NavigableMap<Symbol, Map<Venue, LastPrice>> bySymbol(
      Map<Listing, LastPrice> found) {
    NavigableMap<Symbol, Map<Venue, LastPrice>> bySymbol = new TreeMap<>();
    found.forEach((listing, price) ->
        bySymbol
            .computeIfAbsent(listing.symbol(), symbol -> new TreeMap<>())
            .put(listing.venue(), price));
    return bySymbol;
  }

  private LastPrice primary(Map<Venue, LastPrice> venues) {
    for (Venue primary : properties.primary()) {
      LastPrice price = venues.get(primary);
      if (price != null) {
        return price;
      }
    }
    return venues.values().iterator().next();
  }

  private Price price(LastPrice last, Instant now) {
    Instant received = last.times().received();
    Freshness freshness =
        switch (last.status()) {
          case LIVE -> properties.thresholds(last.listing().venue()).at(received, now);
          case STALE -> Freshness.stale(received, now);
          case ENDED -> Freshness.closed(received, now);
        };
    return new Price(
        last.listing(),
        last.price(),
        last.bid(),
        last.ask(),
        last.open24h(),
        last.volume24h(),
        last.times(),
        freshness);
  }
}

package io.penstock.market.instruments;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The instruments of every venue, as far as their lists were read from the topic. In memory and
 * bounded. Safe for use by any thread, without waiting: a reader sees one whole list of a venue or
 * the one before.
 */
@Component
public final class Instruments {

  /** More than any exchange lists; a longer list is a mistake. */
  public static final int MAX_PER_VENUE = 20_000;

  private volatile Snapshot now = new Snapshot(Map.of(), SearchIndex.EMPTY);

  private record Snapshot(Map<Venue, Map<Symbol, Instrument>> byVenue, SearchIndex index) {}

  /**
   * Takes a venue's list in place of the one before.
   *
   * @throws IllegalArgumentException when it is longer than {@link #MAX_PER_VENUE}, names a listing
   *     twice, or one of another venue
   */
  public synchronized void replace(Venue venue, List<Instrument> instruments) {
    Map<Venue, Map<Symbol, Instrument>> byVenue = new HashMap<>(now.byVenue());
    byVenue.put(venue, bySymbol(venue, instruments));
    now =
        new Snapshot(
            Map.copyOf(byVenue),
            SearchIndex.of(byVenue.values().stream().map(Map::values).toList()));
  }

  /**
   * @throws IllegalArgumentException as {@link #replace}
   */
  static Map<Symbol, Instrument> bySymbol(Venue venue, List<Instrument> instruments) {
    if (instruments.size() > MAX_PER_VENUE) {
      throw new IllegalArgumentException(
          "instruments must be at most " + MAX_PER_VENUE + ", were " + instruments.size());
    }
    if (!instruments.stream().allMatch(instrument -> instrument.listing().venue().equals(venue))) {
      throw new IllegalArgumentException("instruments must all be of " + venue);
    }
    return instruments.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                instrument -> instrument.listing().symbol(),
                Function.identity(),
                (one, other) -> {
                  throw new IllegalArgumentException(
                      "instruments must name " + one.listing() + " once");
                }));
  }

  /** Whether the list of any venue was read. */
  public boolean isKnown() {
    return !now.byVenue().isEmpty();
  }

  public Optional<Instrument> of(Listing listing) {
    return Optional.ofNullable(
        now.byVenue().getOrDefault(listing.venue(), Map.of()).get(listing.symbol()));
  }

  /** Where a symbol is listed, in order of venue; empty when nowhere. */
  public List<Instrument> of(Symbol symbol) {
    return now.byVenue().values().stream()
        .flatMap(bySymbol -> Optional.ofNullable(bySymbol.get(symbol)).stream())
        .sorted(Comparator.comparing(Instrument::listing))
        .toList();
  }

  /** All that a venue lists, in order of symbol; empty before its list was read. */
  public List<Instrument> of(Venue venue) {
    return now.byVenue().getOrDefault(venue, Map.of()).values().stream()
        .sorted(Comparator.comparing(Instrument::listing))
        .toList();
  }

  /**
   * Symbols by ticker or name, whatever the case, the best first: the ticker itself, pairs of what
   * is asked for, tickers that begin with it, names of which a word does, and what holds it
   * anywhere.
   *
   * @param limit at least 1
   */
  public List<Found> search(String query, int limit) {
    return now.index().search(query, limit);
  }

  /**
   * Symbols that may have been meant by a text that is none: {@code BTCUSD} and {@code BTC-USDD}
   * mean {@code BTC-USD}.
   *
   * @param limit at least 1
   */
  public List<Symbol> suggest(String unknown, int limit) {
    return now.index().suggest(unknown, limit);
  }
}

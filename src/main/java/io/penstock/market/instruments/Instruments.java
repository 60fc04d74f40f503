package io.penstock.market.instruments;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The instruments of every venue, as far as their product lists were read. In memory and bounded.
 * Safe for use by any thread; a reader sees one whole list of a venue or the one before.
 */
@Component
public final class Instruments {

  /** More than any exchange lists; a longer list is a mistake. */
  public static final int MAX_PER_VENUE = 20_000;

  private final Map<Venue, Map<Symbol, Instrument>> byVenue = new ConcurrentHashMap<>();

  /**
   * Takes a venue's list in place of the one before.
   *
   * @throws IllegalArgumentException when it is longer than {@link #MAX_PER_VENUE}, names a listing
   *     twice, or one of another venue
   */
  public void replace(Venue venue, List<Instrument> instruments) {
    if (instruments.size() > MAX_PER_VENUE) {
      throw new IllegalArgumentException(
          "instruments must be at most " + MAX_PER_VENUE + ", were " + instruments.size());
    }
    if (!instruments.stream().allMatch(instrument -> instrument.listing().venue().equals(venue))) {
      throw new IllegalArgumentException("instruments must all be of " + venue);
    }
    Map<Symbol, Instrument> bySymbol =
        instruments.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    instrument -> instrument.listing().symbol(),
                    Function.identity(),
                    (one, other) -> {
                      throw new IllegalArgumentException(
                          "instruments must name " + one.listing() + " once");
                    }));
    byVenue.put(venue, bySymbol);
  }

  public Optional<Instrument> of(Listing listing) {
    return Optional.ofNullable(
        byVenue.getOrDefault(listing.venue(), Map.of()).get(listing.symbol()));
  }

  /** Where a symbol is listed, in order of venue; empty when nowhere. */
  public List<Instrument> of(Symbol symbol) {
    return byVenue.values().stream()
        .flatMap(bySymbol -> Optional.ofNullable(bySymbol.get(symbol)).stream())
        .sorted(Comparator.comparing(Instrument::listing))
        .toList();
  }

  /** All that a venue lists, in order of symbol; empty before its list was read. */
  public List<Instrument> of(Venue venue) {
    return byVenue.getOrDefault(venue, Map.of()).values().stream()
        .sorted(Comparator.comparing(Instrument::listing))
        .toList();
  }
}

package io.penstock.market.tick;

import java.util.Comparator;

/** A symbol at a venue, {@code BTC-USD@coinbase}: what trades, books and bars belong to. */
public record Listing(Symbol symbol, Venue venue) implements Comparable<Listing> {

  private static final Comparator<Listing> ORDER =
      Comparator.comparing(Listing::symbol).thenComparing(Listing::venue);

  public static Listing of(String symbol, String venue) {
    return new Listing(new Symbol(symbol), new Venue(venue));
  }

  @Override
  public int compareTo(Listing other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return symbol + "@" + venue;
  }
}

package io.penstock.sandbox.binance;

import io.penstock.sandbox.venue.Blueprint;
import io.penstock.sandbox.venue.Contents;
import io.penstock.sandbox.venue.Stage;
import io.penstock.sandbox.venue.Venue;
import io.penstock.sandbox.venue.VenueTools;
import java.util.List;

/** Makes the venue. */
final class BinanceBlueprint implements Blueprint<BinanceFrame, BinanceKnown> {

  private final BinanceContents contents = new BinanceContents();
  private final BinanceTimes times;

  BinanceBlueprint(BinanceTimes times) {
    this.times = times;
  }

  @Override
  public Contents<BinanceFrame, BinanceKnown> contents() {
    return contents;
  }

  @Override
  public Venue model(VenueTools tools, long seed, double rate) {
    return new BinanceVenue(
        tools, times, new BinanceModelMarket(BinanceProducts.ALL, seed, rate, tools.clock()));
  }

  @Override
  public Venue empty(VenueTools tools) {
    return new BinanceVenue(tools, times, new BinanceModelMarket(List.of(), 0, 1, tools.clock()));
  }

  @Override
  public Venue recorded(VenueTools tools, Stage<BinanceFrame, BinanceKnown> stage) {
    return new BinanceVenue(tools, times, new BinanceRecordedMarket(contents, stage));
  }
}

package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Blueprint;
import io.penstock.sandbox.venue.Contents;
import io.penstock.sandbox.venue.Stage;
import io.penstock.sandbox.venue.Venue;
import io.penstock.sandbox.venue.VenueTools;
import java.util.List;

/** Makes the venue. */
final class CoinbaseBlueprint implements Blueprint<RecordedFrame, Told> {

  private final CoinbaseContents contents = new CoinbaseContents();

  @Override
  public Contents<RecordedFrame, Told> contents() {
    return contents;
  }

  @Override
  public Venue model(VenueTools tools, long seed, double rate) {
    return new CoinbaseVenue(tools, new ModelMarket(Products.ALL, seed, rate, tools.clock()));
  }

  @Override
  public Venue empty(VenueTools tools) {
    return new CoinbaseVenue(tools, new ModelMarket(List.of(), 0, 1, tools.clock()));
  }

  @Override
  public Venue recorded(VenueTools tools, Stage<RecordedFrame, Told> stage) {
    return new CoinbaseVenue(tools, new RecordedMarket(contents, stage));
  }
}

package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Blueprint;
import io.penstock.sandbox.venue.Contents;
import io.penstock.sandbox.venue.Stage;
import io.penstock.sandbox.venue.Venue;
import io.penstock.sandbox.venue.VenueTools;
import java.util.List;

/** Makes the venue. */
final class KrakenBlueprint implements Blueprint<KrakenFrame, KrakenKnown> {

  private final KrakenContents contents = new KrakenContents();

  @Override
  public Contents<KrakenFrame, KrakenKnown> contents() {
    return contents;
  }

  @Override
  public Venue model(VenueTools tools, long seed, double rate) {
    return new KrakenVenue(
        tools, new KrakenModelMarket(KrakenProducts.ALL, seed, rate, tools.clock()));
  }

  @Override
  public Venue empty(VenueTools tools) {
    return new KrakenVenue(tools, new KrakenModelMarket(List.of(), 0, 1, tools.clock()));
  }

  @Override
  public Venue recorded(VenueTools tools, Stage<KrakenFrame, KrakenKnown> stage) {
    return new KrakenVenue(tools, new KrakenRecordedMarket(contents, stage));
  }
}

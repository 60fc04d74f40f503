package io.penstock.market.instruments;

import io.penstock.market.instruments.InstrumentsCodec.VenueList;
import io.penstock.market.tick.Listing;
import io.penstock.platform.streams.OutgoingRecord;
import java.util.List;

/** Instruments for tests of other modules. */
public final class TestInstruments {

  private TestInstruments() {}

  /** What whoever reads these records knows. */
  public static Instruments of(List<OutgoingRecord> records) {
    Instruments instruments = new Instruments();
    for (OutgoingRecord record : records) {
      VenueList list = InstrumentsCodec.decode(record.value());
      instruments.replace(list.venue(), list.instruments());
    }
    return instruments;
  }

  /** A pair that trades. */
  public static Instrument pair(String symbol, String venue, String name) {
    int hyphen = symbol.indexOf('-');
    return new Instrument(
        Listing.of(symbol, venue),
        hyphen < 0 ? Instrument.Kind.EQUITY : Instrument.Kind.CRYPTO,
        symbol,
        name,
        hyphen < 0 ? symbol : symbol.substring(0, hyphen),
        hyphen < 0 ? "USD" : symbol.substring(hyphen + 1),
        2,
        8,
        Instrument.Status.ONLINE);
  }
}

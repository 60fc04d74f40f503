package io.penstock.market.instruments;

import com.google.protobuf.InvalidProtocolBufferException;
import io.penstock.market.instruments.wire.InstrumentsV1;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.ArrayList;
import java.util.List;

/** A venue's list as it travels in its topic, by {@code streams/schemas/instruments.v1.proto}. */
public final class InstrumentsCodec {

  private InstrumentsCodec() {}

  /** A venue, and all that it lists. */
  record VenueList(Venue venue, List<Instrument> instruments) {}

  /**
   * About 70 bytes for each.
   *
   * @throws IllegalArgumentException for a list that {@link Instruments#replace} would refuse
   */
  public static byte[] encode(Venue venue, List<Instrument> instruments) {
    Instruments.bySymbol(venue, instruments);
    InstrumentsV1.Instruments.Builder wire =
        InstrumentsV1.Instruments.newBuilder().setVenue(venue.value());
    for (Instrument instrument : instruments) {
      wire.addInstruments(wire(instrument));
    }
    return wire.build().toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the bytes are no list of this version
   */
  static VenueList decode(byte[] bytes) {
    InstrumentsV1.Instruments wire;
    try {
      wire = InstrumentsV1.Instruments.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no list of instruments: " + e.getMessage(), e);
    }
    Venue venue = new Venue(wire.getVenue());
    List<Instrument> instruments = new ArrayList<>(wire.getInstrumentsCount());
    for (InstrumentsV1.Instrument instrument : wire.getInstrumentsList()) {
      instruments.add(instrument(venue, instrument));
    }
    return new VenueList(venue, instruments);
  }

  private static InstrumentsV1.Instrument wire(Instrument instrument) {
    return InstrumentsV1.Instrument.newBuilder()
        .setSymbol(instrument.listing().symbol().value())
        .setVenueId(instrument.venueId())
        .setName(instrument.name())
        .setKind(
            switch (instrument.kind()) {
              case CRYPTO -> InstrumentsV1.Instrument.Kind.KIND_CRYPTO;
              case EQUITY -> InstrumentsV1.Instrument.Kind.KIND_EQUITY;
            })
        .setBase(instrument.base())
        .setQuote(instrument.quote())
        .setPriceScale(instrument.priceScale())
        .setQuantityScale(instrument.quantityScale())
        .setStatus(
            switch (instrument.status()) {
              case ONLINE -> InstrumentsV1.Instrument.Status.STATUS_ONLINE;
              case OFFLINE -> InstrumentsV1.Instrument.Status.STATUS_OFFLINE;
            })
        .build();
  }

  private static Instrument instrument(Venue venue, InstrumentsV1.Instrument wire) {
    return new Instrument(
        new Listing(new Symbol(wire.getSymbol()), venue),
        switch (wire.getKind()) {
          case KIND_CRYPTO -> Instrument.Kind.CRYPTO;
          case KIND_EQUITY -> Instrument.Kind.EQUITY;
          case KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("instrument without a kind");
        },
        wire.getVenueId(),
        wire.getName(),
        wire.getBase(),
        wire.getQuote(),
        wire.getPriceScale(),
        wire.getQuantityScale(),
        switch (wire.getStatus()) {
          case STATUS_ONLINE -> Instrument.Status.ONLINE;
          case STATUS_OFFLINE -> Instrument.Status.OFFLINE;
          case STATUS_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("instrument without a status");
        });
  }
}

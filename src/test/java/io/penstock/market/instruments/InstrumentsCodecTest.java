package io.penstock.market.instruments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.util.JsonFormat;
import io.penstock.market.instruments.wire.InstrumentsV1;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Venue;
import io.penstock.platform.streams.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InstrumentsCodecTest {

  private static final Venue COINBASE = new Venue("coinbase");
  private static final List<Instrument> LIST =
      List.of(
          new Instrument(
              Listing.of("BTC-USD", "coinbase"),
              Instrument.Kind.CRYPTO,
              "BTC-USD",
              "Bitcoin / US Dollar",
              "BTC",
              "USD",
              2,
              8,
              Instrument.Status.ONLINE),
          new Instrument(
              Listing.of("OLD-USD", "coinbase"),
              Instrument.Kind.CRYPTO,
              "OLD-USD",
              "OLD-USD",
              "OLD",
              "USD",
              5,
              0,
              Instrument.Status.OFFLINE));

  @Test
  void encodesAsTheSchemasExampleSays() throws IOException {
    InstrumentsV1.Instruments.Builder wire = InstrumentsV1.Instruments.newBuilder();
    String example = Files.readString(Path.of("streams/schemas/examples/instruments.v1.json"));
    JsonFormat.parser().merge(example, wire);

    assertThat(InstrumentsV1.Instruments.parseFrom(InstrumentsCodec.encode(COINBASE, LIST)))
        .isEqualTo(wire.build());
  }

  @Test
  void decodesWhatItEncoded() {
    assertThat(InstrumentsCodec.decode(InstrumentsCodec.encode(COINBASE, LIST)))
        .isEqualTo(new InstrumentsCodec.VenueList(COINBASE, LIST));
    assertThat(InstrumentsCodec.decode(InstrumentsCodec.encode(COINBASE, List.of())).instruments())
        .isEmpty();
  }

  @Test
  void longestListFitsARecord() {
    String name = "N".repeat(Instrument.LONGEST_NAME);
    List<Instrument> most =
        IntStream.range(0, Instruments.MAX_PER_VENUE)
            .mapToObj(i -> TestInstruments.pair("ABCDEFGHIJKLMNO" + i + "-USD", "coinbase", name))
            .toList();
    assertThat(InstrumentsCodec.encode(COINBASE, most)).hasSizeLessThan(Streams.MAX_RECORD);
  }

  @Test
  void whatIsNoListIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InstrumentsCodec.decode(new byte[] {1, 2, 3}));
    byte[] withoutKind =
        InstrumentsV1.Instruments.newBuilder()
            .setVenue("coinbase")
            .addInstruments(
                InstrumentsV1.Instrument.newBuilder().setSymbol("BTC-USD").setName("Bitcoin"))
            .build()
            .toByteArray();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InstrumentsCodec.decode(withoutKind))
        .withMessage("instrument without a kind");
  }
}

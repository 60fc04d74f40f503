package io.penstock.market.instruments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstrumentsTest {

  private static final Venue COINBASE = new Venue("coinbase");
  private static final Venue KRAKEN = new Venue("kraken");

  private final Instruments instruments = new Instruments();

  private static Instrument instrument(String symbol, Venue venue) {
    return new Instrument(
        new Listing(new Symbol(symbol), venue),
        Instrument.Kind.CRYPTO,
        symbol,
        "Bitcoin / US Dollar",
        "BTC",
        "USD",
        2,
        8,
        Instrument.Status.ONLINE);
  }

  @Test
  void findsASymbolAtEveryVenue() {
    instruments.replace(KRAKEN, List.of(instrument("BTC-USD", KRAKEN)));
    instruments.replace(
        COINBASE, List.of(instrument("ETH-USD", COINBASE), instrument("BTC-USD", COINBASE)));

    assertThat(instruments.of(new Symbol("BTC-USD")))
        .containsExactly(instrument("BTC-USD", COINBASE), instrument("BTC-USD", KRAKEN));
    assertThat(instruments.of(COINBASE))
        .extracting(Instrument::venueId)
        .containsExactly("BTC-USD", "ETH-USD");
    assertThat(instruments.of(Listing.of("BTC-USD", "kraken")))
        .contains(instrument("BTC-USD", KRAKEN));
    assertThat(instruments.of(Listing.of("ETH-USD", "kraken"))).isEmpty();
    assertThat(instruments.of(Listing.of("ETH-USD", "binance"))).isEmpty();
  }

  @Test
  void newListReplacesTheOneBefore() {
    instruments.replace(KRAKEN, List.of(instrument("BTC-USD", KRAKEN)));
    instruments.replace(KRAKEN, List.of(instrument("ETH-USD", KRAKEN)));
    assertThat(instruments.of(new Symbol("BTC-USD"))).isEmpty();
  }

  @Test
  void listsThatCannotBeRightAreRefused() {
    Instrument one = instrument("BTC-USD", KRAKEN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> instruments.replace(COINBASE, List.of(one)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> instruments.replace(KRAKEN, List.of(one, one)));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            instruments.replace(KRAKEN, Collections.nCopies(Instruments.MAX_PER_VENUE + 1, one)));
    assertThat(instruments.of(KRAKEN)).isEmpty();
  }
}

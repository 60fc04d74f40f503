package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KrakenSymbolsTest {

  @ParameterizedTest
  @CsvSource({
    "BTC-USD,  BTC/USD,  XBT/USD,  XBTUSD",
    "ETH-BTC,  ETH/BTC,  ETH/XBT,  ETHXBT",
    "DOGE-EUR, DOGE/EUR, XDG/EUR,  XDGEUR",
    "DOGE-BTC, DOGE/BTC, XDG/XBT,  XDGXBT",
    "ETH-USDT, ETH/USDT, ETH/USDT, ETHUSDT",
    "1INCH-USD,1INCH/USD,1INCH/USD,1INCHUSD"
  })
  void symbolHasItsNames(String symbol, String name, String listed, String restName) {
    Listing listing = Listing.of(symbol, "kraken");

    assertThat(KrakenSymbols.listing(name)).isEqualTo(listing);
    assertThat(KrakenSymbols.name(listing.symbol())).isEqualTo(name);
    assertThat(KrakenSymbols.listedByRest(listed)).isEqualTo(listing);
    assertThat(KrakenSymbols.restName(listing.symbol())).isEqualTo(restName);
  }

  @Test
  void symbolThatIsNoPairIsNoneAtKrakenEither() {
    assertThat(KrakenSymbols.name(new Symbol("AAPL"))).isEqualTo("AAPL");
    assertThat(KrakenSymbols.restName(new Symbol("AAPL"))).isEqualTo("AAPL");
    assertThatIllegalArgumentException().isThrownBy(() -> KrakenSymbols.listing("AAPL"));
    assertThatIllegalArgumentException().isThrownBy(() -> KrakenSymbols.listedByRest("AAPLx/USD"));
  }
}

package io.penstock.market.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BTC-USD",
        "AAPL",
        "BRK.B",
        "1INCH-EUR",
        "A",
        "ABCDEFGHIJKLMNOPQRST-ABCDEFGHIJKLMNOPQRST"
      })
  void symbolsArePairsOrShares(String symbol) {
    assertThat(new Symbol(symbol)).hasToString(symbol);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "BTC-",
        "-USD",
        "BTC-USD-X",
        "btc-usd",
        "BTC/USD",
        ".A",
        "BTC-.A",
        "BTC USD",
        "ÄPFEL",
        "BTC\n",
        "ABCDEFGHIJKLMNOPQRSTU",
        "BTC-ABCDEFGHIJKLMNOPQRSTU"
      })
  void otherSpellingsAreNoSymbols(String symbol) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Symbol(symbol))
        .withMessage("symbol must look like BTC-USD or AAPL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Kraken", "1kraken", "-kraken", "kra ken", "abcdefghijklmnopqrstu"})
  void venuesAreSmallLettersDigitsAndHyphens(String venue) {
    assertThat(new Venue("a1-b")).hasToString("a1-b");
    assertThatIllegalArgumentException().isThrownBy(() -> new Venue(venue));
  }

  @Test
  void formsAreThoseOfTheDocumentedPatterns() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      String text = text(random);
      assertThat(accepts(() -> new Symbol(text)))
          .as(text)
          .isEqualTo(text.matches("[A-Z0-9][A-Z0-9.]{0,19}(-[A-Z0-9][A-Z0-9.]{0,19})?"));
      assertThat(accepts(() -> new Venue(text)))
          .as(text)
          .isEqualTo(text.matches("[a-z][a-z0-9-]{0,19}"));
    }
  }

  @Test
  void ordersBySymbolThenVenue() {
    assertThat(Listing.of("BTC-USD", "kraken"))
        .isGreaterThan(Listing.of("BTC-USD", "coinbase"))
        .isLessThan(Listing.of("ETH-USD", "coinbase"))
        .hasToString("BTC-USD@kraken");
  }

  private static String text(Random random) {
    String letters = random.nextBoolean() ? "AZ09.-" : "az09-";
    return random
        .ints(
            random.nextInt(24),
            0,
            random.nextInt(20) == 0 ? letters.length() : letters.length() - 1)
        .mapToObj(letters::charAt)
        .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
        .insert(0, random.nextInt(3) == 0 ? "A-" : "")
        .toString();
  }

  private static boolean accepts(Runnable making) {
    try {
      making.run();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

package io.penstock.market.instruments;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchIndexTest {

  private final Instruments instruments = new Instruments();

  @BeforeEach
  void list() {
    list(
        "coinbase",
        "BTC-USD Bitcoin / US Dollar",
        "BTC-EUR Bitcoin / Euro",
        "BCH-USD Bitcoin Cash / US Dollar",
        "ETH-BTC Ethereum / Bitcoin",
        "BTCB-USD Binance Bitcoin / US Dollar",
        "APE-USD ApeCoin / US Dollar");
    list("alpaca", "AAPL Apple Inc.", "APP AppLovin Corporation", "SNAP Snap Inc.", "A Agilent");
    list("kraken", "BTC-USD Bitcoin");
  }

  private void list(String venue, String... listed) {
    instruments.replace(
        new Venue(venue),
        Arrays.stream(listed)
            .map(line -> line.split(" ", 2))
            .map(parts -> TestInstruments.pair(parts[0], venue, parts[1]))
            .toList());
  }

  private String found(String query) {
    return String.join(
        " ", instruments.search(query, 10).stream().map(hit -> hit.symbol().value()).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "app, APP AAPL",
    "APP, APP AAPL",
    "aapl, AAPL",
    "btc, BTC-EUR BTC-USD BTCB-USD ETH-BTC",
    "btc-usd, BTC-USD",
    "btc/usd, BTC-USD",
    "btcusd, BTC-USD",
    "'  bitcoin ', BTC-EUR BTC-USD BCH-USD ETH-BTC BTCB-USD",
    "bitcoin c, BCH-USD",
    "us d, APE-USD BCH-USD BTC-USD BTCB-USD",
    "nap, SNAP",
    "pleco, ''",
    "'', ''",
    "' ', ''",
    "/, APE-USD BCH-USD BTC-EUR BTC-USD BTCB-USD ETH-BTC",
  })
  void ranks(String query, String expected) {
    assertThat(found(query)).isEqualTo(expected);
  }

  @Test
  void tickerItselfIsFirstAndWhatOnlyHoldsItLast() {
    list(
        "alpaca",
        "APPX Applied Something",
        "APP AppLovin Corporation",
        "XAPP Nothing",
        "ZZZ Great Apples",
        "YYY Grapple");
    assertThat(found("app")).isEqualTo("APP APPX ZZZ XAPP YYY");
  }

  @Test
  void symbolOfSeveralVenuesIsFoundOnce() {
    Found btc = instruments.search("btc-usd", 10).getFirst();
    assertThat(btc)
        .isEqualTo(
            new Found(
                new Symbol("BTC-USD"),
                "Bitcoin / US Dollar",
                Instrument.Kind.CRYPTO,
                "USD",
                List.of(new Venue("coinbase"), new Venue("kraken"))));
  }

  @Test
  void noMoreAreFoundThanWanted() {
    for (int limit = 1; limit <= 5; limit++) {
      assertThat(instruments.search("b", limit)).hasSize(Math.min(limit, 5));
      assertThat(instruments.search("b", limit))
          .isEqualTo(instruments.search("b", 5).subList(0, limit));
    }
  }

  @Test
  void newListIsFoundAndTheOneBeforeIsNot() {
    list("alpaca", "MSFT Microsoft Corporation");
    assertThat(found("apple")).isEmpty();
    assertThat(found("micro")).isEqualTo("MSFT");
    list("alpaca");
    assertThat(found("micro")).isEmpty();
    assertThat(found("btc-usd")).isEqualTo("BTC-USD");
  }

  @ParameterizedTest
  @CsvSource({
    "BTCUSD, BTC-USD",
    "btc_usd, BTC-USD",
    "BTC-USDD, BTC-USD",
    "BCT-USD, BTC-USD",
    "APPL, AAPL",
    "AAPPL, AAPL",
    "BTC-XXX, BTC-EUR",
    "Bitcoin, BTC-USD",
  })
  void suggestsWhatMayHaveBeenMeant(String unknown, String meant) {
    assertThat(instruments.suggest(unknown, 5)).contains(new Symbol(meant)).hasSizeLessThan(6);
  }

  @Test
  void suggestsNothingThatIsFarOff() {
    assertThat(instruments.suggest("QQQQQQ", 5)).isEmpty();
    assertThat(instruments.suggest("", 5)).isEmpty();
    assertThat(instruments.suggest("☃", 5)).isEmpty();
  }

  @Test
  void distanceCountsLettersAndSwaps() {
    assertThat(SearchIndex.distance("BTC", "BTC")).isZero();
    assertThat(SearchIndex.distance("BTC", "BCT")).isEqualTo(1);
    assertThat(SearchIndex.distance("BTC", "BTCX")).isEqualTo(1);
    assertThat(SearchIndex.distance("BTC", "TC")).isEqualTo(1);
    assertThat(SearchIndex.distance("BTC", "XTC")).isEqualTo(1);
    assertThat(SearchIndex.distance("", "ABC")).isEqualTo(3);
  }

  /** By looking at everything, one by one. */
  @Test
  void findsWhatAScanFinds() {
    long seed = 20261121;
    Random random = new Random(seed);
    List<String> listed = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      listed.add(word(random, 4) + i + "-USD " + word(random, 6) + " " + word(random, 5));
    }
    list("coinbase", listed.toArray(String[]::new));
    list("alpaca");
    list("kraken");
    for (int i = 0; i < 300; i++) {
      String query = word(random, 3);
      List<String> expected =
          listed.stream()
              .filter(line -> line.toUpperCase(Locale.ROOT).contains(query))
              .map(line -> line.split(" ")[0])
              .toList();
      assertThat(instruments.search(query, 1_000))
          .as("%s with seed %d", query, seed)
          .extracting(hit -> hit.symbol().value())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static String word(Random random, int longest) {
    return Stream.generate(() -> "ABCDE".charAt(random.nextInt(5)))
        .limit(1 + random.nextInt(longest))
        .map(String::valueOf)
        .reduce("", String::concat);
  }
}

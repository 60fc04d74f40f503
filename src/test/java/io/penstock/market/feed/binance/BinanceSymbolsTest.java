package io.penstock.market.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.tick.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BinanceSymbolsTest {

  private final BinanceSymbols symbols = new BinanceSymbols();

  private Symbol symbol(String name) {
    return symbols.listing(name).symbol();
  }

  @ParameterizedTest
  @CsvSource({
    "BTCUSDT, BTC-USDT",
    "ETHBTC, ETH-BTC",
    "BTCTUSD, BTC-TUSD",
    "BTCFDUSD, BTC-FDUSD",
    "1000SATSUSDT, 1000SATS-USDT",
    "USDCUSDT, USDC-USDT",
    "BNBEUR, BNB-EUR",
    "BTCUSD, BTC-USD"
  })
  void namesAreSplitWhereAKnownQuoteBegins(String name, String symbol) {
    assertThat(symbol(name)).isEqualTo(new Symbol(symbol));
    assertThat(BinanceSymbols.name(new Symbol(symbol))).isEqualTo(name);
  }

  @Test
  void whatWeWereToldIsSpeltAsTold() {
    assertThat(symbol("ABCBTC")).isEqualTo(new Symbol("ABC-BTC"));
    symbols.learn(new Symbol("ABCB-TC"));
    assertThat(symbol("ABCBTC")).isEqualTo(new Symbol("ABCB-TC"));
    assertThat(BinanceSymbols.streamName(new Symbol("ABCB-TC"))).isEqualTo("abcbtc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "USDT", "BTC", "BTC-USDT", "btcusdt", "BTC/USDT", "币安USDT", " USDT"})
  void whatIsNoPairIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> symbols.listing(name));
  }

  /** The list is what counts; without it nearly all are right all the same. */
  @Test
  void splittingAgreesWithTheListOfARealExchange() {
    List<String> wrong = new ArrayList<>();
    int listed = 0;
    try (Stream<RecordedFrame> answers =
        Recordings.frames("binance/exchange-info-20211012.jsonl.gz")) {
      RecordedFrame answer = answers.findFirst().orElseThrow();
      JsonNode info = JsonMapper.builder().build().readTree(answer.frame());
      for (JsonNode product : info.path("symbols")) {
        listed++;
        String base = Objects.requireNonNull(product.path("baseAsset").stringValue(null));
        String name = Objects.requireNonNull(product.path("symbol").stringValue(null));
        if (!symbol(name).value().startsWith(base + "-")) {
          wrong.add(name);
        }
      }
    }
    assertThat(listed).isEqualTo(1_695);
    assertThat(wrong).isEmpty();
  }
}

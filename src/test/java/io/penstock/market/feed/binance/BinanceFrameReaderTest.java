package io.penstock.market.feed.binance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Trade;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinanceFrameReaderTest {

  private static final String TRADE =
      "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1723161255343,\"s\":\"BTCUSDT\","
          + "\"t\":4711,\"p\":\"61837.63\",\"q\":\"0.02\",\"T\":1723161255342,\"m\":true,\"M\":true}}";

  private static final String BOOK =
      "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1723161255208,"
          + "\"s\":\"BTCUSDT\",\"U\":7,\"u\":8,\"b\":[[\"61737.63\",\"0.00\"]],\"a\":[]}}";

  private static final String NOTHING = "{\"result\":null,\"id\":1}";

  private static final Instant RECEIVED = Instant.parse("2026-03-02T10:00:00.2Z");

  private final BinanceFrameReader reader = new BinanceFrameReader();

  private List<MarketEvent> read(String frame) {
    return reader.read(frame.getBytes(UTF_8), RECEIVED);
  }

  @Test
  void readsTradesAndBooks() {
    assertThat(read(TRADE))
        .singleElement()
        .isInstanceOfSatisfying(
            Trade.class,
            trade -> {
              assertThat(trade.tradeId()).isEqualTo(4_711);
              assertThat(trade.price()).hasToString("61837.63");
              assertThat(trade.times().received()).isEqualTo(RECEIVED);
            });
    assertThat(read(BOOK)).singleElement().isInstanceOf(BookChange.class);
  }

  @Test
  void whatTellsNothingOfTheMarketIsNothing() {
    assertThat(read(NOTHING)).isEmpty();
  }

  @Test
  void saysWhyItCannotRead() {
    assertThatThrownBy(() -> read("{\"a")).isInstanceOf(UnparsableFrameException.class);
  }
}

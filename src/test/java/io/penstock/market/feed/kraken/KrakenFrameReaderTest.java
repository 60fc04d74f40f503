package io.penstock.market.feed.kraken;

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

class KrakenFrameReaderTest {

  private static final String TRADE =
      "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"side\":\"buy\","
          + "\"price\":61837.63,\"qty\":0.5,\"ord_type\":\"market\",\"trade_id\":4711,"
          + "\"timestamp\":\"2026-03-02T10:00:00.1Z\"}]}";

  private static final String BOOK =
      "{\"channel\":\"book\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":[],"
          + "\"asks\":[{\"price\":29430.3,\"qty\":8.25}],\"checksum\":3111681483,"
          + "\"timestamp\":\"2026-03-02T10:00:00.1Z\"}]}";

  private static final String NOTHING = "{\"channel\":\"heartbeat\"}";

  private static final Instant RECEIVED = Instant.parse("2026-03-02T10:00:00.2Z");

  private final KrakenFrameReader reader = new KrakenFrameReader();

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

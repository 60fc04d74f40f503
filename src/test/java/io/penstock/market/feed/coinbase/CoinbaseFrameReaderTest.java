package io.penstock.market.feed.coinbase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.tick.MarketEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CoinbaseFrameReaderTest {

  private static final Instant RECEIVED = Instant.parse("2026-11-21T10:00:00.2Z");

  private final CoinbaseFrameReader reader = new CoinbaseFrameReader();

  private List<String> read(String frame) {
    return reader.read(frame.getBytes(UTF_8), RECEIVED).stream()
        .map(MarketEvent::described)
        .toList();
  }

  @Test
  void readsWhatTellsOfTheMarket() throws IOException {
    List<String> told =
        Files.readAllLines(Path.of("src/test/resources/frames/coinbase/session.jsonl")).stream()
            .map(line -> JsonMapper.shared().readTree(line))
            .filter(line -> line.path("direction").asString().equals("in"))
            .filter(line -> line.path("channel").asString().equals("ws"))
            .flatMap(line -> read(line.path("frame").asString()).stream())
            .map(words -> words.replaceAll(" \\d+ of", " of"))
            .distinct()
            .toList();
    assertThat(told)
        .contains(
            "trade of ABC-USD@coinbase",
            "quote of ABC-USD@coinbase",
            "whole book of ABC-USD@coinbase",
            "change of the book of ABC-USD@coinbase");
  }

  @Test
  void theTradeBeforeASubscriptionIsNoNews() {
    String trade =
        "{\"type\":\"%s\",\"trade_id\":7,\"side\":\"sell\",\"size\":\"0.5\",\"price\":\"61820.99\","
            + "\"product_id\":\"BTC-USD\",\"time\":\"2026-11-21T10:00:00.123456Z\"}";
    assertThat(read(trade.formatted("match"))).containsExactly("trade 7 of BTC-USD@coinbase");
    assertThat(read(trade.formatted("last_match"))).isEmpty();
  }

  @Test
  void saysWhyItCannotRead() {
    assertThatThrownBy(() -> read("{\"type\":\"match\",\"product_id\":\"BTC-USD\"}"))
        .isInstanceOf(UnparsableFrameException.class)
        .hasMessage("trade_id is missing");
  }
}

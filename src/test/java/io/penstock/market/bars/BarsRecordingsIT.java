package io.penstock.market.bars;

import static io.penstock.market.bars.BarsHarness.FIRST;
import static io.penstock.market.bars.TestTicks.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Match;
import io.penstock.market.feed.coinbase.CoinbaseParser;
import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Trade;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Real trades, and the bars they must make. */
class BarsRecordingsIT {

  private static BarsHarness harness;

  @BeforeAll
  static void start() {
    harness = new BarsHarness();
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  @BeforeEach
  void empty() {
    harness.rows("SELECT market_add_month('2026-01-01')::text");
    harness.empty();
    harness.clock.set(MINUTE);
  }

  @Test
  void makesTheBarsOfTheCoinbaseRecording() {
    JsonNode expected = Recordings.expected("coinbase-exchange-20210417.json");

    harness.play(FIRST, coinbase());

    for (Map.Entry<String, JsonNode> product : expected.path("products").properties()) {
      Listing listing = Listing.of(product.getKey(), "coinbase");
      ExpectedBars.assertBars(
          history(listing, BarInterval.ONE_SECOND), product.getValue().path("bars_1s"));
      ExpectedBars.assertBars(
          history(listing, BarInterval.ONE_MINUTE), product.getValue().path("bars_1m"));
    }
    assertThat(harness.rows("SELECT count(*)::text FROM market_trades")).containsExactly("97");
    assertThat(harness.streams.known()).isEqualTo(harness.storedBars());
  }

  @Test
  void aSecondReplayChangesNothing() {
    List<MarketEvent> events = coinbase();
    harness.play(FIRST, events);
    List<String> once = harness.tables();
    int sent = harness.streams.sent().size();

    harness.play(FIRST, events);
    assertThat(harness.tables()).isEqualTo(once);

    harness.streams.topicId =
        "topic-2"; // made anew: the same trades under positions that begin again
    harness.play(FIRST, events);
    assertThat(harness.tables()).isEqualTo(once);
    assertThat(harness.streams.sent().size()).isGreaterThan(sent);
    assertThat(harness.streams.known()).isEqualTo(harness.storedBars());
    harness.streams.topicId = "topic-1";
  }

  @Test
  void makesTheMinutesOfADayOfMtGox() throws IOException {
    JsonNode expected = Recordings.expected("trades-mtgox-btcusd-20130101.json");
    List<Trade> trades = mtGox();

    harness.play(FIRST, trades);

    List<Bar> minutes = history(Listing.of("BTC-USD", "mtgox"), BarInterval.ONE_MINUTE);
    ExpectedBars.assertBars(minutes, expected.path("bars_1m"));
    assertThat(minutes).hasSize(537);
    assertThat(minutes.stream().mapToLong(Bar::trades).sum()).isEqualTo(2_331);
    assertThat(minutes.stream().allMatch(bar -> bar.revision() == 0)).isTrue();
    assertThat(minutes.stream().filter(bar -> !bar.closed())).containsExactly(minutes.getLast());
  }

  @Test
  void pagesThroughHistoryInOrder() throws IOException {
    harness.play(FIRST, mtGox());
    Listing listing = Listing.of("BTC-USD", "mtgox");
    List<Bar> paged = new ArrayList<>();
    Instant from = Instant.EPOCH;
    List<Bar> page;
    do {
      page = page(listing, BarInterval.ONE_MINUTE, from, 100);
      paged.addAll(page);
      from = page.isEmpty() ? from : page.getLast().end();
    } while (page.size() == 100);

    assertThat(paged).isEqualTo(history(listing, BarInterval.ONE_MINUTE)).hasSize(537);
    assertThat(paged).isSortedAccordingTo((one, other) -> one.start().compareTo(other.start()));
    assertThat(page(listing, BarInterval.ONE_MINUTE, paged.get(9).start(), 1))
        .containsExactly(paged.get(9));
    assertThat(page(Listing.of("BTC-USD", "kraken"), BarInterval.ONE_MINUTE, Instant.EPOCH, 10))
        .isEmpty();
  }

  private static List<Bar> history(Listing listing, BarInterval interval) {
    return page(listing, interval, Instant.EPOCH, Bars.MOST);
  }

  private static List<Bar> page(Listing listing, BarInterval interval, Instant from, int limit) {
    return Objects.requireNonNull(
            harness
                .bars
                .history(listing, interval, from, MINUTE.plusSeconds(86_400), limit)
                .block())
        .bars();
  }

  private static List<MarketEvent> coinbase() {
    try (Stream<RecordedFrame> frames = Recordings.frames("coinbase/exchange-20210417.jsonl.gz")) {
      List<MarketEvent> events = new ArrayList<>();
      frames
          .filter(RecordedFrame::isIncoming)
          .forEach(frame -> {
            Instant received = frame.received();
            if (received != null
                && CoinbaseParser.parse(frame.frame().getBytes(StandardCharsets.UTF_8))
                    instanceof Match match) {
              events.add(match.trade(received));
            }
          });
      return events;
    }
  }

  private static List<Trade> mtGox() throws IOException {
    try (Stream<String> lines =
        Files.lines(Recordings.root().resolve("trades/mtgox-btcusd-20130101.csv"))) {
      return lines.skip(1).map(line -> line.split(",", -1)).map(BarsRecordingsIT::mtGox).toList();
    }
  }

  private static Trade mtGox(String[] row) {
    long id = Long.parseLong(row[0]);
    Instant time = Instant.ofEpochSecond(id / 1_000_000, id % 1_000_000 * 1_000);
    return TestTicks.trade(Listing.of("BTC-USD", "mtgox"), id, row[1], row[2], time, time);
  }
}

package io.penstock.sandbox.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.coinbase.Market.Candle;
import io.penstock.sandbox.coinbase.Market.Day;
import io.penstock.sandbox.coinbase.Market.Match;
import io.penstock.sandbox.venue.SteppedClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelMarketTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String BTC = "BTC-USD";

  private final SteppedClock clock = new SteppedClock("2026-11-21T12:00:00Z");
  private final ModelMarket market = new ModelMarket(Products.ALL, 1, 1, clock);
  private final Subscriptions subscriptions = new Subscriptions();
  private final ModelLine line = new ModelLine(market, subscriptions);
  private final List<JsonNode> told = new ArrayList<>();

  @Test
  void tellsTheSameFramesForTheSameSeed() {
    SteppedClock again = new SteppedClock("2026-11-21T12:00:00Z");
    Subscriptions same = new Subscriptions();
    ModelLine other = new ModelLine(new ModelMarket(Products.ALL, 1, 1, again), same);
    for (String product : market.products()) {
      for (Channel channel : Channel.values()) {
        subscriptions.add(channel, product);
        same.add(channel, product);
        assertThat(line.joined(channel, product)).isEqualTo(other.joined(channel, product));
      }
    }
    for (int i = 0; i < 500; i++) {
      clock.step(Duration.ofMillis(10));
      again.step(Duration.ofMillis(10));
      assertThat(line.due()).isEqualTo(other.due());
    }
  }

  @Test
  void keepsBooksOfClientsEqualToTheBookAtRest() {
    Map<String, ClientBook> books = new HashMap<>();
    market.products().forEach(product -> join(product, Channel.LEVEL2));
    for (int i = 0; i < 600; i++) {
      for (JsonNode frame : told) {
        books.computeIfAbsent(product(frame), id -> new ClientBook()).hear(frame);
      }
      for (String product : market.products()) {
        JsonNode rest = JSON.readTree(CoinbaseMessages.book(market.book(product), false));
        List<String> levels =
            Stream.of("bids", "asks")
                .flatMap(side -> rest.path(side).valueStream())
                .map(level -> level.path(0).asString() + " " + level.path(1).asString())
                .toList();
        assertThat(books.computeIfAbsent(product, id -> new ClientBook()).levels())
            .isEqualTo(levels);
      }
      step(Duration.ofMillis(10 + 7 * (i % 20)));
    }
  }

  @Test
  void tellsEachTradeOnceAndAsRestDoes() {
    join(BTC, Channel.MATCHES);
    JsonNode before = told.getFirst();
    assertThat(before.path("type").asString()).isEqualTo("last_match");
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      step(Duration.ofMillis(10));
      told.forEach(match -> ids.add(match.path("trade_id").asLong()));
    }
    long first = before.path("trade_id").asLong();
    List<Match> rest = market.trades(BTC, first, Long.MAX_VALUE, 1_000).reversed();
    assertThat(ids).isNotEmpty().isEqualTo(rest.stream().map(Match::tradeId).toList());
    assertThat(ids).isEqualTo(Stream.iterate(first + 1, id -> id + 1).limit(ids.size()).toList());
  }

  @Test
  void showsInTickerTheMatchAndTheBookOfItsMoment() {
    ClientBook book = new ClientBook();
    join(BTC, Channel.LEVEL2);
    join(BTC, Channel.MATCHES);
    join(BTC, Channel.TICKER);
    JsonNode match = JSON.createObjectNode();
    int tickers = 0;
    for (int i = 0; i < 2_000; i++) {
      for (JsonNode frame : told) {
        switch (frame.path("type").asString()) {
          case "snapshot", "l2update" -> book.hear(frame);
          case "last_match", "match" -> match = frame;
          default -> {
            assertThat(frame.path("price")).isEqualTo(match.path("price"));
            assertThat(frame.path("last_size")).isEqualTo(match.path("size"));
            assertThat(frame.path("trade_id")).isEqualTo(match.path("trade_id"));
            assertThat(frame.path("sequence")).isEqualTo(match.path("sequence"));
            assertThat(frame.path("time")).isEqualTo(match.path("time"));
            assertThat(frame.path("side")).isNotEqualTo(match.path("side"));
            if (tickers++ > 0) {
              assertThat(number(frame, "best_bid")).isEqualByComparingTo(book.bestBid());
              assertThat(number(frame, "best_ask")).isEqualByComparingTo(book.bestAsk());
              BigDecimal touch =
                  frame.path("side").asString().equals("buy") ? book.bestAsk() : book.bestBid();
              assertThat(number(frame, "price")).isEqualByComparingTo(touch);
            }
          }
        }
      }
      step(Duration.ofMillis(10));
    }
    assertThat(tickers).isGreaterThan(20);
  }

  @Test
  void beatsOnceASecondWithTheLastTradeId() {
    join(BTC, Channel.HEARTBEAT);
    List<JsonNode> beats = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      step(Duration.ofMillis(10));
      beats.addAll(told);
      told.forEach(beat ->
          assertThat(beat.path("last_trade_id").asLong())
              .isEqualTo(market.trades(BTC, 0, Long.MAX_VALUE, 1).getFirst().tradeId()));
    }
    assertThat(beats)
        .hasSize(10)
        .allMatch(beat -> beat.path("type").asString().equals("heartbeat"));
  }

  @Test
  void tellsASlowClientOneDifferenceOfManySteps() {
    join(BTC, Channel.LEVEL2);
    step(Duration.ofMinutes(1));
    assertThat(told).hasSize(1);
  }

  @Test
  void tellsLateTradesInBoundedPortions() {
    join(BTC, Channel.MATCHES);
    long missed = -told.getFirst().path("trade_id").asLong();
    step(Duration.ofHours(1));
    assertThat(told).hasSize(500);
    missed += market.trades(BTC, 0, Long.MAX_VALUE, 1).getFirst().tradeId();
    long heard = told.size();
    for (int i = 0; i < 100; i++) {
      step(Duration.ZERO);
      heard += told.size();
    }
    assertThat(heard).isEqualTo(missed);
  }

  @Test
  void raisesIdsOverARestart() {
    long before = market.trades(BTC, 0, Long.MAX_VALUE, 1).getFirst().tradeId();
    clock.step(Duration.ofSeconds(30));
    long after =
        new ModelMarket(Products.ALL, 1, 1, clock)
            .trades(BTC, 0, Long.MAX_VALUE, 1)
            .getFirst()
            .tradeId();
    assertThat(after).isGreaterThan(before);
  }

  @Test
  void keepsTheLastPriceWithinTheRangeOfTheDay() {
    for (String product : market.products()) {
      Day day = market.day(product);
      BigDecimal last =
          new BigDecimal(market.trades(product, 0, Long.MAX_VALUE, 1).getFirst().price());
      assertThat(last).isBetween(new BigDecimal(day.low()), new BigDecimal(day.high()));
      assertThat(new BigDecimal(day.open()))
          .isBetween(new BigDecimal(day.low()), new BigDecimal(day.high()));
      assertThat(new BigDecimal(day.volume())).isPositive();
    }
  }

  @Test
  void foldsMinuteCandlesFromItsTrades() {
    Instant minute = Instant.parse("2026-11-21T11:59:00Z");
    String product = "SHIB-USD";
    Candle candle = market.candles(product, Duration.ofMinutes(1), minute, minute).getFirst();
    List<Match> trades =
        market.trades(product, 0, Long.MAX_VALUE, 100).reversed().stream()
            .filter(match -> !Instant.parse(match.time()).isBefore(minute))
            .filter(match -> Instant.parse(match.time()).isBefore(minute.plusSeconds(60)))
            .toList();
    assertThat(trades).hasSizeBetween(2, 32);
    assertThat(new BigDecimal(candle.open())).isEqualByComparingTo(trades.getFirst().price());
    assertThat(new BigDecimal(candle.close())).isEqualByComparingTo(trades.getLast().price());
    assertThat(new BigDecimal(candle.volume()))
        .isEqualByComparingTo(
            trades.stream()
                .map(match -> new BigDecimal(match.size()))
                .reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  @Test
  void givesThreeHundredDaysOfCandles() {
    Instant today = Instant.parse("2026-11-21T00:00:00Z");
    List<Candle> candles =
        market.candles(BTC, Duration.ofDays(1), today.minus(Duration.ofDays(299)), today);
    assertThat(candles)
        .hasSize(300)
        .isSortedAccordingTo((a, b) -> Long.compare(b.epochSecond(), a.epochSecond()));
  }

  private void join(String product, Channel channel) {
    subscriptions.add(channel, product);
    line.joined(channel, product).forEach(frame -> told.add(JSON.readTree(frame)));
  }

  private void step(Duration by) {
    clock.step(by);
    told.clear();
    line.due().forEach(frame -> told.add(JSON.readTree(frame)));
  }

  private static String product(JsonNode frame) {
    return frame.path("product_id").asString();
  }

  private static BigDecimal number(JsonNode frame, String field) {
    return new BigDecimal(frame.path(field).asString());
  }
}

package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Line;
import io.penstock.sandbox.venue.Replay;
import io.penstock.sandbox.venue.Stage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** A recording of the exchange. */
final class RecordedMarket implements Market {

  private final Stage<RecordedFrame, Told> stage;
  private final CoinbaseContents contents;

  RecordedMarket(CoinbaseContents contents, Stage<RecordedFrame, Told> stage) {
    this.contents = contents;
    this.stage = stage;
  }

  Stage<RecordedFrame, Told> stage() {
    return stage;
  }

  CoinbaseContents contents() {
    return contents;
  }

  @Override
  public Replay replay() {
    return stage.replay();
  }

  @Override
  public Set<String> products() {
    return contents.products();
  }

  @Override
  public String describe(String product) {
    return contents.describe(product);
  }

  @Override
  public MarketLine line(Subscriptions subscriptions) {
    return new RecordedLine(this, subscriptions);
  }

  @Override
  public List<Match> trades(String product, long newerThan, long olderThan, int limit) {
    Known known = stage.foremost().known().product(product);
    return known == null ? List.of() : known.trades(newerThan, olderThan, limit);
  }

  @Override
  public @Nullable Book book(String product) {
    Known known = stage.foremost().known().product(product);
    return known == null ? null : known.book(time());
  }

  @Override
  public @Nullable Day day(String product) {
    Known known = stage.foremost().known().product(product);
    RecordedFrame ticker = known == null ? null : known.ticker();
    if (ticker == null) {
      return null;
    }
    JsonNode json = ticker.json();
    return new Day(
        json.path("open_24h").asString("0"),
        json.path("high_24h").asString("0"),
        json.path("low_24h").asString("0"),
        json.path("volume_24h").asString("0"),
        json.path("volume_30d").asString("0"));
  }

  @Override
  public List<Candle> candles(String product, Duration granularity, Instant from, Instant to) {
    NavigableMap<Long, Candle> candles = new TreeMap<>(Comparator.reverseOrder());
    List<Match> trades = trades(product, 0, Long.MAX_VALUE, Integer.MAX_VALUE);
    for (Match match : trades.reversed()) {
      Instant time = Line.instant(match.time());
      if (time != null) {
        long second =
            Math.floorDiv(time.getEpochSecond(), granularity.toSeconds()) * granularity.toSeconds();
        if (second >= from.getEpochSecond() && second <= to.getEpochSecond()) {
          candles.merge(second, candle(second, match), (candle, one) -> joined(candle, match));
        }
      }
    }
    return List.copyOf(candles.values());
  }

  @Override
  public Instant time() {
    return stage.time();
  }

  @Override
  public Mono<Void> close() {
    return stage.close();
  }

  private static Candle candle(long second, Match match) {
    String price = match.price();
    return new Candle(second, price, price, price, price, match.size());
  }

  private static Candle joined(Candle candle, Match match) {
    BigDecimal price = new BigDecimal(match.price());
    return new Candle(
        candle.epochSecond(),
        price.compareTo(new BigDecimal(candle.low())) < 0 ? match.price() : candle.low(),
        price.compareTo(new BigDecimal(candle.high())) > 0 ? match.price() : candle.high(),
        candle.open(),
        match.price(),
        new BigDecimal(candle.volume()).add(new BigDecimal(match.size())).toPlainString());
  }
}

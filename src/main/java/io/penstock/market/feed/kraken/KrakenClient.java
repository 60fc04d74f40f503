package io.penstock.market.feed.kraken;

import io.penstock.market.feed.FeedLineException;
import io.penstock.market.feed.Printable;
import io.penstock.market.feed.Product;
import io.penstock.market.feed.TradeGap;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Kraken's REST API: what it lists, and its history of trades. */
final class KrakenClient {

  /** The whole list of pairs is about two megabytes. */
  static final int MAX_ANSWER = 16 << 20;

  /**
   * The WebSocket's times have microseconds, those of REST may have more: what is asked for begins
   * a little before.
   */
  private static final Duration FINEST = Duration.ofNanos(1_000);

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /**
   * Made beforehand: Jackson may wait for a lock when it meets a type for the first time, and event
   * loops must not.
   */
  private static final ObjectReader PAIRS = JSON.readerFor(Pairs.class);

  private static final ObjectReader TRADES = JSON.readerFor(JsonNode.class);

  private final VenueClient venue;
  private final Clock clock;

  KrakenClient(VenueClient venue, Clock clock) {
    this.venue = venue;
    this.clock = clock;
  }

  /**
   * @param error empty when there is a result
   * @param result by a name that only REST uses, {@code XXBTZUSD}
   */
  record Pairs(@Nullable List<String> error, @Nullable Map<String, KrakenPair> result) {}

  /** All pairs that the WebSocket has, online or not. One list, or an error. */
  Mono<List<Product>> products() {
    return venue.get("/0/public/AssetPairs").map(KrakenClient::products);
  }

  private static List<Product> products(byte[] answer) {
    Pairs pairs = PAIRS.readValue(answer);
    refuse(pairs.error() == null ? List.of() : pairs.error());
    return pairs.result() == null
        ? List.of()
        : pairs.result().values().stream().flatMap(pair -> pair.product().stream()).toList();
  }

  /**
   * What the history has of the missing trades: the oldest of them where it is known when a trade
   * before them was made, else those among the last thousand trades. The oldest first; empty where
   * Kraken answers without ids, as it once did.
   *
   * @param before when a trade shortly before the first missing one was made; null where that is
   *     not known
   * @see <a href="https://docs.kraken.com/api-reference/market-data/get-recent-trades">its
   *     answer</a>
   */
  Mono<List<Trade>> trades(TradeGap gap, @Nullable Instant before) {
    String name = KrakenSymbols.restName(gap.listing().symbol());
    Mono<byte[]> answer =
        before == null
            ? venue.get("/0/public/Trades?pair={pair}", name)
            : venue.get(
                "/0/public/Trades?pair={pair}&since={since}",
                name,
                Times.toEpochNanos(before.minus(FINEST)));
    return answer.map(bytes -> trades(bytes, gap, clock.instant()));
  }

  private static List<Trade> trades(byte[] answer, TradeGap gap, Instant received) {
    JsonNode json = TRADES.readValue(answer);
    refuse(json.path("error").valueStream().map(JsonNode::asString).toList());
    return json.path("result")
        .valueStream()
        .filter(JsonNode::isArray)
        .flatMap(JsonNode::valueStream)
        .flatMap(trade -> trade(trade, gap.listing(), received))
        .filter(trade -> trade.tradeId() >= gap.firstId() && trade.tradeId() <= gap.lastId())
        .sorted(Comparator.comparingLong(Trade::tradeId))
        .toList();
  }

  /** {@code ["30243.40000", "0.34507674", 1688669597.8277369, "b", "m", "", 61044952]}. */
  private static Stream<Trade> trade(JsonNode trade, Listing listing, Instant received) {
    if (!trade.path(6).isIntegralNumber()) {
      return Stream.empty();
    }
    BigDecimal seconds = trade.path(2).decimalValue();
    return Stream.of(
        new Trade(
            listing,
            trade.path(6).longValue(),
            Decimal.parse(trade.path(0).asString()),
            Decimal.parse(trade.path(1).asString()),
            trade.path(3).asString().equals("b") ? Side.BUY : Side.SELL,
            Times.of(Times.ofEpochNanos(seconds.movePointRight(9).longValue()), received)));
  }

  private static void refuse(List<String> errors) {
    if (!errors.isEmpty()) {
      throw new FeedLineException(Printable.of("refused by the venue: " + errors.getFirst()));
    }
  }
}

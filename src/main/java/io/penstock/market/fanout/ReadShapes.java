package io.penstock.market.fanout;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/**
 * The answers of reads, for the API's description only: {@link ReadAnswers} writes them, and a test
 * holds both together.
 */
final class ReadShapes {

  static final String PAGE_EXAMPLE =
      """
      {"items":[{"symbol":"BTC-USD","venue":"coinbase","currency":"USD","price":"61820.99","bid":"61820.98",\
      "ask":"61821.00","open24h":"60950.12","volume24h":"8311.22120001","time":"2026-11-21T10:00:00.123Z",\
      "received":"2026-11-21T10:00:00.145Z","freshness":{"state":"fresh","score":99,"ageMs":212}}],"nextCursor":"BTC-USD"}\
      """;

  static final String HISTORY_EXAMPLE =
      """
      {"symbol":"BTC-USD","venue":"coinbase","currency":"USD","price":"61820.99","bid":"61820.98","ask":"61821.00",\
      "time":"2026-11-21T10:00:00.123Z","received":"2026-11-21T10:00:00.145Z",\
      "freshness":{"state":"fresh","score":99,"ageMs":212},\
      "history":{"interval":"5m","from":"2026-11-20T10:00:00Z","to":"2026-11-21T10:00:00Z","items":[{"symbol":"BTC-USD",\
      "venue":"coinbase","interval":"5m","start":"2026-11-20T10:00:00Z","open":"61000.00","high":"61010.50",\
      "low":"60990.00","close":"61001.10","volume":"12.5","vwap":"61000.730000000000","trades":118,"revision":0,\
      "closed":true}]}}\
      """;

  static final String FOUND_EXAMPLE =
      """
      {"items":[{"symbol":"BTC-USD","name":"Bitcoin / US Dollar","kind":"crypto","currency":"USD","venues":["coinbase"]}]}\
      """;

  static final String BOOK_EXAMPLE =
      """
      {"symbol":"BTC-USD","venue":"coinbase","sequence":41822,"bids":[["61820.98","0.5"]],"asks":[["61821.00","0.12"]],\
      "time":"2026-11-21T10:00:00.123Z","received":"2026-11-21T10:00:00.145Z"}\
      """;

  private static final String NEXT = "Asks for the next page as `cursor`; missing on the last one.";
  private static final String REQUIRED = "Exact decimal number, as text.";

  private ReadShapes() {}

  @Schema(name = "PricePage")
  record PricePage(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Price> items,
      @Schema(description = NEXT) String nextCursor) {}

  @Schema(name = "Price", description = "What is known of a price now.")
  record Price(
      @Schema(example = "BTC-USD", requiredMode = Schema.RequiredMode.REQUIRED) String symbol,
      @Schema(example = "coinbase", requiredMode = Schema.RequiredMode.REQUIRED) String venue,
      @Schema(description = "What it is counted in.", example = "USD") String currency,
      @Schema(description = "Of the last trade. " + REQUIRED, example = "61820.99") String price,
      @Schema(description = "What buyers pay at best.", example = "61820.98") String bid,
      @Schema(description = "What sellers want at least.", example = "61821.00") String ask,
      @Schema(description = "The price 24 hours ago.", example = "60950.12") String open24h,
      @Schema(description = "Traded in 24 hours.", example = "8311.22120001") String volume24h,
      @Schema(description = "By the venue's clock.", requiredMode = Schema.RequiredMode.REQUIRED)
          Instant time,
      @Schema(
              description = "When our socket had it, by our clock.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          Instant received,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Freshness freshness,
      @Schema(description = "Only where a history was asked for.") History history) {}

  @Schema(
      name = "Freshness",
      description = "How far the price may be trusted to be the present one.")
  record Freshness(
      @Schema(
              allowableValues = {"fresh", "delayed", "stale", "closed"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          String state,
      @Schema(
              description = "100 on receipt, falling with age, 0 when stale.",
              minimum = "0",
              maximum = "100",
              requiredMode = Schema.RequiredMode.REQUIRED)
          int score,
      @Schema(description = "Since it was received.", requiredMode = Schema.RequiredMode.REQUIRED)
          long ageMs) {}

  @Schema(name = "History", description = "Bars that start in [from, to), the earliest first.")
  record History(
      @Schema(example = "5m", requiredMode = Schema.RequiredMode.REQUIRED) String interval,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant from,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant to,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Bar> items,
      @Schema(description = NEXT) Instant nextCursor) {}

  @Schema(name = "Bar", description = "The trades of one interval.")
  record Bar(
      @Schema(example = "BTC-USD", requiredMode = Schema.RequiredMode.REQUIRED) String symbol,
      @Schema(example = "coinbase", requiredMode = Schema.RequiredMode.REQUIRED) String venue,
      @Schema(example = "5m", requiredMode = Schema.RequiredMode.REQUIRED) String interval,
      @Schema(description = "Inclusive.", requiredMode = Schema.RequiredMode.REQUIRED)
          Instant start,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "61000.00") String open,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "61010.50") String high,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "60990.00") String low,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "61001.10") String close,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "12.5") String volume,
      @Schema(
              description = "Volume-weighted average price, 12 decimals.",
              requiredMode = Schema.RequiredMode.REQUIRED,
              example = "61000.730000000000")
          String vwap,
      @Schema(description = "How many, at least 1.", requiredMode = Schema.RequiredMode.REQUIRED)
          long trades,
      @Schema(
              description = "Rises when a late trade changes a closed bar.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          int revision,
      @Schema(
              description = "Whether its time is over.",
              requiredMode = Schema.RequiredMode.REQUIRED)
          boolean closed) {}

  @Schema(name = "FoundList")
  record FoundList(@Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Found> items) {}

  @Schema(name = "Found", description = "A symbol that can be asked for.")
  record Found(
      @Schema(example = "BTC-USD", requiredMode = Schema.RequiredMode.REQUIRED) String symbol,
      @Schema(example = "Bitcoin / US Dollar", requiredMode = Schema.RequiredMode.REQUIRED)
          String name,
      @Schema(
              allowableValues = {"crypto", "equity"},
              requiredMode = Schema.RequiredMode.REQUIRED)
          String kind,
      @Schema(example = "USD", requiredMode = Schema.RequiredMode.REQUIRED) String currency,
      @Schema(description = "Where it is listed.", requiredMode = Schema.RequiredMode.REQUIRED)
          List<String> venues) {}

  @Schema(name = "Book")
  record Book(
      @Schema(example = "BTC-USD", requiredMode = Schema.RequiredMode.REQUIRED) String symbol,
      @Schema(example = "coinbase", requiredMode = Schema.RequiredMode.REQUIRED) String venue,
      @Schema(description = "Of the last change.", requiredMode = Schema.RequiredMode.REQUIRED)
          long sequence,
      @ArraySchema(
              arraySchema =
                  @Schema(
                      description = "Pairs of price and quantity, the best first.",
                      requiredMode = Schema.RequiredMode.REQUIRED))
          List<List<String>> bids,
      @ArraySchema(
              arraySchema =
                  @Schema(
                      description = "Pairs of price and quantity, the best first.",
                      requiredMode = Schema.RequiredMode.REQUIRED))
          List<List<String>> asks,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant time,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant received) {}
}

package io.penstock.market.fanout;

import io.penstock.market.bars.Bars;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import io.penstock.platform.resilience.OverloadedException;
import io.penstock.platform.resilience.RetryClass;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Last prices by REST, and the history of one symbol. Without a venue each symbol is that of its
 * primary venue, as channel {@code ticker:} has it. Parameters that are not known are ignored.
 */
@RestController
@ConditionalOnRole(Role.FANOUT)
@Tag(name = "Prices", description = "Last prices, their history, and order books.")
final class StockPricesApi {

  static final int MOST_LISTED = 500;

  private final KnownPrices known;
  private final Bars bars;
  private final FanoutReadiness readiness;
  private final Clock clock;

  StockPricesApi(KnownPrices known, Bars bars, FanoutReadiness readiness, Clock clock) {
    this.known = known;
    this.bars = bars;
    this.readiness = readiness;
    this.clock = clock;
  }

  /**
   * All prices, those of {@code symbols}, or one with its history; see the description.
   *
   * <p>Shape: one answer, or an error of {@link ReadProblem}.
   */
  @GetMapping(path = "/stockPrices", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Last prices, and the history of one symbol",
      description =
          """
          Without parameters all symbols, page by page, ordered by symbol. `symbols=A,B` gives exactly those, in that order.
          `symbol=A` gives one price, not a list, and with `timerange`, `interval`, `from` or `to` its history.

          Each price tells how far it may be trusted: `fresh`, `delayed`, `stale` (too old, or its feed is away) or `closed`. \
          Prices and quantities are strings, exact. What a venue does not tell is left out.

          | timerange | interval | bars, if each interval has trades |
          |---|---|---|
          | `1d` | `5m` | 288 |
          | `1w` | `15m` | 672 |
          | `1m` | `1h` | 744 |
          | `3m` | `1d` | 92 |
          | `1y` | `1d` | 366, in pages of 100 |
          | `5y`, `max` | `1d` | in pages of 100 |

          `interval` takes another one. With `from` and without `interval` the shortest from `1m` on is taken of which 1,000 \
          hold the time; without `from` and `timerange`, 500 intervals before `to`. Bars that start in [`from`, `to`) are \
          answered; days are those of UTC; intervals without trades have no bar. A page holds `limit` bars, or what 144,000 \
          minutes make (100 days).

          The weak `ETag` changes with a value, a time or the state of freshness, not with the age: ask with \
          `If-None-Match`, and a 304 says that nothing happened. Unknown parameters are ignored.
          """,
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Prices: a page of them, or the one that `symbol` names.",
              content =
                  @Content(
                      schema =
                          @Schema(oneOf = {ReadShapes.PricePage.class, ReadShapes.Price.class}),
                      examples = {
                        @ExampleObject(name = "all or symbols", value = ReadShapes.PAGE_EXAMPLE),
                        @ExampleObject(
                            name = "symbol with history",
                            value = ReadShapes.HISTORY_EXAMPLE)
                      })))
  @ReadProblem.Answers({
    ReadProblem.INVALID_REQUEST,
    ReadProblem.UNKNOWN_SYMBOL,
    ReadProblem.PRICE_NOT_KNOWN,
    ReadProblem.OVERLOADED,
    ReadProblem.NOT_READY,
    ReadProblem.PRICES_UNAVAILABLE,
    ReadProblem.HISTORY_UNAVAILABLE
  })
  Mono<ResponseEntity<byte[]>> prices(
      @Parameter(
              description =
                  "Symbols, separated by commas, at most 500. Not together with `symbol`.",
              example = "BTC-USD,ETH-USD")
          @RequestParam(required = false)
          @Nullable String symbols,
      @Parameter(description = "One symbol.", example = "BTC-USD") @RequestParam(required = false)
          @Nullable String symbol,
      @Parameter(
              description =
                  "Where; by default the symbol's primary venue (a setting). Only with `symbol`.",
              example = "coinbase")
          @RequestParam(required = false)
          @Nullable String venue,
      @Parameter(
              description =
                  "The history over a time before now. Not together with `from` or `to`; only with `symbol`.",
              schema = @Schema(allowableValues = {"1d", "1w", "1m", "3m", "1y", "5y", "max"}))
          @RequestParam(required = false)
          @Nullable String timerange,
      @Parameter(
              description = "Of each bar. Only with `symbol`.",
              schema = @Schema(allowableValues = {"1s", "1m", "5m", "15m", "1h", "1d"}))
          @RequestParam(required = false)
          @Nullable String interval,
      @Parameter(
              description =
                  "First start of a bar, inclusive: ISO 8601, or a date, which is midnight UTC. Only with `symbol`.",
              example = "2026-11-21T10:00:00Z")
          @RequestParam(required = false)
          @Nullable String from,
      @Parameter(
              description = "Last start of a bar, exclusive; by default now. Only with `symbol`.",
              example = "2026-11-22")
          @RequestParam(required = false)
          @Nullable String to,
      @Parameter(
              description =
                  "Of a page: prices 1 to 500, by default 100; bars 1 to 1000, by default 1000.",
              schema = @Schema(type = "integer", minimum = "1", maximum = "1000"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @Parameter(description = "The `nextCursor` of the page before.")
          @RequestParam(required = false)
          @Nullable String cursor) {
    return Mono.defer(() -> {
      if (!readiness.isReady()) {
        throw ReadProblem.NOT_READY.because("Prices are still being read back");
      }
      HistoryRequest.Given history =
          new HistoryRequest.Given(timerange, interval, from, to, limit, cursor);
      if (symbol != null) {
        if (symbols != null) {
          throw ReadProblem.invalid("symbol", "cannot be given together with symbols");
        }
        return one(symbol, venue, history);
      }
      if (venue != null || history.asksForHistory()) {
        throw ReadProblem.invalid(
            venue != null ? "venue" : history.name(), "can only be given together with symbol");
      }
      return symbols == null ? page(limit, cursor) : these(symbols);
    });
  }

  private Mono<ResponseEntity<byte[]>> one(
      String text, @Nullable String venueText, HistoryRequest.Given given) {
    if (text.contains(",")) {
      throw ReadProblem.invalid("symbol", "must be one; several are given by symbols");
    }
    Venue venue = ReadParameters.venue(venueText);
    Optional<HistoryRequest> history =
        HistoryRequest.of(given, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return ReadParameters.symbol("symbol", text)
        .map(symbol -> known.one(symbol, venue))
        .orElseGet(() -> Mono.error(known.unknown(text, text)))
        .flatMap(price ->
            history
                .map(asked -> withHistory(price, asked))
                .orElseGet(() -> Mono.just(ReadAnswers.one(price))));
  }

  private Mono<ResponseEntity<byte[]>> withHistory(Price price, HistoryRequest asked) {
    return bars.history(price.listing(), asked.interval(), asked.begin(), asked.to(), asked.limit())
        .onErrorMap(StockPricesApi::told)
        .map(page -> ReadAnswers.withHistory(price, asked, page));
  }

  /** What passes by itself is told so; anything else is our mistake. */
  private static Throwable told(Throwable error) {
    if (error instanceof OverloadedException) {
      return ReadProblem.OVERLOADED.because("Too many read the history at the moment");
    }
    return RetryClass.of(error) == RetryClass.PASSES
        ? ReadProblem.HISTORY_UNAVAILABLE.because("The history cannot be read at the moment")
        : error;
  }

  private Mono<ResponseEntity<byte[]>> page(@Nullable Integer given, @Nullable String cursor) {
    int limit = given == null ? 100 : given;
    if (limit < 1 || limit > MOST_LISTED) {
      throw ReadProblem.invalid("limit", "must be 1 to " + MOST_LISTED);
    }
    Symbol after =
        cursor == null
            ? null
            : ReadParameters.symbol("cursor", cursor)
                .orElseThrow(() ->
                    ReadProblem.invalid("cursor", "must be the nextCursor of the page before"));
    return known
        .page(after, limit + 1)
        .map(prices ->
            prices.size() > limit
                ? ReadAnswers.list(
                    prices.subList(0, limit), prices.get(limit - 1).listing().symbol())
                : ReadAnswers.list(prices, null));
  }

  private Mono<ResponseEntity<byte[]>> these(String list) {
    String[] names = list.split(",", MOST_LISTED + 1);
    if (names.length > MOST_LISTED) {
      throw ReadProblem.invalid("symbols", "must be at most " + MOST_LISTED);
    }
    Set<Symbol> wanted = LinkedHashSet.newLinkedHashSet(names.length);
    Arrays.stream(names)
        .forEach(name ->
            wanted.add(
                ReadParameters.symbol("symbols", name)
                    .orElseThrow(() -> known.unknown(name, name))));
    return known.these(wanted).map(prices -> ReadAnswers.list(prices, null));
  }
}

package io.penstock.market.feed.binance;

import io.penstock.market.feed.FeedLineException;
import io.penstock.market.feed.Printable;
import io.penstock.market.feed.Product;
import io.penstock.market.feed.TradeGap;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.VenueClient;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.feed.binance.BinanceMessages.ErrorMessage;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Binance's REST API: what it lists, its books and its history of trades. Each request waits for
 * its turn inside the venue's weight limit, and all of them for as long as the venue asks.
 */
final class BinanceClient {

  /** The list of products is about 5 MB. */
  static final int MAX_ANSWER = 32 << 20;

  /** As many trades as one answer may hold. */
  private static final int PAGE = 1_000;

  private static final int PRODUCTS_WEIGHT = 20;
  private static final int TRADES_WEIGHT = 25;

  /** Longer nobody waits for the list or for trades: a line begins without the list. */
  private static final Duration TURN_WITHIN = Duration.ofSeconds(10);

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int BANNED = 418;

  /** Where the venue does not say how long: a minute's weight is given anew by then. */
  private static final Duration USUAL_PAUSE = Duration.ofMinutes(1);

  /** The shortest ban. */
  private static final Duration USUAL_BAN = Duration.ofMinutes(2);

  /** The longest ban. */
  private static final Duration LONGEST_BAN = Duration.ofDays(3);

  /** No permission, and no such address: those that serve market data only have no history. */
  private static final Set<Integer> NOT_FOR_US = Set.of(401, 403, 404);

  /** Illegal characters; no such symbol. */
  private static final Set<Long> NO_SYMBOL = Set.of(-1100L, -1121L);

  /**
   * Made beforehand: Jackson may wait for a lock when it meets a type for the first time, and event
   * loops must not.
   */
  private static final ObjectReader PRODUCTS =
      JsonMapper.builder().build().readerFor(BinanceProduct.ExchangeInfo.class);

  private static final ObjectReader TRADES =
      JsonMapper.builder().build().readerForListOf(BinanceTrade.class);

  private final VenueClient venue;
  private final BinanceTools tools;
  private final RequestWeight weight;

  BinanceClient(VenueClient venue, BinanceTools tools) {
    this.venue = venue;
    this.tools = tools;
    BinanceProperties.Limits limits = tools.settings().limits();
    this.weight =
        new RequestWeight(limits.weightPerMinute(), limits.weightAtOnce(), tools.scheduler());
  }

  /** What {@code GET /api/v3/depth} may answer. */
  sealed interface Depth {

    record Book(DepthSnapshot snapshot, Instant received) implements Depth {}

    /** There is no such symbol, or not any more. */
    record NoSymbol(String reason) implements Depth {}
  }

  /** All products, trading or not. One list, or an error. */
  Mono<List<Product>> products() {
    // Who may trade what would be most of the answer.
    return turn(PRODUCTS_WEIGHT)
        .then(get("/api/v3/exchangeInfo?showPermissionSets=false"))
        // Megabytes: an event loop would be held up for a tenth of a second.
        .publishOn(tools.scheduler())
        .map(BinanceClient::usable);
  }

  private static List<Product> usable(byte[] answer) {
    BinanceProduct.ExchangeInfo info = PRODUCTS.readValue(answer);
    List<BinanceProduct> listed = info.symbols();
    if (listed == null) {
      throw new FeedLineException("its product list holds no symbols");
    }
    return listed.stream().flatMap(product -> product.product().stream()).toList();
  }

  /** Completes when a book may be asked for. Waits as long as it takes. */
  Mono<Void> depthTurn() {
    return weight.spend(tools.settings().depthWeight());
  }

  /** One answer, or an error. To be asked for in one's turn. */
  Mono<Depth> depth(Symbol symbol) {
    return get(
            "/api/v3/depth?symbol={symbol}&limit={limit}",
            BinanceSymbols.name(symbol),
            tools.settings().depth())
        .<Depth>map(
            answer -> new Depth.Book(tools.parser().parseSnapshot(answer), tools.clock().instant()))
        .onErrorResume(
            WebClientResponseException.BadRequest.class,
            refused -> Mono.justOrEmpty(noSymbol(refused)).switchIfEmpty(Mono.error(refused)));
  }

  private Depth.@Nullable NoSymbol noSymbol(WebClientResponseException refused) {
    try {
      return tools.parser().parse(refused.getResponseBodyAsByteArray())
                  instanceof ErrorMessage error
              && NO_SYMBOL.contains(error.code())
          ? new Depth.NoSymbol(Printable.of(error.reason()))
          : null;
    } catch (UnparsableFrameException e) {
      return null;
    }
  }

  /**
   * The oldest of the missing trades, the oldest first. No key is needed: since 2023 the security
   * type of this request is {@code NONE}. Empty where the address has no history for us.
   *
   * @see <a
   *     href="https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md#old-trade-lookup">Old
   *     trade lookup</a>
   */
  Mono<List<Trade>> trades(TradeGap gap) {
    return turn(TRADES_WEIGHT)
        .then(
            get(
                "/api/v3/historicalTrades?symbol={symbol}&fromId={id}&limit={limit}",
                BinanceSymbols.name(gap.listing().symbol()),
                gap.firstId(),
                Math.min(PAGE, gap.trades())))
        .map(answer -> missing(gap, answer))
        .onErrorResume(
            WebClientResponseException.class,
            refused ->
                NOT_FOR_US.contains(refused.getStatusCode().value())
                    ? Mono.just(List.of())
                    : Mono.error(refused));
  }

  private List<Trade> missing(TradeGap gap, byte[] answer) {
    Instant received = tools.clock().instant();
    List<BinanceTrade> oldestFirst = TRADES.readValue(answer);
    return oldestFirst.stream()
        .filter(trade -> trade.id() >= gap.firstId() && trade.id() <= gap.lastId())
        .map(trade -> trade.trade(gap.listing(), received))
        .toList();
  }

  private Mono<Void> turn(int cost) {
    return weight
        .spend(cost)
        .timeout(
            TURN_WITHIN,
            Mono.error(() -> new FeedLineException("the venue asked for a pause")),
            tools.scheduler());
  }

  private Mono<byte[]> get(String pathAndQuery, Object... variables) {
    return venue
        .get(pathAndQuery, variables)
        .doOnError(WebClientResponseException.class, this::heed);
  }

  /** Who goes on after a 429 is banned, for minutes at first and for days in the end. */
  private void heed(WebClientResponseException refused) {
    switch (refused.getStatusCode().value()) {
      case TOO_MANY_REQUESTS -> weight.pause(askedFor(refused, USUAL_PAUSE));
      case BANNED -> weight.pause(askedFor(refused, USUAL_BAN));
      default -> {}
    }
  }

  private static Duration askedFor(WebClientResponseException refused, Duration usual) {
    String seconds = refused.getHeaders().getFirst("Retry-After");
    if (seconds == null || !seconds.matches("[0-9]{1,9}")) {
      return usual;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
    return asked.compareTo(LONGEST_BAN) < 0 ? asked : LONGEST_BAN;
  }
}

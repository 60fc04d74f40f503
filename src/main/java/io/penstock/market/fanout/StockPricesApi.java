package io.penstock.market.fanout;

import io.penstock.market.tick.Symbol;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Last prices by REST, from memory: each symbol at its primary venue, as channel {@code ticker:}
 * has it.
 */
@RestController
@ConditionalOnRole(Role.FANOUT)
final class StockPricesApi {

  private static final int MAX_ITEMS = 500;

  /** When prices may be loaded that are not yet. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final Board board;
  private final FanoutReadiness readiness;

  StockPricesApi(Board board, FanoutReadiness readiness) {
    this.board = board;
    this.readiness = readiness;
  }

  /**
   * {@code {"items":[…],"nextCursor":"ETH-USD"}}, ordered by symbol; the cursor is missing on the
   * last page. With {@code symbols} exactly those, in the order asked; 404 when one of them is
   * unknown.
   *
   * @param symbols separated by commas, at most 500
   * @param limit of a page, 1 to 500
   * @param cursor from the page before
   */
  @GetMapping(path = "/stockPrices", produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<ResponseEntity<byte[]>> prices(
      @RequestParam(required = false) @Nullable String symbols,
      @RequestParam(defaultValue = "100") int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    if (!readiness.isReady()) {
      return Mono.error(ApiException.overloaded(SOON));
    }
    return symbols == null ? page(limit, cursor) : these(symbols);
  }

  private Mono<ResponseEntity<byte[]>> page(int limit, @Nullable String cursor) {
    if (limit < 1 || limit > MAX_ITEMS) {
      return Mono.error(new ApiException(Problem.invalid("limit", "must be 1 to " + MAX_ITEMS)));
    }
    return Mono.fromSupplier(() -> cursor == null ? Set.<Symbol>of() : symbols(cursor))
        .flatMap(after -> board.prices(after.isEmpty() ? null : after.iterator().next(), limit + 1))
        .map(prices ->
            prices.size() > limit
                ? answer(prices.subList(0, limit), prices.get(limit - 1).listing().symbol())
                : answer(prices, null));
  }

  private Mono<ResponseEntity<byte[]>> these(String list) {
    return Mono.fromSupplier(() -> symbols(list))
        .flatMap(
            wanted -> board.prices(List.copyOf(wanted)).map(prices -> complete(wanted, prices)))
        .map(prices -> answer(prices, null));
  }

  private static List<Price> complete(Set<Symbol> wanted, List<Price> prices) {
    if (prices.size() < wanted.size()) {
      Set<Symbol> missing = new LinkedHashSet<>(wanted);
      prices.forEach(price -> missing.remove(price.listing().symbol()));
      throw new ApiException(
          Problem.notFound(
              "price of " + missing.stream().map(Symbol::value).collect(Collectors.joining(", "))));
    }
    return prices;
  }

  private static Set<Symbol> symbols(String list) {
    String[] names = list.split(",", MAX_ITEMS + 1);
    if (names.length > MAX_ITEMS) {
      throw new ApiException(Problem.invalid("symbols", "must be at most " + MAX_ITEMS));
    }
    try {
      return Arrays.stream(names)
          .map(Symbol::new)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (IllegalArgumentException e) {
      throw new ApiException(Problem.invalid(String.valueOf(e.getMessage())));
    }
  }

  private static ResponseEntity<byte[]> answer(List<Price> prices, @Nullable Symbol nextCursor) {
    Json json = new Json(64 + 400 * prices.size()).open().openArray("items");
    prices.forEach(price -> json.raw(Payloads.ticker(price)));
    byte[] body = json.closeArray().string("nextCursor", nextCursor).close().bytes();
    return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(body);
  }
}

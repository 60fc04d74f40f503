package io.penstock.market.fanout;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Order books, from memory. */
@RestController
@ConditionalOnRole(Role.FANOUT)
@Tag(name = "Prices")
final class BookApi {

  private static final int DEEPEST = 1_000;

  private final Board board;
  private final KnownPrices known;
  private final FanoutReadiness readiness;

  BookApi(Board board, KnownPrices known, FanoutReadiness readiness) {
    this.board = board;
    this.known = known;
    this.readiness = readiness;
  }

  /** Shape: one book, or an error of {@link ReadProblem}. */
  @GetMapping(path = "/stockPrices/{symbol}/book", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "The order book of a symbol",
      description =
          """
          The best levels of each side as of `sequence`, the number of the last change: channel `book:` goes on from there. \
          Levels are pairs of price and quantity, exact. `time` and `received` are those of the last change.
          """,
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The book; a side without orders is empty.",
              content =
                  @Content(
                      schema = @Schema(implementation = ReadShapes.Book.class),
                      examples = @ExampleObject(value = ReadShapes.BOOK_EXAMPLE))))
  @ReadProblem.Answers({
    ReadProblem.INVALID_REQUEST,
    ReadProblem.UNKNOWN_SYMBOL,
    ReadProblem.BOOK_NOT_KNOWN,
    ReadProblem.NOT_READY
  })
  Mono<ResponseEntity<byte[]>> book(
      @Parameter(description = "Such as BTC-USD.", example = "BTC-USD") @PathVariable String symbol,
      @Parameter(
              description = "Levels of each side at most: 1 to 1000.",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "10"))
          @RequestParam(defaultValue = "10")
          int depth,
      @Parameter(
              description = "Where; by default the symbol's primary venue.",
              example = "coinbase")
          @RequestParam(required = false)
          @Nullable String venue) {
    return Mono.defer(() -> {
      if (depth < 1 || depth > DEEPEST) {
        throw ReadProblem.invalid("depth", "must be 1 to " + DEEPEST);
      }
      Venue at = ReadParameters.venue(venue);
      if (!readiness.isReady()) {
        throw ReadProblem.NOT_READY.because("Books are still being read back");
      }
      return ReadParameters.symbol("symbol", symbol)
          .map(known -> book(known, at, depth))
          .orElseGet(() -> Mono.error(known.unknown(symbol, symbol)));
    });
  }

  private Mono<ResponseEntity<byte[]>> book(Symbol symbol, @Nullable Venue venue, int depth) {
    return board
        .book(symbol, venue, depth)
        .map(ReadAnswers::book)
        .switchIfEmpty(Mono.defer(() -> missing(symbol, venue)));
  }

  private Mono<ResponseEntity<byte[]>> missing(Symbol symbol, @Nullable Venue venue) {
    String name = KnownPrices.name(symbol, venue);
    return known
        .isListed(symbol, venue)
        .flatMap(listed ->
            Mono.error(
                listed
                    ? ReadProblem.BOOK_NOT_KNOWN.because("No book of " + name + " is known yet")
                    : known.unknown(name, symbol.value())));
  }
}

package io.penstock.market.fanout;

import io.penstock.market.instruments.Instruments;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Symbols by ticker or name. */
@RestController
@ConditionalOnRole(Role.FANOUT)
@Tag(name = "Prices")
final class SearchApi {

  private static final int LONGEST = 50;
  private static final int MOST = 100;

  private final Instruments instruments;

  SearchApi(Instruments instruments) {
    this.instruments = instruments;
  }

  /** Shape: one answer, with nothing in it when nothing is found; or {@link ReadProblem}. */
  @GetMapping(path = "/stockPrices/search", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Symbols by ticker or name",
      description =
          """
          The best first: the ticker itself, with or without its hyphen; pairs of what is asked for (`btc`: BTC-EUR, BTC-USD); \
          tickers that begin with it; names of which a word does; tickers and names that hold it. Capitals do not matter. \
          May be kept for a minute.
          """,
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "What was found; nothing is an empty list.",
              content =
                  @Content(
                      schema = @Schema(implementation = ReadShapes.FoundList.class),
                      examples = @ExampleObject(value = ReadShapes.FOUND_EXAMPLE))))
  @ReadProblem.Answers({ReadProblem.INVALID_REQUEST, ReadProblem.NOT_READY})
  Mono<ResponseEntity<byte[]>> search(
      @Parameter(
              description = "Ticker or name, or a part of it: 1 to 50 characters.",
              required = true,
              example = "bitc",
              schema = @Schema(minLength = 1, maxLength = LONGEST))
          @RequestParam(required = false)
          @Nullable String q,
      @Parameter(
              description = "At most so many: 1 to 100.",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "100", defaultValue = "20"))
          @RequestParam(defaultValue = "20")
          int limit) {
    return Mono.fromSupplier(() -> {
      if (q == null || q.isBlank() || q.strip().length() > LONGEST) {
        throw ReadProblem.invalid("q", "must have 1 to " + LONGEST + " characters");
      }
      if (limit < 1 || limit > MOST) {
        throw ReadProblem.invalid("limit", "must be 1 to " + MOST);
      }
      if (!instruments.isKnown()) {
        throw ReadProblem.NOT_READY.because("No venue's list of instruments was read yet");
      }
      return ReadAnswers.found(instruments.search(q, limit));
    });
  }
}

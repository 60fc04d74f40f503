package io.penstock.payments.merchants;

import io.penstock.payments.merchants.MerchantShapes.MerchantPage;
import io.penstock.payments.merchants.MerchantShapes.MerchantShape;
import io.penstock.payments.merchants.MerchantShapes.NewMerchantBody;
import io.penstock.payments.merchants.MerchantShapes.NewPriceBody;
import io.penstock.payments.merchants.MerchantShapes.PriceList;
import io.penstock.payments.merchants.MerchantShapes.PriceShape;
import io.penstock.payments.merchants.OperatorCalls.Call;
import io.penstock.platform.http.JsonBodies;
import io.penstock.platform.http.Operator;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Mode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Merchants and their prices, for operators, who show their key. */
@RestController
@ConditionalOnRole(Role.PAYMENTS)
@RequestMapping(path = MerchantsApi.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Merchants", description = "Who takes payments, with which keys, and at what price.")
@SecurityScheme(
    name = MerchantsApi.OPERATOR,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description = "The operator's key, `penstock.operator.key`.")
@SecurityRequirement(name = MerchantsApi.OPERATOR)
final class MerchantsApi {

  static final String PATH = "/operator/merchants";
  static final String OPERATOR = "operator";
  static final String REASON = "X-Reason";
  static final String WHY = "Why, on one line of 1 to 200 characters; kept in the log.";

  private static final int MOST_LISTED = 200;
  private static final int USUALLY_LISTED = 50;
  private static final int LONGEST_NAME = 100;
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private final Merchants merchants;
  private final OperatorCalls calls;

  MerchantsApi(Merchants merchants, OperatorCalls calls) {
    this.merchants = merchants;
    this.calls = calls;
  }

  /** Shape: the merchant, or an error of {@link MerchantProblem}. */
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "createMerchant",
      summary = "A new merchant",
      description = "Without keys; its own next.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = NewMerchantBody.class))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "`Location` names it.",
              content = @Content(schema = @Schema(implementation = MerchantShape.class))))
  @MerchantProblem.Answers({MerchantProblem.INVALID_REQUEST, MerchantProblem.MALFORMED_JSON})
  Mono<ResponseEntity<MerchantShape>> create(
      @RequestBody byte[] body,
      @Parameter(description = WHY, required = true) @RequestHeader(name = REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    Call call = new Call("create_merchant", "a merchant", Operator.of(exchange), reason);
    return calls
        .making(
            call,
            () -> {
              NewMerchantBody asked = JsonBodies.read(body, NewMerchantBody.class);
              return merchants.create(
                  name(asked.name()),
                  country(asked.country()),
                  currency("defaultCurrency", asked.defaultCurrency()));
            },
            Merchant::id)
        .map(MerchantsApi::created);
  }

  private static ResponseEntity<MerchantShape> created(Merchant merchant) {
    return ResponseEntity.created(URI.create(PATH + "/" + merchant.id()))
        .body(MerchantShape.of(merchant));
  }

  /** Shape: one page, or an error of {@link MerchantProblem}. */
  @GetMapping
  @Operation(operationId = "listMerchants", summary = "Merchants, the newest first")
  @MerchantProblem.Answers(MerchantProblem.INVALID_REQUEST)
  Mono<MerchantPage> list(
      @Parameter(
              description = "Of a page, 50 unless said otherwise.",
              schema = @Schema(type = "integer", minimum = "1", maximum = "200"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @Parameter(description = "The `nextCursor` of the page before.")
          @RequestParam(required = false)
          @Nullable String cursor,
      @Parameter(description = WHY) @RequestHeader(name = REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    Call call = new Call("list_merchants", "all merchants", Operator.of(exchange), reason);
    return calls.reading(
        call,
        () -> {
          int most = limit(limit);
          return merchants.page(cursor(cursor), most + 1).map(found -> page(found, most));
        });
  }

  private static MerchantPage page(List<Merchant> found, int most) {
    List<Merchant> shown = found.subList(0, Math.min(most, found.size()));
    return new MerchantPage(
        shown.stream().map(MerchantShape::of).toList(),
        found.size() > most ? shown.getLast().id() : null);
  }

  /** Shape: one merchant, or an error of {@link MerchantProblem}. */
  @GetMapping("/{merchant}")
  @Operation(operationId = "readMerchant", summary = "One merchant")
  @MerchantProblem.Answers(MerchantProblem.MERCHANT_NOT_FOUND)
  Mono<MerchantShape> read(
      @PathVariable String merchant,
      @Parameter(description = WHY) @RequestHeader(name = REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    Call call = new Call("read_merchant", subject(merchant), Operator.of(exchange), reason);
    return calls.reading(call, () -> known(merchants, merchant).map(MerchantShape::of));
  }

  /** Shape: the prices, or an error of {@link MerchantProblem}. */
  @GetMapping("/{merchant}/prices")
  @Operation(operationId = "listMerchantPrices", summary = "What payments cost a merchant")
  @MerchantProblem.Answers(MerchantProblem.MERCHANT_NOT_FOUND)
  Mono<PriceList> prices(
      @PathVariable String merchant,
      @Parameter(description = WHY) @RequestHeader(name = REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    Call call = new Call("list_prices", subject(merchant), Operator.of(exchange), reason);
    return calls.reading(
        call,
        () ->
            known(merchants, merchant)
                .flatMap(found -> merchants.prices(found.id()))
                .map(own -> PriceList.of(own, merchants.usualPrice())));
  }

  /** Shape: the prices that were set, or an error of {@link MerchantProblem}. */
  @PutMapping(path = "/{merchant}/prices/{currency}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "setMerchantPrice",
      summary = "Sets what payments in a currency cost a merchant",
      description =
          "Holds for payments that are captured from now on; in other processes some seconds later."
              + " Answers what was set.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = NewPriceBody.class))))
  @MerchantProblem.Answers({
    MerchantProblem.INVALID_REQUEST,
    MerchantProblem.MALFORMED_JSON,
    MerchantProblem.MERCHANT_NOT_FOUND
  })
  Mono<List<PriceShape>> setPrice(
      @PathVariable String merchant,
      @Parameter(description = "ISO 4217.", example = "eur") @PathVariable String currency,
      @RequestBody byte[] body,
      @Parameter(description = WHY, required = true) @RequestHeader(name = REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    Call call = new Call("set_price", subject(merchant), Operator.of(exchange), reason);
    return calls.changing(
        call,
        () -> {
          NewPriceBody asked = JsonBodies.read(body, NewPriceBody.class);
          EnumSet<Mode> modes =
              asked.mode() == null ? EnumSet.allOf(Mode.class) : EnumSet.of(mode(asked.mode()));
          return merchants
              .setPrice(requireForm(merchant), modes, currency("currency", currency), price(asked))
              .switchIfEmpty(Mono.error(MerchantProblem.MERCHANT_NOT_FOUND::exception))
              .map(own -> own.stream().map(PriceShape::of).toList());
        });
  }

  /** An error where there is no such merchant. */
  static Mono<Merchant> known(Merchants merchants, String id) {
    return Mono.defer(() -> merchants.find(requireForm(id)))
        .switchIfEmpty(Mono.error(MerchantProblem.MERCHANT_NOT_FOUND::exception));
  }

  static String requireForm(String id) {
    if (!Ids.isOf(KeyId.MERCHANT, id)) {
      throw MerchantProblem.MERCHANT_NOT_FOUND.exception();
    }
    return id;
  }

  /** Of a line of the log: what has the form of an id, and nothing else that somebody wrote. */
  static String subject(String merchant) {
    return Ids.isOf(KeyId.MERCHANT, merchant) ? merchant : "no merchant";
  }

  static Mode mode(@Nullable String code) {
    try {
      return Mode.ofCode(code == null ? "" : code);
    } catch (IllegalArgumentException neither) {
      throw MerchantProblem.invalid("mode", "must be test or live");
    }
  }

  private static Price price(NewPriceBody asked) {
    if (asked.basisPoints() == null) {
      throw MerchantProblem.invalid("basisPoints", "is missing");
    }
    if (asked.fixedMinor() == null) {
      throw MerchantProblem.invalid("fixedMinor", "is missing");
    }
    if (asked.basisPoints() < 0 || asked.basisPoints() > Price.MOST_BASIS_POINTS) {
      throw MerchantProblem.invalid("basisPoints", "must be 0 to " + Price.MOST_BASIS_POINTS);
    }
    if (asked.fixedMinor() < 0 || asked.fixedMinor() > Price.MOST_FIXED) {
      throw MerchantProblem.invalid("fixedMinor", "must be 0 to " + Price.MOST_FIXED);
    }
    return new Price(asked.basisPoints(), asked.fixedMinor());
  }

  private static String name(@Nullable String given) {
    String name = given == null ? "" : given.strip();
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || name.codePoints().anyMatch(OperatorCalls::breaksLines)) {
      throw MerchantProblem.invalid(
          "name", "must be one line of 1 to " + LONGEST_NAME + " characters");
    }
    return name;
  }

  private static String country(@Nullable String given) {
    String country = given == null ? "" : given.toUpperCase(Locale.ROOT);
    if (!COUNTRIES.contains(country)) {
      throw MerchantProblem.invalid("country", "must be two letters of ISO 3166, such as DE");
    }
    return country;
  }

  private static Currency currency(String name, @Nullable String given) {
    try {
      return Currencies.of(given == null ? "" : given);
    } catch (IllegalArgumentException unknown) {
      throw MerchantProblem.invalid(name, "must be a code of ISO 4217, such as usd");
    }
  }

  private static int limit(@Nullable Integer limit) {
    int most = limit == null ? USUALLY_LISTED : limit;
    if (most < 1 || most > MOST_LISTED) {
      throw MerchantProblem.invalid("limit", "must be 1 to " + MOST_LISTED);
    }
    return most;
  }

  private static Optional<String> cursor(@Nullable String cursor) {
    if (cursor != null && !Ids.isOf(KeyId.MERCHANT, cursor)) {
      throw MerchantProblem.invalid("cursor", "must be what an answer had");
    }
    return Optional.ofNullable(cursor);
  }
}

package io.penstock.payments.intents;

import io.penstock.payments.intents.IntentState.Created;
import io.penstock.payments.merchants.Caller;
import io.penstock.payments.merchants.Scope;
import io.penstock.payments.vault.CardRefusedException;
import io.penstock.payments.vault.CardToken;
import io.penstock.payments.vault.CardView;
import io.penstock.payments.vault.NewCard;
import io.penstock.payments.vault.RawCards;
import io.penstock.payments.vault.Vault;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.JsonBody;
import io.penstock.platform.http.Problem;
import io.penstock.platform.http.RequestIds;
import io.penstock.platform.idempotency.Claim;
import io.penstock.platform.idempotency.ClaimKey;
import io.penstock.platform.idempotency.StoredAnswer;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.sealing.Fingerprints;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Money;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Payments for merchants, who sign their requests. */
@RestController
@ConditionalOnRole(Role.PAYMENTS)
@RequestMapping(path = "/payment-intents", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Payments", description = "Payment intents and what is done with them.")
final class IntentsApi {

  private static final String KEY = "Idempotency-Key";
  private static final String REPLAYED = "Idempotent-Replayed";
  private static final Set<String> NOT_IN_FINGERPRINTS = Set.of("card");
  private static final int LONGEST_DESCRIPTION = 1_000;
  private static final int MOST_METADATA = 50;
  private static final int LONGEST_METADATA_NAME = 40;
  private static final int LONGEST_METADATA = 500;
  private static final int LONGEST_TOKEN = 60;
  private static final int USUALLY_LISTED = 20;
  private static final int MOST_LISTED = 100;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Intents intents;
  private final IntentJson json;
  private final Vault vault;
  private final RawCards rawCards;
  private final Fingerprints fingerprints;
  private final Ids ids;
  private final Clock clock;

  IntentsApi(
      Intents intents,
      IntentJson json,
      Vault vault,
      RawCards rawCards,
      Fingerprints fingerprints,
      Ids ids,
      Clock clock) {
    this.intents = intents;
    this.json = json;
    this.vault = vault;
    this.rawCards = rawCards;
    this.fingerprints = fingerprints;
    this.ids = ids;
    this.clock = clock;
  }

  /** Shape: the intent as it was made, or an error of {@link IntentProblem}. */
  @PostMapping
  @Operation(operationId = "createPaymentIntent", summary = "Makes a payment intent")
  Mono<ResponseEntity<String>> create(
      @RequestBody(required = false) byte @Nullable [] bytes, ServerWebExchange exchange) {
    return Mono.defer(() -> {
      Caller caller = Caller.of(exchange);
      JsonBody body = body(bytes);
      Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      IntentKey key = new IntentKey(caller.merchantId(), caller.mode(), ids.next("pi"));
      Money amount = money(body);
      CaptureMethod method =
          body.optionalWord("captureMethod", List.of("automatic", "manual"))
              .map(CaptureMethod::ofCode)
              .orElse(CaptureMethod.AUTOMATIC);
      String description = body.optionalText("description", LONGEST_DESCRIPTION).orElse(null);
      Map<String, String> metadata =
          body.optionalTexts("metadata", MOST_METADATA, LONGEST_METADATA_NAME, LONGEST_METADATA);
      body.finish();
      Intent intent =
          new Intent(key, amount, method, description, metadata, new Created(), 1, now, now);
      return intents
          .create(
              new NewIntent(
                  intent, claim(caller, exchange, body, key.id()), cause(caller, exchange)))
          .onErrorMap(IntentProblem::of)
          .map(IntentsApi::answer);
    });
  }

  /** Shape: the transaction when its outcome is known, or known to be lost; or an error. */
  @PostMapping("/{id}/transactions")
  @Operation(
      operationId = "createTransaction",
      summary = "Charges, captures, voids or refunds",
      description =
          """
          201 tells the outcome, also that the card was declined. 202 tells that the network's answer was lost: the \
          transaction is `pending_verification` until the network has been asked again, and nothing else can be done \
          with the intent meanwhile.\
          """)
  Mono<ResponseEntity<String>> transact(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] bytes,
      ServerWebExchange exchange) {
    return Mono.defer(() -> {
      Caller caller = Caller.of(exchange);
      IntentKey key = key(caller, id);
      JsonBody body = body(bytes);
      String type = body.text("type", 20).orElse("");
      return switch (type) {
        case "charge" -> charge(caller, key, body, exchange);
        case "capture" -> {
          Ask ask = new Ask.Capture(amount(body));
          body.finish();
          yield perform(caller, key, ask, body, exchange);
        }
        case "void" -> {
          body.finish();
          yield perform(caller, key, new Ask.Void(false), body, exchange);
        }
        case "refund" -> {
          caller.require(Scope.REFUNDS_WRITE);
          Ask ask = new Ask.Refund(amount(body));
          body.finish();
          yield perform(caller, key, ask, body, exchange);
        }
        default ->
            throw new ApiException(
                Problem.invalid("type", "must be one of charge, capture, void, refund"));
      };
    });
  }

  /** Shape: the intent, canceled; or an error. */
  @PostMapping("/{id}/cancel")
  @Operation(
      operationId = "cancelPaymentIntent",
      summary = "Gives an intent up",
      description = "What is held for it is given back.")
  Mono<ResponseEntity<String>> cancel(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] bytes,
      ServerWebExchange exchange) {
    return Mono.defer(() -> {
      Caller caller = Caller.of(exchange);
      IntentKey key = key(caller, id);
      JsonBody body = body(bytes);
      body.finish();
      return intents
          .cancel(key, claim(caller, exchange, body, ids.next("txn")), cause(caller, exchange))
          .onErrorMap(IntentProblem::of)
          .map(IntentsApi::answer);
    });
  }

  /** Shape: one intent with all its transactions, or 404. */
  @GetMapping("/{id}")
  @Operation(operationId = "readPaymentIntent", summary = "One intent and its transactions")
  Mono<Map<String, Object>> read(@PathVariable String id, ServerWebExchange exchange) {
    return Mono.defer(() -> {
      IntentKey key = key(Caller.of(exchange), id);
      return intents
          .find(key)
          .switchIfEmpty(Mono.error(() -> notFound(id)))
          .flatMap(intent -> intents.transactionsOf(key).map(done -> json.intent(intent, done)));
    });
  }

  /** Shape: one page, the newest first. */
  @GetMapping
  @Operation(operationId = "listPaymentIntents", summary = "Intents, the newest first")
  Mono<Map<String, Object>> list(
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(name = "created[gte]", required = false) @Nullable String from,
      @RequestParam(name = "created[lt]", required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit,
      ServerWebExchange exchange) {
    return Mono.defer(() -> {
      int most = IntentQueries.limit(limit, USUALLY_LISTED, MOST_LISTED);
      IntentFilter filter = IntentQueries.filter(Caller.of(exchange), status, from, to, cursor);
      return intents
          .list(filter, most + 1)
          .map(found ->
              page(
                  found.stream().limit(most).map(json::intent).toList(),
                  found.size() > most
                      ? Optional.of(found.get(most - 1).key().id())
                      : Optional.empty()));
    });
  }

  /** Shape: one page, in the order it happened. */
  @GetMapping("/{id}/events")
  @Operation(operationId = "listPaymentIntentEvents", summary = "What happened to an intent")
  Mono<Map<String, Object>> events(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable Integer limit,
      ServerWebExchange exchange) {
    return Mono.defer(() -> {
      IntentKey key = key(Caller.of(exchange), id);
      int most = IntentQueries.limit(limit, USUALLY_LISTED, MOST_LISTED);
      int[] after = IntentQueries.eventCursor(cursor);
      return intents
          .find(key)
          .switchIfEmpty(Mono.error(() -> notFound(id)))
          .flatMap(intent -> intents.eventsOf(key, after[0], after[1], most + 1))
          .map(found ->
              page(
                  found.stream().limit(most).map(json::event).toList(),
                  found.size() > most
                      ? Optional.of(IntentQueries.eventCursor(found.get(most - 1)))
                      : Optional.empty()));
    });
  }

  private Mono<ResponseEntity<String>> charge(
      Caller caller, IntentKey key, JsonBody body, ServerWebExchange exchange) {
    Optional<String> token = body.optionalText("token", LONGEST_TOKEN);
    var fields = body.optionalObject("card");
    if (token.isPresent() == fields.isPresent()) {
      body.wrong("token", "or card must be given, and not both");
    }
    body.finish();
    if (fields.isPresent()) {
      NewCard card = card(caller, fields.get());
      return perform(
          caller, key, new Ask.Charge(seen(card.view())), vault.keep(card).then(), body, exchange);
    }
    return vault
        .view(new CardToken(token.orElseThrow(), caller.merchantId(), caller.mode()))
        .switchIfEmpty(
            Mono.error(() ->
                new ApiException(
                    Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "token_unknown",
                        "There is no such token, or it has expired"))))
        .flatMap(
            view -> perform(caller, key, new Ask.Charge(seen(view)), Mono.empty(), body, exchange));
  }

  private NewCard card(Caller caller, tools.jackson.databind.JsonNode fields) {
    try {
      return rawCards.read(caller.merchantId(), caller.mode(), fields);
    } catch (CardRefusedException refused) {
      throw new ApiException(
          new Problem(
              HttpStatus.BAD_REQUEST,
              refused.code(),
              refused.field() + " " + refused.detail(),
              List.of(new Problem.FieldError(refused.field(), refused.detail()))));
    }
  }

  private static CardSeen seen(CardView view) {
    return new CardSeen(view.token().id(), view.bin(), view.brand().code(), view.lastFour());
  }

  private Mono<ResponseEntity<String>> perform(
      Caller caller, IntentKey key, Ask ask, JsonBody body, ServerWebExchange exchange) {
    return perform(caller, key, ask, Mono.empty(), body, exchange);
  }

  private Mono<ResponseEntity<String>> perform(
      Caller caller,
      IntentKey key,
      Ask ask,
      Mono<Void> before,
      JsonBody body,
      ServerWebExchange exchange) {
    Claim claim = claim(caller, exchange, body, ids.next("txn"));
    return intents
        .perform(key, ask, before, claim, cause(caller, exchange))
        .onErrorMap(IntentProblem::of)
        .map(IntentsApi::answer);
  }

  private static JsonBody body(byte @Nullable [] bytes) {
    return JsonBody.of(bytes == null ? new byte[0] : bytes);
  }

  private static Money money(JsonBody body) {
    Optional<Currency> currency = body.text("currency", 3).flatMap(code -> currency(body, code));
    long least = currency.map(Limits::least).orElse(1L);
    long most = currency.map(Limits::most).orElse(Long.MAX_VALUE);
    OptionalLong amount = body.whole("amountInCents", least, most);
    return currency.isPresent() && amount.isPresent()
        ? new Money(amount.getAsLong(), currency.get())
        : Money.of(1, "usd"); // finish() refuses the body before anybody sees it
  }

  private static Optional<Currency> currency(JsonBody body, String code) {
    try {
      return Optional.of(Currencies.of(code));
    } catch (IllegalArgumentException unknown) {
      body.wrong("currency", "must be a code of ISO 4217, such as usd");
      return Optional.empty();
    }
  }

  private static @Nullable Long amount(JsonBody body) {
    OptionalLong amount = body.optionalWhole("amountInCents", 1, 9_999_999_999L);
    return amount.isPresent() ? amount.getAsLong() : null;
  }

  private static IntentKey key(Caller caller, String id) {
    if (!Ids.isOf("pi", id)) {
      throw notFound(id);
    }
    return new IntentKey(caller.merchantId(), caller.mode(), id);
  }

  /** Null: the merchant gave no key. */
  private @Nullable Claim claim(
      Caller caller, ServerWebExchange exchange, JsonBody body, String holder) {
    String key = exchange.getRequest().getHeaders().getFirst(KEY);
    if (key == null) {
      return null;
    }
    if (key.isEmpty()
        || key.length() > ClaimKey.LONGEST
        || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new ApiException(
          Problem.of(
              HttpStatus.BAD_REQUEST,
              "idempotency_key_invalid",
              KEY + " must be 1 to " + ClaimKey.LONGEST + " visible characters of ASCII"));
    }
    String asked =
        exchange.getRequest().getMethod()
            + "\n"
            + exchange.getRequest().getURI().getRawPath()
            + "\n"
            + caller.account()
            + "\n"
            + new String(body.canonical(NOT_IN_FINGERPRINTS), StandardCharsets.UTF_8);
    return new Claim(
        new ClaimKey(caller.merchantId(), caller.mode(), key),
        holder,
        HexFormat.of().formatHex(fingerprints.of(asked, "request")),
        null);
  }

  private static Cause cause(Caller caller, ServerWebExchange exchange) {
    return new Cause("key:" + caller.keyId(), RequestIds.of(exchange));
  }

  private static ResponseEntity<String> answer(Told told) {
    return switch (told) {
      case Told.Answer answer -> answer(answer.answer(), answer.isReplayed());
      case Told.Refused refused -> throw IntentProblem.of(refused.refusal());
      case Told.InUse running ->
          throw ApiException.passing(
              Problem.of(
                  HttpStatus.CONFLICT,
                  "idempotency_key_in_use",
                  "A request with this key is being worked"),
              SOON);
      case Told.KeyReused other ->
          throw new ApiException(
              Problem.of(
                  HttpStatus.CONFLICT,
                  "idempotency_key_reused",
                  "This key was sent with another request before"));
    };
  }

  private static ResponseEntity<String> answer(StoredAnswer answer, boolean isReplayed) {
    ResponseEntity.BodyBuilder response =
        ResponseEntity.status(answer.status()).contentType(MediaType.APPLICATION_JSON);
    if (isReplayed) {
      response.header(REPLAYED, "true");
    }
    return response.body(answer.body());
  }

  private static Map<String, Object> page(List<?> data, Optional<String> next) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("data", data);
    next.ifPresent(cursor -> page.put("nextCursor", cursor));
    return page;
  }

  private static ApiException notFound(String id) {
    return IntentProblem.of(
        new Refusal(Refusal.Code.INTENT_NOT_FOUND, "There is no such payment intent"));
  }
}

package io.penstock.payments.merchants;

import io.penstock.payments.merchants.MerchantShapes.IssuedShape;
import io.penstock.payments.merchants.MerchantShapes.KeyList;
import io.penstock.payments.merchants.MerchantShapes.KeyShape;
import io.penstock.payments.merchants.MerchantShapes.NewKeyBody;
import io.penstock.payments.merchants.MerchantShapes.RotationBody;
import io.penstock.payments.merchants.OperatorCalls.Call;
import io.penstock.payments.merchants.Rotation.IsRevoked;
import io.penstock.payments.merchants.Rotation.Rotated;
import io.penstock.payments.merchants.Rotation.TwoAreValid;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.JsonBodies;
import io.penstock.platform.http.Operator;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Merchants' keys, for operators, who show their own. */
@RestController
@ConditionalOnRole(Role.PAYMENTS)
@RequestMapping(
    path = MerchantsApi.PATH + "/{merchant}/keys",
    produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Merchants")
@SecurityRequirement(name = MerchantsApi.OPERATOR)
final class MerchantKeysApi {

  private final Merchants merchants;
  private final OperatorCalls calls;
  private final Duration usualOverlap;
  private final Clock clock;

  MerchantKeysApi(
      Merchants merchants, OperatorCalls calls, MerchantsProperties properties, Clock clock) {
    this.merchants = merchants;
    this.calls = calls;
    this.usualOverlap = properties.overlap();
    this.clock = clock;
  }

  /** Shape: the key, or an error of {@link MerchantProblem}. */
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "createMerchantKey",
      summary = "A new key with its secret",
      description = "The secret is shown in this answer and never again.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = NewKeyBody.class))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "`Location` names it.",
              content = @Content(schema = @Schema(implementation = IssuedShape.class))))
  @MerchantProblem.Answers({
    MerchantProblem.INVALID_REQUEST,
    MerchantProblem.MALFORMED_JSON,
    MerchantProblem.MERCHANT_NOT_FOUND,
    MerchantProblem.TOO_MANY_KEYS
  })
  Mono<ResponseEntity<IssuedShape>> create(
      @PathVariable String merchant,
      @RequestBody byte[] body,
      @Parameter(description = MerchantsApi.WHY, required = true)
          @RequestHeader(name = MerchantsApi.REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    Call call = call("create_key", MerchantsApi.subject(merchant), reason, exchange);
    return calls
        .making(
            call,
            () -> {
              NewKey wanted = wanted(JsonBodies.read(body, NewKeyBody.class));
              return MerchantsApi.known(merchants, merchant)
                  .flatMap(found -> merchants.issueKey(found.id(), wanted))
                  .switchIfEmpty(Mono.error(MerchantProblem.TOO_MANY_KEYS::exception));
            },
            issued -> issued.key().id())
        .map(this::created);
  }

  private ResponseEntity<IssuedShape> created(IssuedKey issued) {
    ApiKey key = issued.key();
    return ResponseEntity.created(
            URI.create(MerchantsApi.PATH + "/" + key.merchantId() + "/keys/" + key.id()))
        .body(IssuedShape.of(issued, clock.instant()));
  }

  /** Shape: the keys, or an error of {@link MerchantProblem}. */
  @GetMapping
  @Operation(
      operationId = "listMerchantKeys",
      summary = "A merchant's keys, the newest first",
      description = "All of them, revoked ones too; never a secret.")
  @MerchantProblem.Answers(MerchantProblem.MERCHANT_NOT_FOUND)
  Mono<KeyList> list(
      @PathVariable String merchant,
      @Parameter(description = MerchantsApi.WHY)
          @RequestHeader(name = MerchantsApi.REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    Call call = call("list_keys", MerchantsApi.subject(merchant), reason, exchange);
    return calls.reading(
        call,
        () ->
            MerchantsApi.known(merchants, merchant)
                .flatMap(found -> merchants.keys(found.id()))
                .map(keys -> new KeyList(keys.stream().map(this::shape).toList())));
  }

  /** Shape: one key, or an error of {@link MerchantProblem}. */
  @GetMapping("/{key}")
  @Operation(operationId = "readMerchantKey", summary = "One key, without secrets")
  @MerchantProblem.Answers(MerchantProblem.KEY_NOT_FOUND)
  Mono<KeyShape> read(
      @PathVariable String merchant,
      @PathVariable String key,
      @Parameter(description = MerchantsApi.WHY)
          @RequestHeader(name = MerchantsApi.REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    return calls.reading(
        call("read_key", subject(key), reason, exchange),
        () ->
            merchants
                .key(merchant, key)
                .switchIfEmpty(Mono.error(MerchantProblem.KEY_NOT_FOUND::exception))
                .map(this::shape));
  }

  /** Shape: the key, or an error of {@link MerchantProblem}. */
  @PostMapping(path = "/{key}/rotate", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "rotateMerchantKey",
      summary = "A new secret for a key",
      description =
          "Shown in this answer and never again. The secret before stays valid for the overlap, so"
              + " that programs can be changed one by one.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = RotationBody.class))))
  @MerchantProblem.Answers({
    MerchantProblem.INVALID_REQUEST,
    MerchantProblem.MALFORMED_JSON,
    MerchantProblem.KEY_NOT_FOUND,
    MerchantProblem.TWO_SECRETS_VALID,
    MerchantProblem.KEY_REVOKED
  })
  Mono<IssuedShape> rotate(
      @PathVariable String merchant,
      @PathVariable String key,
      @RequestBody byte[] body,
      @Parameter(description = MerchantsApi.WHY, required = true)
          @RequestHeader(name = MerchantsApi.REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    return calls.changing(
        call("rotate_key", subject(key), reason, exchange),
        () -> {
          Duration overlap = overlap(JsonBodies.read(body, RotationBody.class).overlap());
          return merchants
              .rotate(merchant, key, overlap)
              .switchIfEmpty(Mono.error(MerchantProblem.KEY_NOT_FOUND::exception))
              .map(this::issued);
        });
  }

  private IssuedShape issued(Rotation rotation) {
    return switch (rotation) {
      case Rotated(IssuedKey issued) -> IssuedShape.of(issued, clock.instant());
      case TwoAreValid() -> throw MerchantProblem.TWO_SECRETS_VALID.exception();
      case IsRevoked() -> throw MerchantProblem.KEY_REVOKED.exception();
    };
  }

  /** Shape: the key, or an error of {@link MerchantProblem}. */
  @PostMapping("/{key}/revoke")
  @Operation(
      operationId = "revokeMerchantKey",
      summary = "Refuses a key from now on",
      description =
          "At once where this is answered, within five seconds everywhere else. Again, it changes"
              + " nothing.")
  @MerchantProblem.Answers({MerchantProblem.INVALID_REQUEST, MerchantProblem.KEY_NOT_FOUND})
  Mono<KeyShape> revoke(
      @PathVariable String merchant,
      @PathVariable String key,
      @Parameter(description = MerchantsApi.WHY, required = true)
          @RequestHeader(name = MerchantsApi.REASON, required = false)
          @Nullable String reason,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    return calls.changing(
        call("revoke_key", subject(key), reason, exchange),
        () ->
            merchants
                .revoke(merchant, key)
                .switchIfEmpty(Mono.error(MerchantProblem.KEY_NOT_FOUND::exception))
                .map(this::shape));
  }

  private KeyShape shape(ApiKey key) {
    return KeyShape.of(key, clock.instant());
  }

  private static Call call(
      String what, String subject, @Nullable String reason, ServerWebExchange exchange) {
    return new Call(what, subject, Operator.of(exchange), reason);
  }

  /** Of a line of the log: what has the form of a publishable key, and nothing else. */
  private static String subject(String key) {
    return KeyTexts.hasForm(key) ? key : "no key";
  }

  private static NewKey wanted(NewKeyBody asked) {
    return new NewKey(
        MerchantsApi.mode(asked.mode()),
        scopes(asked.scopes()),
        asked.allowsBearer(),
        limit(asked));
  }

  private static Set<Scope> scopes(@Nullable List<@Nullable String> codes) {
    if (codes == null) {
      return Set.of();
    }
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String code : codes) {
      scopes.add(Scope.ofCode(code == null ? "" : code).orElseThrow(MerchantKeysApi::noScopes));
    }
    if (scopes.isEmpty()) {
      throw noScopes();
    }
    return scopes;
  }

  private static ApiException noScopes() {
    return MerchantProblem.invalid("scopes", "must be some of " + Merchants.scopeCodes());
  }

  private static @Nullable RateLimit limit(NewKeyBody asked) {
    Integer perSecond = asked.requestsPerSecond();
    Integer burst = asked.burst();
    if (perSecond == null && burst == null) {
      return null;
    }
    if (perSecond == null || perSecond < 1 || perSecond > RateLimit.MOST_PER_SECOND) {
      throw MerchantProblem.invalid(
          "requestsPerSecond", "must be 1 to " + RateLimit.MOST_PER_SECOND + ", with burst");
    }
    if (burst == null || burst < 1 || burst > RateLimit.MOST_BURST) {
      throw MerchantProblem.invalid(
          "burst", "must be 1 to " + RateLimit.MOST_BURST + ", with requestsPerSecond");
    }
    return new RateLimit(perSecond, burst);
  }

  private Duration overlap(@Nullable String text) {
    if (text == null) {
      return usualOverlap;
    }
    try {
      Duration overlap = Duration.parse(text);
      if (!overlap.isNegative() && overlap.compareTo(MerchantsProperties.LONGEST_OVERLAP) <= 0) {
        return overlap;
      }
    } catch (DateTimeException notOne) {
      // Told below.
    }
    throw MerchantProblem.invalid("overlap", "must be a duration of ISO 8601, PT0S to P7D");
  }
}

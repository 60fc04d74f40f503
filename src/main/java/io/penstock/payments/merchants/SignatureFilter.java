package io.penstock.payments.merchants;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.penstock.payments.merchants.Admission.Admitted;
import io.penstock.payments.merchants.Admission.Limited;
import io.penstock.payments.merchants.Admission.Repeated;
import io.penstock.payments.merchants.MerchantsOccurrence.RequestRefused;
import io.penstock.payments.merchants.RateLimit.Quota;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.FailedAttempts;
import io.penstock.platform.http.Problem;
import io.penstock.platform.resilience.RetryClass;
import io.penstock.platform.telemetry.Hops;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Mode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is for merchants ({@link MerchantPaths}) is for who signs: the publishable key says who, and
 * the signature, made with a secret that never travels, that it is them, and that method, path,
 * query, body, account and idempotency key are as they were sent, now and for the first time.
 *
 * <p>Checked in this order: key, timestamp, signature, scope, number of requests, nonce. Nothing is
 * remembered of a request whose signature is wrong, so strangers can use up nothing of a
 * merchant's. Who comes with many wrong keys or signatures from one place is told to wait; a good
 * signature comes in from there all the same.
 */
final class SignatureFilter implements WebFilter, Ordered {

  private static final String CHALLENGE = "Bearer realm=\"merchant\"";

  private final MerchantRules rules;
  private final KeyTexts texts;
  private final SigningKeys keys;
  private final Admissions admissions;
  private final FailedAttempts attempts;
  private final MerchantsProperties properties;
  private final Clock clock;
  private final Telemetry telemetry;
  private final Counter test;
  private final Counter live;
  private final Timer delay;

  SignatureFilter(
      MerchantRules rules,
      KeyTexts texts,
      SigningKeys keys,
      Admissions admissions,
      FailedAttempts attempts,
      MerchantsProperties properties,
      Clock clock,
      Telemetry telemetry) {
    this.rules = rules;
    this.texts = texts;
    this.keys = keys;
    this.admissions = admissions;
    this.attempts = attempts;
    this.properties = properties;
    this.clock = clock;
    this.telemetry = telemetry;
    this.test = verified(Mode.TEST);
    this.live = verified(Mode.LIVE);
    this.delay =
        Hops.timer(
            telemetry.meters(),
            "penstock.merchants.check.delay",
            "a signed request is here as a whole -> it is known who sent it");
  }

  private Counter verified(Mode mode) {
    return Counter.builder("penstock.merchants.requests")
        .tags("mode", mode.code())
        .register(telemetry.meters());
  }

  private Counter counter(Mode mode) {
    return switch (mode) {
      case TEST -> test;
      case LIVE -> live;
    };
  }

  /** Behind the door and the operators' filter. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 3;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
    if (!rules.concern(path)) {
      return chain.filter(exchange);
    }
    exchange.getResponse().getHeaders().setCacheControl("no-store");
    return Mono.defer(() -> checked(exchange, path))
        .onErrorMap(error -> told(exchange, error))
        .flatMap(signed -> {
          exchange.getAttributes().put(Caller.ATTRIBUTE, signed.caller());
          return chain
              .filter(exchange.mutate().request(signed.request()).build())
              .contextWrite(context -> context.put(Caller.KEY, signed.caller().merchantId()));
        });
  }

  /** A request whose sender is known, with its body to be read again. */
  private record Signed(Caller caller, ServerHttpRequest request) {}

  private Mono<Signed> checked(ServerWebExchange exchange, PathContainer path) {
    ServerHttpRequest request = exchange.getRequest();
    SignedHeaders headers = new SignedHeaders(request.getHeaders());
    KeyId id = keyId(headers);
    return key(id)
        .flatMap(key -> {
          if (!headers.isFresh(clock.instant(), properties.timestampWindow())) {
            throw SignatureProblem.TIMESTAMP_OUTSIDE_WINDOW.exception();
          }
          return body(request);
        })
        .flatMap(body -> {
          long begun = System.nanoTime();
          // Once more, because a body may take its time: revoked meanwhile is revoked.
          return key(id)
              .flatMap(key -> admitted(exchange, path, headers, key, body))
              .doOnNext(caller -> {
                counter(caller.mode()).increment();
                delay.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
              })
              .map(caller -> new Signed(caller, new SignedRequest(request, body)));
        });
  }

  private KeyId keyId(SignedHeaders headers) {
    String shown = headers.bearer().orElseThrow(() -> SignatureProblem.KEY_MISSING.exception());
    if (shown.startsWith(KeyTexts.SECRET)) {
      throw SignatureProblem.SIGNATURE_MISSING.exception();
    }
    return texts.parse(shown).orElseThrow(() -> SignatureProblem.KEY_UNKNOWN.exception());
  }

  private Mono<SigningKey> key(KeyId id) {
    return keys.find(id)
        .onErrorMap(
            error -> RetryClass.of(error) == RetryClass.PASSES,
            away -> SignatureProblem.UNAVAILABLE.exception())
        .switchIfEmpty(Mono.error(SignatureProblem.KEY_UNKNOWN::exception))
        .doOnNext(key -> {
          if (key.isRevoked()) {
            throw SignatureProblem.KEY_REVOKED.exception();
          }
        });
  }

  private Mono<byte[]> body(ServerHttpRequest request) {
    return WholeBody.read(
        request.getBody(),
        request.getHeaders().getContentLength(),
        Math.toIntExact(properties.maxBodySize().toBytes()));
  }

  private Mono<Caller> admitted(
      ServerWebExchange exchange,
      PathContainer path,
      SignedHeaders headers,
      SigningKey key,
      byte[] body) {
    ServerHttpRequest request = exchange.getRequest();
    UUID nonce = requireSigned(request, headers, key, body);
    requireScope(request, path, key);
    Optional<String> account = headers.account();
    if (account.isPresent() && !Ids.isOf(KeyId.MERCHANT, account.get())) {
      throw new ApiException(Problem.invalid(SignedHeaders.ACCOUNT, "must be an account's id"));
    }
    Caller caller =
        new Caller(
            key.id().merchantId(),
            key.id().mode(),
            account.orElse(null),
            key.scopes(),
            key.id().text());
    return admissions
        .admit(key, nonce)
        .map(answer -> {
          HttpHeaders told = exchange.getResponse().getHeaders();
          switch (answer) {
            case Admitted(Quota quota) -> tell(quota, told);
            case Limited(Quota quota) -> {
              tell(quota, told);
              throw SignatureProblem.RATE_LIMITED.after(Duration.ofSeconds(quota.retrySeconds()));
            }
            case Repeated() -> throw SignatureProblem.NONCE_REUSED.exception();
          }
          return caller;
        });
  }

  /** The nonce, of which nothing is known yet. */
  private UUID requireSigned(
      ServerHttpRequest request, SignedHeaders headers, SigningKey key, byte[] body) {
    if (!headers.hasSignature()) {
      throw SignatureProblem.SIGNATURE_MISSING.exception();
    }
    Optional<UUID> nonce = headers.nonce();
    Optional<byte[]> signature = headers.signature();
    Optional<CanonicalRequest> canonical =
        headers.canonical(request.getMethod().name(), target(request.getURI()));
    if (nonce.isEmpty()
        || signature.isEmpty()
        || canonical.isEmpty()
        || !key.hasSigned(canonical.get().bytes(body), signature.get(), clock.instant())) {
      throw SignatureProblem.SIGNATURE_INVALID.exception();
    }
    return nonce.get();
  }

  /** As it was sent: nothing is decoded, nothing put in order. */
  static String target(URI uri) {
    StringBuilder target = new StringBuilder(uri.getRawPath());
    if (uri.getRawQuery() != null) {
      target.append('?').append(uri.getRawQuery());
    }
    if (uri.getRawFragment() != null) {
      target.append('#').append(uri.getRawFragment());
    }
    return target.toString();
  }

  private void requireScope(ServerHttpRequest request, PathContainer path, SigningKey key) {
    Scope needed =
        rules
            .scope(path, request.getMethod())
            .orElseThrow(
                () -> new MethodNotAllowedException(request.getMethod(), rules.methods(path)));
    if (!key.scopes().contains(needed)) {
      throw SignatureProblem.SCOPE_MISSING.because(
          "This key may not do that: it lacks " + needed.code());
    }
  }

  private static void tell(Quota quota, HttpHeaders headers) {
    headers.set("RateLimit-Policy", quota.limit().policy());
    headers.set("RateLimit", quota.header());
  }

  /** What the caller is told; and, of attempts, only so many a minute. */
  private Throwable told(ServerWebExchange exchange, Throwable error) {
    if (!(error instanceof ApiException refusal)) {
      return error;
    }
    Problem problem = refusal.problem();
    if (problem.status() == HttpStatus.UNAUTHORIZED) {
      exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
    }
    return refused(SignatureProblem.isAttempt(problem) ? counted(exchange, refusal) : refusal);
  }

  private ApiException counted(ServerWebExchange exchange, ApiException refusal) {
    InetAddress address = address(exchange);
    Duration wait = attempts.waitOf(address);
    if (!wait.isZero()) {
      exchange.getResponse().getHeaders().remove(HttpHeaders.WWW_AUTHENTICATE);
      return SignatureProblem.TOO_MANY_ATTEMPTS.after(wait.plusSeconds(1));
    }
    attempts.failed(address);
    return refusal;
  }

  private ApiException refused(ApiException refusal) {
    telemetry.report(new RequestRefused(refusal.problem().code()));
    return refusal;
  }

  private static InetAddress address(ServerWebExchange exchange) {
    InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
    return remote == null || remote.getAddress() == null
        ? InetAddress.getLoopbackAddress()
        : remote.getAddress();
  }

  /** The request with the body that was checked, as often as anybody reads it. */
  private static final class SignedRequest extends ServerHttpRequestDecorator {

    private final byte[] body;

    SignedRequest(ServerHttpRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return body.length == 0
          ? Flux.empty()
          : Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)));
    }
  }
}

package io.penstock.market.fanout;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.penstock.market.fanout.TokensProperties.IssuerProperties;
import io.penstock.market.fanout.Verdict.Fault;
import io.penstock.platform.telemetry.Telemetry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Judges JWTs (RFC 7519): signature, issuer, audience and time. What a token says of itself is
 * believed only behind its signature, but for two things: its issuer, to find the keys, and its
 * algorithm, which has to be one of those that the settings allow that issuer. A key is good for
 * its own kind of algorithm only, so a public key is never an HMAC secret.
 */
final class Tokens {

  /** Of characters; those of large identity providers have about 2,000. */
  static final int MAX_LENGTH = 16 * 1024;

  private static final Instant FAR_FUTURE = Instant.parse("9999-12-31T23:59:59Z");

  private static final DefaultJWSVerifierFactory VERIFIERS = new DefaultJWSVerifierFactory();

  private final Map<String, Issuer> issuers = new HashMap<>();
  private final boolean required;
  private final Duration skew;
  private final Duration grace;
  private final Clock clock;
  private final Telemetry telemetry;

  private record Issuer(String audience, Set<JWSAlgorithm> algorithms, IssuerKeys keys) {}

  /**
   * @param jwks fetches the keys that an issuer publishes
   * @throws IllegalArgumentException when a key or an algorithm is not what it should be
   */
  Tokens(
      TokensProperties properties,
      Function<URI, Mono<String>> jwks,
      Clock clock,
      Telemetry telemetry) {
    this.required = properties.required();
    this.skew = properties.skew();
    this.grace = properties.grace();
    this.clock = clock;
    this.telemetry = telemetry;
    for (IssuerProperties each : properties.issuers()) {
      issuers.put(each.issuer(), issuer(each, jwks));
    }
  }

  /** Whether a connection without a token is refused. */
  boolean areRequired() {
    return required;
  }

  /** Whether any token can be good. */
  boolean areOffered() {
    return !issuers.isEmpty();
  }

  /** For which a connection outlives its token. */
  Duration grace() {
    return grace;
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * Shape: one verdict, at once where the key is ours; an error where an issuer's keys could not be
   * had, which says nothing of the token.
   */
  Mono<Verdict> verify(String token) {
    return judge(token).doOnNext(this::report);
  }

  /**
   * As {@link #verify(String)}, of a token that takes another one's place.
   *
   * @param former null where there was none; another user's or issuer's token is invalid
   */
  Mono<Verdict> verify(String token, Verdict.@Nullable Accepted former) {
    return judge(token)
        .map(verdict ->
            verdict instanceof Verdict.Accepted accepted && !isSameUser(accepted, former)
                ? new Verdict.Invalid(Fault.ANOTHER_USER)
                : verdict)
        .doOnNext(this::report);
  }

  private static boolean isSameUser(Verdict.Accepted now, Verdict.@Nullable Accepted former) {
    return former != null
        && now.issuer().equals(former.issuer())
        && now.user().equals(former.user());
  }

  private void report(Verdict verdict) {
    if (verdict instanceof Verdict.Invalid invalid) {
      telemetry.report(new FanoutOccurrence.TokenRefused(invalid.fault()));
    }
  }

  private Mono<Verdict> judge(String token) {
    if (token.length() > MAX_LENGTH) {
      return invalid(Fault.TOO_LONG);
    }
    SignedJWT jwt;
    JWTClaimsSet claims;
    Map<String, Object> raw;
    try {
      jwt = SignedJWT.parse(token);
      claims = jwt.getJWTClaimsSet();
      raw = jwt.getPayload().toJSONObject();
    } catch (ParseException | IllegalArgumentException e) {
      return invalid(Fault.UNREADABLE);
    }
    String name = claims.getIssuer();
    Issuer issuer = name == null ? null : issuers.get(name);
    if (issuer == null) {
      return invalid(Fault.ISSUER);
    }
    if (!issuer.algorithms().contains(jwt.getHeader().getAlgorithm())) {
      return invalid(Fault.ALGORITHM);
    }
    return issuer
        .keys()
        .candidates(jwt.getHeader())
        .map(keys -> {
          Fault fault = signatureFault(jwt, keys);
          return fault == null ? judge(claims, raw, name, issuer) : new Verdict.Invalid(fault);
        });
  }

  private static Mono<Verdict> invalid(Fault fault) {
    return Mono.just(new Verdict.Invalid(fault));
  }

  private static @Nullable Fault signatureFault(SignedJWT jwt, List<Key> keys) {
    Fault fault = Fault.KEY;
    for (Key key : keys) {
      try {
        JWSVerifier verifier = VERIFIERS.createJWSVerifier(jwt.getHeader(), key);
        if (jwt.verify(verifier)) {
          return null;
        }
        fault = Fault.SIGNATURE;
      } catch (JOSEException | IllegalStateException e) {
        // The key is of another kind or too short for the algorithm.
        continue;
      }
    }
    return fault;
  }

  private Verdict judge(JWTClaimsSet claims, Map<String, Object> raw, String name, Issuer issuer) {
    String user = claims.getSubject();
    Instant expiry = time(claims.getExpirationTime(), raw.get("exp"));
    Instant notBefore = time(claims.getNotBeforeTime(), raw.get("nbf"));
    Instant now = clock.instant();
    if (!claims.getAudience().contains(issuer.audience())) {
      return new Verdict.Invalid(Fault.AUDIENCE);
    }
    if (user == null || user.isEmpty()) {
      return new Verdict.Invalid(Fault.SUBJECT);
    }
    if (expiry == null) {
      return new Verdict.Invalid(Fault.NO_EXPIRY);
    }
    if (notBefore != null && now.plus(skew).isBefore(notBefore)) {
      return new Verdict.Invalid(Fault.NOT_YET);
    }
    Instant expiresAt = expiry.plus(skew);
    return now.isBefore(expiresAt)
        ? new Verdict.Accepted(name, user, expiresAt)
        : new Verdict.Expired();
  }

  /**
   * A time that the library has read. Its milliseconds overflow where the seconds are many, and
   * then the far future looks like the past.
   *
   * @param raw the claim's seconds as they stand in the token
   */
  private static @Nullable Instant time(@Nullable Date read, @Nullable Object raw) {
    if (raw instanceof Number seconds
        && Math.abs(seconds.doubleValue()) > FAR_FUTURE.getEpochSecond()) {
      return seconds.doubleValue() > 0 ? FAR_FUTURE : Instant.EPOCH;
    }
    return read == null ? null : read.toInstant();
  }

  private Issuer issuer(IssuerProperties properties, Function<URI, Mono<String>> jwks) {
    Set<JWSAlgorithm> algorithms = new HashSet<>();
    properties.algorithms().forEach(name -> algorithms.add(JWSAlgorithm.parse(name)));
    String secret = properties.hmacSecret();
    String pem = properties.publicKey();
    URI address = properties.jwksUri();
    IssuerKeys keys;
    if (secret != null) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      keys = new IssuerKeys.Fixed(new SecretKeySpec(bytes, "HMAC"));
      check(properties, algorithms, algorithm -> isSecretFor(bytes, algorithm));
    } else if (pem != null) {
      PublicKey key = publicKey(properties, pem);
      keys = new IssuerKeys.Fixed(key);
      check(properties, algorithms, algorithm -> isKeyFor(key, algorithm));
    } else {
      // One of the three is set.
      URI source = Objects.requireNonNull(address);
      keys =
          new PublishedKeys(
              Mono.defer(() -> jwks.apply(source)),
              clock,
              cause ->
                  telemetry.report(
                      new FanoutOccurrence.KeysUnavailable(properties.issuer(), cause)));
      check(
          properties,
          algorithms,
          algorithm ->
              JWSAlgorithm.Family.RSA.contains(algorithm)
                  || JWSAlgorithm.Family.EC.contains(algorithm));
    }
    return new Issuer(properties.audience(), Set.copyOf(algorithms), keys);
  }

  private static void check(
      IssuerProperties properties, Set<JWSAlgorithm> algorithms, Predicate<JWSAlgorithm> fits) {
    for (JWSAlgorithm algorithm : algorithms) {
      if (!fits.test(algorithm)) {
        throw new IllegalArgumentException(
            "penstock.fanout.tokens.issuers: the key of "
                + properties.issuer()
                + " is not one for algorithm "
                + algorithm);
      }
    }
  }

  private static boolean isSecretFor(byte[] secret, JWSAlgorithm algorithm) {
    try {
      return secret.length * Byte.SIZE >= MACVerifier.getMinRequiredSecretLength(algorithm);
    } catch (JOSEException e) {
      // It is no algorithm of that kind.
      return false;
    }
  }

  private static boolean isKeyFor(PublicKey key, JWSAlgorithm algorithm) {
    try {
      JWSVerifier verifier = VERIFIERS.createJWSVerifier(new JWSHeader(algorithm), key);
      return verifier.supportedJWSAlgorithms().contains(algorithm);
    } catch (JOSEException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Subject public key info in PEM, RFC 7468 section 13. */
  private static PublicKey publicKey(IssuerProperties properties, String pem) {
    String base64 =
        pem.replace("-----BEGIN PUBLIC KEY-----", "")
            .replace("-----END PUBLIC KEY-----", "")
            .replaceAll("\\s", "");
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm)
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        // Of the other kind, or of none.
        continue;
      }
    }
    throw new IllegalArgumentException(
        "penstock.fanout.tokens.issuers: the public-key of "
            + properties.issuer()
            + " is no RSA or EC key in PEM");
  }
}

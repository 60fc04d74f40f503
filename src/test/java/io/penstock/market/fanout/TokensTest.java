package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.market.fanout.TokensProperties.IssuerProperties;
import io.penstock.market.fanout.Verdict.Fault;
import io.penstock.platform.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class TokensTest {

  private static final Instant NOW = Samples.NOW;
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final URI ADDRESS = URI.create("https://login.example.com/jwks.json");
  private static final RSAKey RSA = TestIssuer.rsa("rsa-1");
  private static final RSAKey OTHER_RSA = TestIssuer.rsa("rsa-2");
  private static final ECKey EC = TestIssuer.ec(Curve.P_256, "ec-1");

  private final FanoutServer.SteppedClock clock = new FanoutServer.SteppedClock(NOW);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** What the issuer answers, one after the other. */
  private final Queue<Mono<String>> answers = new ArrayDeque<>();

  private int fetches;

  private Tokens tokens(Duration skew, IssuerProperties... issuers) {
    return new Tokens(
        new TokensProperties(false, List.of(issuers), skew, Duration.ofSeconds(25)),
        address ->
            Mono.defer(() -> {
              assertThat(address).isEqualTo(ADDRESS);
              fetches++;
              return answers.remove();
            }),
        clock,
        new Telemetry(meters));
  }

  private Tokens hmac() {
    return tokens(Duration.ZERO, hmacIssuer(TestIssuer.SECRET, "HS256"));
  }

  private static IssuerProperties hmacIssuer(String secret, String... algorithms) {
    return issuer(secret, null, null, algorithms);
  }

  private Tokens pem(PublicKey key, String... algorithms) {
    return tokens(Duration.ZERO, issuer(null, TestIssuer.pem(key), null, algorithms));
  }

  private Tokens jwks(String... algorithms) {
    return tokens(Duration.ZERO, issuer(null, null, ADDRESS, algorithms));
  }

  private static IssuerProperties issuer(
      @Nullable String secret, @Nullable String pem, @Nullable URI address, String... algorithms) {
    return new IssuerProperties(
        TestIssuer.NAME, TestIssuer.AUDIENCE, List.of(algorithms), secret, pem, address);
  }

  private static JWTClaimsSet.Builder claims() {
    return TestIssuer.claims(LATER);
  }

  private static PublicKey publicKey(RSAKey key) {
    try {
      return key.toPublicKey();
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static PublicKey publicKey(ECKey key) {
    try {
      return key.toPublicKey();
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void assertAccepted(Tokens tokens, String token) {
    assertThat(tokens.verify(token).block())
        .isEqualTo(new Verdict.Accepted(TestIssuer.NAME, "ann", LATER));
  }

  private static void assertInvalid(Fault fault, Tokens tokens, String token) {
    assertThat(tokens.verify(token).block()).isEqualTo(new Verdict.Invalid(fault));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void acceptsASecretsSignatures(String algorithm) {
    Tokens tokens = tokens(Duration.ZERO, hmacIssuer(TestIssuer.SECRET, algorithm));
    assertAccepted(
        tokens, TestIssuer.hmac(JWSAlgorithm.parse(algorithm), TestIssuer.SECRET, claims()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void acceptsAnRsaKeysSignatures(String algorithm) {
    assertAccepted(
        pem(publicKey(RSA), algorithm),
        TestIssuer.signed(JWSAlgorithm.parse(algorithm), RSA, claims()));
  }

  @ParameterizedTest
  @CsvSource({"ES256, P-256", "ES384, P-384", "ES512, P-521"})
  void acceptsAnEcKeysSignatures(String algorithm, String curve) {
    ECKey key = TestIssuer.ec(Curve.parse(curve), "k");
    assertAccepted(
        pem(publicKey(key), algorithm),
        TestIssuer.signed(JWSAlgorithm.parse(algorithm), key, claims()));
  }

  @Test
  void refusesOtherKeysSignatures() {
    assertInvalid(
        Fault.SIGNATURE,
        hmac(),
        TestIssuer.hmac(JWSAlgorithm.HS256, TestIssuer.SECRET.toUpperCase(Locale.ROOT), claims()));
    assertInvalid(
        Fault.SIGNATURE,
        pem(publicKey(RSA), "RS256"),
        TestIssuer.signed(JWSAlgorithm.RS256, OTHER_RSA, claims()));
    assertInvalid(
        Fault.SIGNATURE,
        pem(publicKey(EC), "ES256"),
        TestIssuer.signed(JWSAlgorithm.ES256, TestIssuer.ec(Curve.P_256, "ec-1"), claims()));
  }

  @Test
  void refusesATokenThatWasChangedAnywhere() {
    String token = TestIssuer.hmac(claims());
    Tokens tokens = hmac();
    int last = token.length() - 1;
    // The last character's last bits say nothing.
    for (int i = 0; i < last; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.verify(changed).block())
          .as("changed at " + i)
          .isInstanceOf(Verdict.Invalid.class);
    }
    assertAccepted(tokens, token);
  }

  @Test
  void refusesTokensWithoutASignature() {
    String body = TestIssuer.hmac(claims()).split("\\.")[1];
    for (String algorithm : List.of("none", "None", "NONE", "nOnE")) {
      String header = base64("{\"alg\":\"" + algorithm + "\"}");
      for (String signature : List.of("", "AAAA")) {
        assertThat(hmac().verify(header + "." + body + "." + signature).block())
            .isInstanceOf(Verdict.Invalid.class);
      }
    }
    String signedHeader = base64("{\"alg\":\"HS256\"}");
    assertThat(hmac().verify(signedHeader + "." + body + ".").block())
        .isInstanceOf(Verdict.Invalid.class);
  }

  private static String base64(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesAPublicKeyTakenForASecret() {
    String forged = TestIssuer.hmac(JWSAlgorithm.HS256, TestIssuer.pem(publicKey(RSA)), claims());
    assertInvalid(Fault.ALGORITHM, pem(publicKey(RSA), "RS256"), forged);
    answers.add(Mono.just(new JWKSet(RSA).toString()));
    assertInvalid(Fault.ALGORITHM, jwks("RS256"), forged);
    assertThat(fetches).isZero();
  }

  @Test
  void refusesAlgorithmsThatTheSettingsDoNotName() {
    assertInvalid(
        Fault.ALGORITHM, hmac(), TestIssuer.hmac(JWSAlgorithm.HS512, TestIssuer.SECRET, claims()));
    assertInvalid(
        Fault.ALGORITHM,
        pem(publicKey(RSA), "RS256"),
        TestIssuer.signed(JWSAlgorithm.PS256, RSA, claims()));
  }

  @Test
  void refusesOtherIssuersAndAudiences() {
    assertInvalid(Fault.ISSUER, hmac(), TestIssuer.hmac(claims().issuer("https://evil.example")));
    assertInvalid(Fault.ISSUER, hmac(), TestIssuer.hmac(claims().issuer(null)));
    assertInvalid(Fault.AUDIENCE, hmac(), TestIssuer.hmac(claims().audience("another")));
    assertInvalid(Fault.AUDIENCE, hmac(), TestIssuer.hmac(claims().audience((String) null)));
    assertAccepted(
        hmac(), TestIssuer.hmac(claims().audience(List.of("another", TestIssuer.AUDIENCE))));
  }

  @Test
  void eachIssuerHasItsOwnKeyAndAlgorithms() {
    Tokens tokens =
        tokens(
            Duration.ZERO,
            hmacIssuer(TestIssuer.SECRET, "HS256"),
            new IssuerProperties(
                "https://two.example",
                "penstock",
                List.of("RS256"),
                null,
                TestIssuer.pem(publicKey(RSA)),
                null));
    JWTClaimsSet.Builder two = claims().issuer("https://two.example");
    assertAccepted(tokens, TestIssuer.hmac(claims()));
    assertThat(tokens.verify(TestIssuer.signed(JWSAlgorithm.RS256, RSA, two)).block())
        .isEqualTo(new Verdict.Accepted("https://two.example", "ann", LATER));
    assertInvalid(Fault.ALGORITHM, tokens, TestIssuer.hmac(two));
    assertInvalid(Fault.ALGORITHM, tokens, TestIssuer.signed(JWSAlgorithm.RS256, RSA, claims()));
  }

  @Test
  void knowsTheTimeToTheSecond() {
    String token = TestIssuer.hmac(claims().notBeforeTime(Date.from(NOW)));
    Tokens tokens = hmac();
    assertAccepted(tokens, token);
    clock.advance(Duration.ofMillis(59_999));
    assertAccepted(tokens, token);
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.verify(token).block()).isEqualTo(new Verdict.Expired());
    clock.advance(Duration.ofMillis(-60_001));
    assertInvalid(Fault.NOT_YET, tokens, token);
  }

  @Test
  void allowsAnIssuersClockToDiffer() {
    Tokens tokens = tokens(Duration.ofSeconds(5), hmacIssuer(TestIssuer.SECRET, "HS256"));
    String token = TestIssuer.hmac(claims().notBeforeTime(Date.from(NOW)));
    Verdict.Accepted accepted = new Verdict.Accepted(TestIssuer.NAME, "ann", LATER.plusSeconds(5));
    clock.advance(Duration.ofSeconds(-5));
    assertThat(tokens.verify(token).block()).isEqualTo(accepted);
    clock.advance(Duration.ofMillis(69_999));
    assertThat(tokens.verify(token).block()).isEqualTo(accepted);
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.verify(token).block()).isEqualTo(new Verdict.Expired());
  }

  @Test
  void anExpiredTokenOfSomebodyElseIsInvalidAndNotExpired() {
    assertInvalid(
        Fault.SIGNATURE,
        hmac(),
        TestIssuer.hmac(
            JWSAlgorithm.HS256,
            TestIssuer.SECRET.replace('a', 'b'),
            TestIssuer.claims(NOW.minusSeconds(1))));
  }

  @Test
  void refusesTokensWithoutSubjectOrEnd() {
    assertInvalid(Fault.SUBJECT, hmac(), TestIssuer.hmac(claims().subject(null)));
    assertInvalid(Fault.SUBJECT, hmac(), TestIssuer.hmac(claims().subject("")));
    assertInvalid(Fault.NO_EXPIRY, hmac(), TestIssuer.hmac(claims().expirationTime(null)));
  }

  @Test
  void anotherUsersTokenDoesNotTakeATokensPlace() {
    Tokens tokens = hmac();
    String token = TestIssuer.hmac(claims());
    Verdict.Accepted ann = new Verdict.Accepted(TestIssuer.NAME, "ann", NOW);
    Verdict.Accepted bob = new Verdict.Accepted(TestIssuer.NAME, "bob", NOW);
    assertThat(tokens.verify(token, ann).block())
        .isEqualTo(new Verdict.Accepted(TestIssuer.NAME, "ann", LATER));
    assertThat(tokens.verify(token, bob).block())
        .isEqualTo(new Verdict.Invalid(Fault.ANOTHER_USER));
    assertThat(tokens.verify(token, null).block())
        .isEqualTo(new Verdict.Invalid(Fault.ANOTHER_USER));
    clock.advance(Duration.ofSeconds(60));
    assertThat(tokens.verify(token, bob).block()).isEqualTo(new Verdict.Expired());
  }

  /** Once the subject alone was compared, which any other issuer may give to anybody. */
  @Test
  void anotherIssuersTokenDoesNotTakeATokensPlace() {
    Verdict.Accepted annOfAnother = new Verdict.Accepted("https://two.example", "ann", NOW);
    assertThat(hmac().verify(TestIssuer.hmac(claims()), annOfAnother).block())
        .isEqualTo(new Verdict.Invalid(Fault.ANOTHER_USER));
  }

  /** Once they overflowed, and the far future was long ago. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "253402300800",
        "9223372036854775",
        "9223372036854776",
        "9223372036854775807",
        "1e300",
        "99999999999999999999999999"
      })
  void takesAnyFarFuture(String seconds) {
    String body =
        base64(
            "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"ann\",\"exp\":%s}"
                .formatted(TestIssuer.NAME, TestIssuer.AUDIENCE, seconds));
    assertThat(hmac().verify(TestIssuer.signedText(body)).block())
        .isEqualTo(
            new Verdict.Accepted(TestIssuer.NAME, "ann", Instant.parse("9999-12-31T23:59:59Z")));
    String early =
        base64(
            "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"ann\",\"exp\":%s,\"nbf\":%s}"
                .formatted(TestIssuer.NAME, TestIssuer.AUDIENCE, seconds, seconds));
    assertInvalid(Fault.NOT_YET, hmac(), TestIssuer.signedText(early));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "..",
        "a.b.c",
        "e30.e30.e30",
        "eyJhbGciOiJIUzI1NiJ9..",
        "eyJhbGciOiJIUzI1NiJ9.W10.AA",
        "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOiJ4In0.AA",
        "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdfQ.e30.AA",
      })
  void refusesWhatIsNoToken(String token) {
    assertThat(hmac().verify(token).block()).isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void refusesWhatNobodyThoughtOf() {
    Random random = new Random(1);
    Tokens tokens = hmac();
    String good = TestIssuer.hmac(claims());
    for (int i = 0; i < 2_000; i++) {
      char[] text = good.toCharArray();
      for (int change = 0; change <= random.nextInt(4); change++) {
        text[random.nextInt(text.length - 1)] = (char) random.nextInt(300);
      }
      Verdict verdict = tokens.verify(new String(text)).block();
      assertThat(verdict)
          .matches(is -> is instanceof Verdict.Invalid || new String(text).equals(good));
    }
    String deep = base64("{\"alg\":\"HS256\",\"x\":" + "[".repeat(6_000)) + ".e30.AA";
    assertInvalid(Fault.UNREADABLE, tokens, deep);
    assertInvalid(Fault.TOO_LONG, tokens, "x".repeat(Tokens.MAX_LENGTH + 1));
  }

  @Test
  void countsWhatItRefusesAndTellsNothingOfTheToken() {
    String token = TestIssuer.hmac(claims().audience("another"));
    hmac().verify(token).block();
    assertThat(
            meters.get("penstock.fanout.tokens.refused").tag("fault", "audience").counter().count())
        .isEqualTo(1);
    assertThat(new FanoutOccurrence.TokenRefused(Fault.AUDIENCE).message())
        .isEqualTo("token refused: it is for another audience");
  }

  @Test
  void settingsDoNotTellTheirSecret() {
    IssuerProperties issuer = hmacIssuer(TestIssuer.SECRET, "HS256");
    TokensProperties properties =
        new TokensProperties(true, List.of(issuer), Duration.ZERO, Duration.ZERO);
    assertThat(properties.toString()).doesNotContain("secret").contains(TestIssuer.NAME);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokens(Duration.ZERO, hmacIssuer("too short", "HS256")))
        .withMessageNotContaining("too short")
        .withMessageContaining("HS256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS384", "RS256", "ES256", "EdDSA", "dance"})
  void refusesAlgorithmsThatASecretIsNotFor(String algorithm) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            tokens(Duration.ZERO, hmacIssuer("thirty-two bytes are a key of HS256", algorithm)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "ES256", "EdDSA"})
  void refusesAlgorithmsThatAnRsaKeyIsNotFor(String algorithm) {
    assertThatIllegalArgumentException().isThrownBy(() -> pem(publicKey(RSA), algorithm));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "RS256", "ES384"})
  void refusesAlgorithmsThatAnEcKeyIsNotFor(String algorithm) {
    assertThatIllegalArgumentException().isThrownBy(() -> pem(publicKey(EC), algorithm));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "EdDSA"})
  void refusesAlgorithmsThatPublishedKeysAreNotFor(String algorithm) {
    assertThatIllegalArgumentException().isThrownBy(() -> jwks(algorithm));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"})
  void refusesAKeyThatIsNone(String pem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokens(Duration.ZERO, issuer(null, pem, null, "RS256")))
        .withMessageContaining("no RSA or EC key in PEM");
  }

  @Test
  void settingsNeedExactlyOneKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> issuer(null, null, null, "RS256"));
    assertThatIllegalArgumentException().isThrownBy(() -> issuer("s", null, ADDRESS, "RS256"));
    assertThatIllegalArgumentException().isThrownBy(() -> issuer("s", null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TokensProperties(true, List.of(), Duration.ZERO, Duration.ofSeconds(1)));
  }

  // Keys that the issuer publishes

  private static Mono<String> published(JWK... keys) {
    return Mono.just(new JWKSet(List.of(keys)).toString());
  }

  private static String rsaToken(RSAKey key) {
    return TestIssuer.signed(JWSAlgorithm.RS256, key, claims());
  }

  @Test
  void findsPublishedKeysByTheirNameAndKind() {
    answers.add(published(RSA, OTHER_RSA, EC));
    Tokens tokens = jwks("RS256", "ES256");
    assertAccepted(tokens, rsaToken(RSA));
    assertAccepted(tokens, rsaToken(OTHER_RSA));
    assertAccepted(tokens, TestIssuer.signed(JWSAlgorithm.ES256, EC, claims()));
    RSAKey unnamed = new RSAKey.Builder(OTHER_RSA).keyID(null).build();
    assertAccepted(tokens, rsaToken(unnamed));
    RSAKey disguised = new RSAKey.Builder(OTHER_RSA).keyID("rsa-1").build();
    assertInvalid(Fault.SIGNATURE, tokens, rsaToken(disguised));
    assertThat(fetches).isEqualTo(1);
  }

  /** Once it was invalid for a minute, and its client did not come back. */
  @Test
  void aKeyThatIsNotAmongThoseHeldMayHaveBeenPublishedSince() {
    answers.add(published(RSA));
    answers.add(published(RSA, OTHER_RSA));
    Tokens tokens = jwks("RS256");
    assertAccepted(tokens, rsaToken(RSA));
    clock.advance(Duration.ofMillis(4_999));
    for (int i = 0; i < 10; i++) {
      StepVerifier.create(tokens.verify(rsaToken(OTHER_RSA)))
          .verifyError(PublishedKeys.NotKnownYetException.class);
    }
    assertThat(fetches).as("anybody can name a key").isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    assertAccepted(tokens, rsaToken(OTHER_RSA));
    assertThat(fetches).isEqualTo(2);
    assertThat(meters.find("penstock.fanout.keys.failures").counter()).isNull();
  }

  @Test
  void aKeyThatIsNotAmongThoseAskedForSinceIsNone() {
    answers.add(published(RSA));
    answers.add(published(RSA));
    Tokens tokens = jwks("RS256");
    assertInvalid(Fault.KEY, tokens, rsaToken(OTHER_RSA));
    StepVerifier.create(tokens.verify(rsaToken(OTHER_RSA)))
        .verifyError(PublishedKeys.NotKnownYetException.class);
    clock.advance(Duration.ofSeconds(5));
    assertInvalid(Fault.KEY, tokens, rsaToken(OTHER_RSA));
    assertThat(fetches).isEqualTo(2);
    assertAccepted(tokens, rsaToken(RSA));
  }

  @Test
  void asksOnceForAllWhoWait() {
    Sinks.One<String> answer = Sinks.one();
    answers.add(answer.asMono());
    Tokens tokens = jwks("RS256");
    StepVerifier first =
        StepVerifier.create(tokens.verify(rsaToken(RSA)))
            .expectNextCount(1)
            .expectComplete()
            .verifyLater();
    StepVerifier gone =
        StepVerifier.create(tokens.verify(rsaToken(RSA))).thenCancel().verifyLater();
    StepVerifier second =
        StepVerifier.create(tokens.verify(rsaToken(RSA)))
            .expectNext(new Verdict.Accepted(TestIssuer.NAME, "ann", LATER))
            .expectComplete()
            .verifyLater();
    gone.verify(Duration.ofSeconds(5));
    answer.tryEmitValue(new JWKSet(RSA).toString()).orThrow();
    first.verify(Duration.ofSeconds(5));
    second.verify(Duration.ofSeconds(5));
    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void keysThatCannotBeHadSayNothingOfTheToken() {
    answers.add(Mono.error(new IOException("away")));
    answers.add(Mono.just("no keys"));
    answers.add(Mono.empty());
    answers.add(published(RSA));
    Tokens tokens = jwks("RS256");
    StepVerifier.create(tokens.verify(rsaToken(RSA))).verifyError(IOException.class);
    StepVerifier.create(tokens.verify(rsaToken(RSA))).verifyError(IOException.class);
    assertThat(fetches).as("not asked again at once").isEqualTo(1);
    clock.advance(Duration.ofSeconds(5));
    StepVerifier.create(tokens.verify(rsaToken(RSA))).verifyError(IllegalStateException.class);
    clock.advance(Duration.ofSeconds(5));
    StepVerifier.create(tokens.verify(rsaToken(RSA))).verifyError(IllegalStateException.class);
    clock.advance(Duration.ofSeconds(5));
    assertAccepted(tokens, rsaToken(RSA));
    assertThat(meters.get("penstock.fanout.keys.failures").counter().count())
        .as("told once for each fetch")
        .isEqualTo(3);
  }

  /** RFC 7517 section 5. Once one of them made all the others useless. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kty\":\"new\",\"kid\":\"x\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-999\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kty\":\"RSA\",\"n\":\"\"}",
        "{\"kty\":5}",
        "{}",
        "5",
        "null"
      })
  void anOddKeyLeavesTheOthersGood(String odd) {
    String set = new JWKSet(RSA).toString();
    answers.add(Mono.just(set.replace("\"keys\":[", "\"keys\":[" + odd + ",")));
    assertAccepted(jwks("RS256"), rsaToken(RSA));
  }

  @Test
  void aSetOfOddKeysAloneIsNoSet() {
    answers.add(Mono.just("{\"keys\":[{\"kty\":\"new\"}]}"));
    StepVerifier.create(jwks("RS256").verify(rsaToken(RSA)))
        .verifyError(IllegalStateException.class);
  }

  @Test
  void forgetsKeysThatAreNoLongerPublished() {
    answers.add(published(RSA, OTHER_RSA));
    answers.add(Mono.error(new IOException("away")));
    answers.add(published(OTHER_RSA));
    Tokens tokens = jwks("RS256");
    String token =
        TestIssuer.signed(JWSAlgorithm.RS256, RSA, TestIssuer.claims(NOW.plusSeconds(3_600)));
    assertThat(tokens.verify(token).block()).isInstanceOf(Verdict.Accepted.class);
    clock.advance(Duration.ofMinutes(10));
    assertThat(tokens.verify(token).block())
        .as("what is held stays good while nothing newer can be had")
        .isInstanceOf(Verdict.Accepted.class);
    clock.advance(Duration.ofSeconds(5));
    assertInvalid(Fault.KEY, tokens, token);
    assertThat(fetches).isEqualTo(3);
  }
}

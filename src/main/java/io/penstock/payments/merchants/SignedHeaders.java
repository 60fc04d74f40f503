package io.penstock.payments.merchants;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** The headers of a signed request, each of which comes once. */
final class SignedHeaders {

  static final String TIMESTAMP = "X-Request-Timestamp";
  static final String NONCE = "X-Request-Nonce";
  static final String SIGNATURE = "X-Signature";
  static final String ACCOUNT = "Penstock-Account";
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final String BEARER = "bearer ";
  private static final int LONGEST_TIMESTAMP = 40;
  private static final String ALGORITHM = "sha256=";
  private static final Pattern HMAC = Pattern.compile("sha256=[0-9a-fA-F]{64}");
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final HttpHeaders headers;

  SignedHeaders(HttpHeaders headers) {
    this.headers = headers;
  }

  /** What stands behind {@code Bearer}; empty when there is nothing, or more than one header. */
  Optional<String> bearer() {
    return once(HttpHeaders.AUTHORIZATION)
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  boolean hasSignature() {
    return headers.containsHeader(SIGNATURE);
  }

  /** Whether the timestamp is one, and no further from now than the window. */
  boolean isFresh(Instant now, Duration window) {
    return once(TIMESTAMP)
        .filter(text -> text.length() <= LONGEST_TIMESTAMP)
        .flatMap(SignedHeaders::instant)
        .filter(time -> Duration.between(time, now).abs().compareTo(window) <= 0)
        .isPresent();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException notOne) {
      return Optional.empty();
    }
  }

  Optional<UUID> nonce() {
    return once(NONCE).filter(text -> UUID_FORM.matcher(text).matches()).map(UUID::fromString);
  }

  Optional<byte[]> signature() {
    return once(SIGNATURE)
        .filter(text -> HMAC.matcher(text).matches())
        .map(text -> HexFormat.of().parseHex(text, ALGORITHM.length(), text.length()));
  }

  /** Empty when a header is there twice, which one server reads so and another otherwise. */
  Optional<CanonicalRequest> canonical(String method, String target) {
    return isTwofold(ACCOUNT) || isTwofold(IDEMPOTENCY_KEY)
        ? Optional.empty()
        : once(TIMESTAMP)
            .flatMap(timestamp ->
                once(NONCE)
                    .map(nonce ->
                        new CanonicalRequest(
                            method,
                            target,
                            timestamp,
                            nonce,
                            once(ACCOUNT).orElse(""),
                            once(IDEMPOTENCY_KEY).orElse(""))));
  }

  Optional<String> account() {
    return once(ACCOUNT).filter(account -> !account.isEmpty());
  }

  private Optional<String> once(String name) {
    List<String> values = headers.getOrEmpty(name);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  private boolean isTwofold(String name) {
    return headers.getOrEmpty(name).size() > 1;
  }
}

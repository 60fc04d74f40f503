package io.penstock.payments.merchants;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;

/**
 * Why a merchant's request does not come in. The only table of these codes: answers are made of it,
 * and so is the API's description. Each has one sentence, which tells nothing of what was expected.
 */
enum SignatureProblem {
  KEY_MISSING(
      HttpStatus.UNAUTHORIZED,
      "key_missing",
      "Send your publishable key once: Authorization: Bearer pk_…"),
  SIGNATURE_MISSING(
      HttpStatus.UNAUTHORIZED,
      "signature_missing",
      "Requests here are signed with the secret, which itself is never sent: X-Signature:"
          + " sha256=…"),
  KEY_UNKNOWN(HttpStatus.UNAUTHORIZED, "key_unknown", "There is no such key"),
  KEY_REVOKED(HttpStatus.UNAUTHORIZED, "key_revoked", "That key has been revoked"),
  TIMESTAMP_OUTSIDE_WINDOW(
      HttpStatus.UNAUTHORIZED,
      "timestamp_outside_window",
      "X-Request-Timestamp must be now, such as 2026-01-02T03:04:05Z; look at your clock"),
  SIGNATURE_INVALID(
      HttpStatus.UNAUTHORIZED,
      "signature_invalid",
      "The signature does not fit the request: each header once, the nonce a UUID, path, query and"
          + " body as they are sent"),
  NONCE_REUSED(
      HttpStatus.UNAUTHORIZED,
      "nonce_reused",
      "This request was here before; one that is sent again needs a new nonce"),
  SCOPE_MISSING(HttpStatus.FORBIDDEN, "scope_missing", "This key may not do that"),
  BODY_TOO_LARGE(
      HttpStatus.CONTENT_TOO_LARGE, "payload_too_large", "The body is larger than is read here"),
  RATE_LIMITED(
      HttpStatus.TOO_MANY_REQUESTS,
      "rate_limited",
      "Too many requests with this key; come back after Retry-After seconds"),
  TOO_MANY_ATTEMPTS(
      HttpStatus.TOO_MANY_REQUESTS,
      "too_many_attempts",
      "Too many requests with wrong keys or signatures came from your address; wait a minute"),
  UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE,
      "unavailable",
      "Your request cannot be checked at the moment; nothing was done");

  private static final Duration SOON = Duration.ofSeconds(1);

  private final HttpStatus status;
  private final String code;
  private final String sentence;

  SignatureProblem(HttpStatus status, String code, String sentence) {
    this.status = status;
    this.code = code;
    this.sentence = sentence;
  }

  HttpStatus status() {
    return status;
  }

  String code() {
    return code;
  }

  String sentence() {
    return sentence;
  }

  /** Whether somebody may be trying out keys or secrets. */
  static boolean isAttempt(Problem problem) {
    return Stream.of(KEY_UNKNOWN, KEY_REVOKED, SIGNATURE_INVALID)
        .anyMatch(attempt -> attempt.code.equals(problem.code()));
  }

  ApiException exception() {
    return status == HttpStatus.SERVICE_UNAVAILABLE ? after(SOON) : because(sentence);
  }

  ApiException because(String detail) {
    return new ApiException(Problem.of(status, code, detail));
  }

  /** When it may be tried again. */
  ApiException after(Duration wait) {
    return ApiException.passing(Problem.of(status, code, sentence), wait);
  }
}

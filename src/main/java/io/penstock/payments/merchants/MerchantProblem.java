package io.penstock.payments.merchants;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.HttpStatus;

/**
 * What the operators' API of merchants can answer besides what was asked for. The only table of
 * these codes: answers are made of it, and so is the API's description.
 */
enum MerchantProblem {
  INVALID_REQUEST(
      HttpStatus.BAD_REQUEST,
      "invalid_request",
      "A parameter, a header or a member of the body cannot be understood or is out of its bounds;"
          + " `errors` names it."),
  MALFORMED_JSON(
      HttpStatus.BAD_REQUEST, "malformed_json", "The body is not the JSON that is expected here."),
  OPERATOR_KEY_MISSING(
      HttpStatus.UNAUTHORIZED,
      "operator_key_missing",
      "The request does not show a key: `Authorization: Bearer …`."),
  OPERATOR_KEY_WRONG(
      HttpStatus.UNAUTHORIZED, "operator_key_wrong", "That is not the operator's key."),
  TOO_MANY_ATTEMPTS(
      HttpStatus.TOO_MANY_REQUESTS,
      "too_many_attempts",
      "Too many wrong keys came from this address; come back after `Retry-After` seconds."),
  MERCHANT_NOT_FOUND(HttpStatus.NOT_FOUND, "merchant_not_found", "There is no such merchant."),
  KEY_NOT_FOUND(HttpStatus.NOT_FOUND, "key_not_found", "The merchant has no such key."),
  TOO_MANY_KEYS(
      HttpStatus.CONFLICT,
      "too_many_keys",
      "A merchant has 100 keys in a mode at most; revoked ones count."),
  TWO_SECRETS_VALID(
      HttpStatus.CONFLICT,
      "two_secrets_valid",
      "The secret before the last one is still valid, and a third never is. Wait until it expires,"
          + " or end both with an `overlap` of PT0S."),
  KEY_REVOKED(HttpStatus.CONFLICT, "key_revoked", "The key is revoked, and stays so."),
  UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE,
      "unavailable",
      "The database does not answer; what was asked for may have been done."),
  OPERATOR_KEY_NOT_SET(
      HttpStatus.SERVICE_UNAVAILABLE,
      "operator_key_not_set",
      "Nobody may come in until `penstock.operator.key` is set.");

  /** Codes that a method of an API can answer, besides those of all. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Answers {
    MerchantProblem[] value();
  }

  private final HttpStatus status;
  private final String code;
  private final String meaning;

  MerchantProblem(HttpStatus status, String code, String meaning) {
    this.status = status;
    this.code = code;
    this.meaning = meaning;
  }

  HttpStatus status() {
    return status;
  }

  String code() {
    return code;
  }

  /** For the API's description. */
  String meaning() {
    return meaning;
  }

  ApiException exception() {
    return new ApiException(Problem.of(status, code, meaning.replace("`", "")));
  }

  /** {@link #INVALID_REQUEST}, naming the parameter, header or member. */
  static ApiException invalid(String name, String message) {
    return new ApiException(Problem.invalid(name, message));
  }
}

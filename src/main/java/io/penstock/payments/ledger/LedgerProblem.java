package io.penstock.payments.ledger;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import io.penstock.platform.resilience.GuardException;
import io.penstock.platform.resilience.RetryClass;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/**
 * What the API of the books can answer besides what was asked for. The only table of these codes:
 * answers are made of it, and so is the API's description.
 */
enum LedgerProblem {
  INVALID_REQUEST(
      HttpStatus.BAD_REQUEST,
      "invalid_request",
      "A parameter cannot be understood or is out of its bounds; `errors` names it."),
  NOT_FOUND(
      HttpStatus.NOT_FOUND,
      "not_found",
      "There is no such account with entries, or no such journal, or it is not yours."),
  OVERLOADED(
      HttpStatus.SERVICE_UNAVAILABLE,
      "overloaded",
      "Too many look at the books at the moment; come back after `Retry-After` seconds."),
  UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "The database of the books does not answer.");

  /** Codes that a method of an API can answer. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Answers {
    LedgerProblem[] value();
  }

  private static final Duration SOON = Duration.ofSeconds(1);

  private final HttpStatus status;
  private final String code;
  private final String meaning;

  LedgerProblem(HttpStatus status, String code, String meaning) {
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

  /**
   * @param what such as {@code account mer_1.available.usd}
   */
  static ApiException notFound(String what) {
    return new ApiException(Problem.notFound(what));
  }

  /** What passes by itself is told so; the guard's refusals say it themselves. */
  static Throwable told(Throwable error) {
    boolean isTold = error instanceof ApiException || error instanceof GuardException;
    return !isTold && RetryClass.of(error) == RetryClass.PASSES
        ? ApiException.passing(
            Problem.of(UNAVAILABLE.status, UNAVAILABLE.code, "The books cannot be read right now"),
            SOON)
        : error;
  }

  /** {@link #INVALID_REQUEST}, naming the parameter. */
  static ApiException invalid(String name, String message) {
    return new ApiException(Problem.invalid(name, message));
  }
}

package io.penstock.market.fanout;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * What reads of prices can answer besides what was asked for. The only table of these codes:
 * answers are made of it, and so is the API's description.
 */
enum ReadProblem {
  INVALID_REQUEST(
      HttpStatus.BAD_REQUEST,
      "invalid_request",
      "A parameter cannot be understood, is out of its bounds or contradicts another one; `errors` names it."),
  UNKNOWN_SYMBOL(
      HttpStatus.NOT_FOUND,
      "unknown_symbol",
      "Nobody lists that symbol, or not at that venue; `suggestions` may hold what was meant."),
  PRICE_NOT_KNOWN(
      HttpStatus.NOT_FOUND,
      "price_not_known",
      "The symbol is listed, but no price of it was told yet. None is made up."),
  BOOK_NOT_KNOWN(
      HttpStatus.NOT_FOUND,
      "book_not_known",
      "The symbol is listed, but no whole book of it was told yet, or its venue tells none."),
  OVERLOADED(
      HttpStatus.SERVICE_UNAVAILABLE,
      "overloaded",
      "Too many read or listen at the moment; come back after `Retry-After` seconds."),
  NOT_READY(
      HttpStatus.SERVICE_UNAVAILABLE,
      "not_ready",
      "This process has just started and reads back what it has to know."),
  PRICES_UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE,
      "prices_unavailable",
      "The memory of older prices is away, so it is not known whether there is one."),
  HISTORY_UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE,
      "history_unavailable",
      "The history's database is away; last prices go on.");

  /** Codes that a method of an API can answer. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Answers {
    ReadProblem[] value();
  }

  /** When to come back. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final HttpStatus status;
  private final String code;
  private final String meaning;

  ReadProblem(HttpStatus status, String code, String meaning) {
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
   * @param detail one safe sentence
   */
  ApiException because(String detail) {
    return exception(Problem.of(status, code, detail));
  }

  /**
   * @param suggestions what may have been meant
   */
  ApiException because(String detail, List<String> suggestions) {
    return exception(Problem.of(status, code, detail).suggesting(suggestions));
  }

  /** {@link #INVALID_REQUEST}, naming the parameter. */
  static ApiException invalid(String parameter, String message) {
    return new ApiException(Problem.invalid(parameter, message));
  }

  private ApiException exception(Problem problem) {
    return status == HttpStatus.SERVICE_UNAVAILABLE
        ? ApiException.passing(problem, SOON)
        : new ApiException(problem);
  }
}

package io.penstock.platform.deadletters;

import io.penstock.platform.http.ApiException;
import io.penstock.platform.http.Problem;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/**
 * What the operator's API of dead letters can answer besides what was asked for. The only table of
 * these codes: answers are made of it, and so is the API's description.
 */
enum LetterProblem {
  INVALID_REQUEST(
      HttpStatus.BAD_REQUEST,
      "invalid_request",
      "A parameter or a member of the body cannot be understood or is out of its bounds; `errors` names it."),
  MALFORMED_JSON(
      HttpStatus.BAD_REQUEST, "malformed_json", "The body is not the JSON that is expected here."),
  KEY_MISSING(
      HttpStatus.UNAUTHORIZED,
      "operator_key_missing",
      "The request does not show a key: `Authorization: Bearer …`."),
  KEY_WRONG(HttpStatus.UNAUTHORIZED, "operator_key_wrong", "That is not the operator's key."),
  TOO_MANY_ATTEMPTS(
      HttpStatus.TOO_MANY_REQUESTS,
      "too_many_attempts",
      "Too many wrong keys came from this address; come back after `Retry-After` seconds."),
  LETTER_NOT_FOUND(
      HttpStatus.NOT_FOUND,
      "letter_not_found",
      "There is no such letter, or its time is over and it is not kept any more."),
  ALREADY_REPLAYED(
      HttpStatus.CONFLICT,
      "already_replayed",
      "The letter was replayed before; `force` replays it once more."),
  ALREADY_DISCARDED(
      HttpStatus.CONFLICT,
      "already_discarded",
      "The letter was discarded before; `force` replays it all the same."),
  WOULD_FAIL(
      HttpStatus.CONFLICT,
      "would_fail",
      "Its flow still cannot read it; `force` replays a record all the same, but no vendor's frame."),
  NOT_REPLAYABLE(
      HttpStatus.CONFLICT,
      "not_replayable",
      "Having it worked again makes no sense or is not possible; `detail` says why. It can be discarded."),
  IN_PROGRESS(HttpStatus.CONFLICT, "in_progress", "Another request is deciding about this letter."),
  OVERLOADED(
      HttpStatus.SERVICE_UNAVAILABLE,
      "overloaded",
      "Too many read dead letters at the moment; come back after `Retry-After` seconds."),
  NOT_READY(
      HttpStatus.SERVICE_UNAVAILABLE,
      "not_ready",
      "This process has just started and reads back what was decided."),
  LETTERS_UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE,
      "letters_unavailable",
      "The broker does not answer. Nothing was decided; a replay may have been written."),
  KEY_NOT_SET(
      HttpStatus.SERVICE_UNAVAILABLE,
      "operator_key_not_set",
      "Nobody may come in until `penstock.operator.key` is set.");

  /** Codes that a method of an API can answer, besides those that all can. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Answers {
    LetterProblem[] value();
  }

  private static final Duration SOON = Duration.ofSeconds(2);

  private final HttpStatus status;
  private final String code;
  private final String meaning;

  LetterProblem(HttpStatus status, String code, String meaning) {
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
    Problem problem = Problem.of(status, code, detail);
    return status == HttpStatus.SERVICE_UNAVAILABLE
        ? ApiException.passing(problem, SOON)
        : new ApiException(problem);
  }

  /** {@link #INVALID_REQUEST}, naming the parameter or member. */
  static ApiException invalid(String name, String message) {
    return new ApiException(Problem.invalid(name, message));
  }
}

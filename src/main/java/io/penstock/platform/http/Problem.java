package io.penstock.platform.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What went wrong, for the caller: status 400, code {@code invalid_request}, {@code limit must be
 * at most 1000}.
 *
 * @param status of the answer
 * @param code in snake case; stable, so programs may compare it
 * @param detail one safe sentence for a person; null: the status says it all
 * @param errors what is wrong with single fields of the request; mostly empty
 * @param suggestions what may have been meant; mostly empty
 */
public record Problem(
    HttpStatus status,
    String code,
    @Nullable String detail,
    List<FieldError> errors,
    List<String> suggestions) {

  public Problem {
    errors = List.copyOf(errors);
    suggestions = List.copyOf(suggestions);
  }

  public Problem(HttpStatus status, String code, @Nullable String detail, List<FieldError> errors) {
    this(status, code, detail, errors, List.of());
  }

  /** The same, with what may have been meant. */
  public Problem suggesting(List<String> meant) {
    return new Problem(status, code, detail, errors, meant);
  }

  public static Problem of(HttpStatus status, String code) {
    return new Problem(status, code, null, List.of());
  }

  public static Problem of(HttpStatus status, String code, String detail) {
    return new Problem(status, code, detail, List.of());
  }

  /** The caller sent something that cannot be understood or is not allowed. */
  public static Problem invalid(String detail) {
    return of(HttpStatus.BAD_REQUEST, "invalid_request", detail);
  }

  /** One field or parameter is wrong: {@code limit}, {@code must be at most 1000}. */
  public static Problem invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /**
   * @param errors at least one
   */
  public static Problem invalid(List<FieldError> errors) {
    FieldError first = errors.getFirst();
    return new Problem(
        HttpStatus.BAD_REQUEST, "invalid_request", first.field() + " " + first.message(), errors);
  }

  /**
   * There is no such thing, such as {@code instrument XYZ-USD}. Never said of a query that failed.
   */
  public static Problem notFound(String what) {
    return of(HttpStatus.NOT_FOUND, "not_found", "There is no " + what);
  }

  /** As it is written into an answer (RFC 9457), members in a fixed order. */
  Map<String, Object> body(String requestId) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("title", status.getReasonPhrase());
    body.put("status", status.value());
    body.put("code", code);
    if (detail != null) {
      body.put("detail", detail);
    }
    if (!errors.isEmpty()) {
      body.put("errors", errors);
    }
    if (!suggestions.isEmpty()) {
      body.put("suggestions", suggestions);
    }
    body.put("request_id", requestId);
    return body;
  }

  /**
   * @param field as the caller wrote it, such as {@code limit} or {@code legs[2].price}
   * @param message what it must be
   */
  public record FieldError(String field, String message) {}
}

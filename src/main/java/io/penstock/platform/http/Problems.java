package io.penstock.platform.http;

import io.penstock.platform.http.Problem.FieldError;
import io.penstock.platform.resilience.GuardException;
import io.penstock.platform.resilience.OverloadedException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;

/** From the framework's errors to ours: one table. What it does not know is our fault. */
final class Problems {

  private Problems() {}

  static Problem of(Throwable error) {
    return switch (error) {
      case ApiException known -> known.problem();
      case WebExchangeBindException invalid -> Problem.invalid(fields(invalid));
      case HandlerMethodValidationException invalid
          when invalid.getStatusCode().is4xxClientError() ->
          Problem.invalid(fields(invalid));
      case MissingRequestValueException missing -> Problem.invalid(missing.getName(), "is missing");
      case ServerWebInputException input -> ofInput(input);
      case ResponseStatusException status -> ofStatus(status.getStatusCode());
      // An Accept of more than 50 media types. Those that cannot be read are a status already.
      case InvalidMimeTypeException tooMany -> ofStatus(HttpStatus.NOT_ACCEPTABLE);
      case InvalidMediaTypeException tooMany -> ofStatus(HttpStatus.NOT_ACCEPTABLE);
      case DataBufferLimitException tooLarge -> ofStatus(HttpStatus.CONTENT_TOO_LARGE);
      case OverloadedException full -> Problem.of(HttpStatus.SERVICE_UNAVAILABLE, full.code());
      case GuardException away -> Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable");
      default -> internal();
    };
  }

  static Problem internal() {
    return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal_error");
  }

  private static Problem ofInput(ServerWebInputException input) {
    for (Throwable cause = input.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ApiException known) {
        return known.problem();
      }
      if (cause instanceof DataBufferLimitException) {
        return ofStatus(HttpStatus.CONTENT_TOO_LARGE);
      }
      if (cause instanceof DecodingException) {
        return Problem.of(
            HttpStatus.BAD_REQUEST,
            "malformed_json",
            "The body is not the JSON that is expected here");
      }
    }
    var parameter = input.getMethodParameter();
    String name = parameter == null ? null : parameter.getParameterName();
    return name == null
        ? Problem.invalid("The request cannot be understood")
        : Problem.invalid(name, "has not the form that is expected");
  }

  private static Problem ofStatus(HttpStatusCode code) {
    HttpStatus status =
        Objects.requireNonNullElse(
            HttpStatus.resolve(code.value()), HttpStatus.INTERNAL_SERVER_ERROR);
    return switch (status) {
      case NOT_FOUND -> Problem.of(status, "not_found");
      case METHOD_NOT_ALLOWED -> Problem.of(status, "method_not_allowed");
      case NOT_ACCEPTABLE -> Problem.of(status, "not_acceptable");
      case UNSUPPORTED_MEDIA_TYPE -> Problem.of(status, "unsupported_media_type");
      case CONTENT_TOO_LARGE -> Problem.of(status, "payload_too_large", "The body is too large");
      case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE -> Problem.of(status, "overloaded");
      default -> status.is4xxClientError() ? Problem.of(status, "invalid_request") : internal();
    };
  }

  private static List<FieldError> fields(WebExchangeBindException invalid) {
    Stream<FieldError> ofFields =
        invalid.getFieldErrors().stream()
            .map(error -> new FieldError(error.getField(), message(error)));
    Stream<FieldError> ofAll =
        invalid.getGlobalErrors().stream()
            .map(error -> new FieldError(error.getObjectName(), message(error)));
    return Stream.concat(ofFields, ofAll).toList();
  }

  private static List<FieldError> fields(HandlerMethodValidationException invalid) {
    return invalid.getParameterValidationResults().stream().flatMap(Problems::fields).toList();
  }

  private static Stream<FieldError> fields(ParameterValidationResult result) {
    if (result instanceof ParameterErrors errors) {
      return errors.getFieldErrors().stream()
          .map(error -> new FieldError(error.getField(), message(error)));
    }
    String name =
        Objects.requireNonNullElse(result.getMethodParameter().getParameterName(), "request");
    return result.getResolvableErrors().stream().map(error -> new FieldError(name, message(error)));
  }

  private static String message(MessageSourceResolvable error) {
    return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
  }
}

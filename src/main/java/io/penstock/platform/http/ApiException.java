package io.penstock.platform.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Ends a request with a {@link Problem}. Thrown or signalled by edges only; behind them a refusal
 * is a value.
 */
public class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final @Nullable Duration retryAfter;

  public ApiException(Problem problem) {
    this(problem, null);
  }

  private ApiException(Problem problem, @Nullable Duration retryAfter) {
    // Without a stack: it is an answer, not a failure, and strangers decide how many of them are
    // made.
    super(problem.code(), null, false, false);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /** The caller sent too much and may come back: 429. */
  public static ApiException tooManyRequests(Duration retryAfter) {
    return new ApiException(
        Problem.of(HttpStatus.TOO_MANY_REQUESTS, "overloaded", "Too many requests"), retryAfter);
  }

  /** We have too much to do, whoever asks: 503. */
  public static ApiException overloaded(Duration retryAfter) {
    return new ApiException(
        Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", "Too much to do at the moment"),
        retryAfter);
  }

  /** It passes by itself: the caller may come back. */
  public static ApiException passing(Problem problem, Duration retryAfter) {
    return new ApiException(problem, retryAfter);
  }

  public Problem problem() {
    return problem;
  }

  /** When a new try may succeed; null: never by itself. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}

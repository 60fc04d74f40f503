package io.penstock.platform.resilience;

/**
 * Breakage that callers can tell apart: by a stable code such as {@code deadline_exceeded}, and by
 * whether it passes. The message is safe to log and to show an operator: it holds no secret and no
 * request.
 */
public abstract class CodedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final RetryClass retryClass;

  protected CodedException(String code, RetryClass retryClass, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.retryClass = retryClass;
  }

  protected CodedException(String code, RetryClass retryClass, String message) {
    super(message);
    this.code = code;
    this.retryClass = retryClass;
  }

  /** In snake case; part of the API, so it never changes. */
  public final String code() {
    return code;
  }

  public final RetryClass retryClass() {
    return retryClass;
  }
}

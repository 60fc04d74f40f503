package io.penstock.platform.resilience;

/**
 * What a {@link Guard} itself signals; errors of the guarded call pass through it unchanged. All of
 * them pass by themselves.
 */
public abstract sealed class GuardException extends CodedException
    permits AttemptTimeoutException,
        DeadlineExceededException,
        BreakerOpenException,
        OverloadedException {

  private static final long serialVersionUID = 1L;

  private final String guard;

  GuardException(String code, String guard, String message) {
    super(code, RetryClass.PASSES, message);
    this.guard = guard;
  }

  /** The guard's name, such as {@code coinbase-rest}. */
  public final String guard() {
    return guard;
  }
}

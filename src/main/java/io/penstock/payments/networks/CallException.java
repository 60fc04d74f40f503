package io.penstock.payments.networks;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;
import io.penstock.platform.resilience.Unsent;

/**
 * How an adapter tells that a try brought no answer. It never leaves this module: {@link
 * GuardedCalls} makes an {@link Outcome} of it, after the guard has seen it.
 */
public abstract sealed class CallException extends CodedException {

  private static final long serialVersionUID = 1L;

  CallException(String code, RetryClass retryClass, String message) {
    super(code, retryClass, message);
  }

  /** As callers are told it. */
  abstract Outcome outcome();

  /** Frequent while a network is away, and its stack tells nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** The request left, and no good answer came, code {@code answer_lost}. */
  public static final class Lost extends CallException {

    private static final long serialVersionUID = 1L;

    private final Outcome.Unknown.Cause cause;

    public Lost(Outcome.Unknown.Cause cause) {
      super("answer_lost", RetryClass.PASSES, "the answer was lost: " + cause.code());
      this.cause = cause;
    }

    @Override
    Outcome outcome() {
      return new Outcome.Unknown(cause);
    }
  }

  /** No connection is signed on, code {@code no_line}: another try would find none either. */
  public static final class NoLine extends CallException {

    private static final long serialVersionUID = 1L;

    public NoLine() {
      super("no_line", RetryClass.PASSES, "no connection is signed on");
    }

    @Override
    Outcome outcome() {
      return new Outcome.NotSent(Outcome.NotSent.Cause.NO_LINE);
    }
  }

  /** The connection went away before it was the request's turn, code {@code line_gone}. */
  public static final class LineGone extends CallException implements Unsent {

    private static final long serialVersionUID = 1L;

    public LineGone() {
      super("line_gone", RetryClass.PASSES, "the connection was lost before the request was sent");
    }

    @Override
    Outcome outcome() {
      return new Outcome.NotSent(Outcome.NotSent.Cause.NO_LINE);
    }
  }

  /** All connections are full, code {@code lines_full}: that is no fault of the network's. */
  public static final class LinesFull extends CallException {

    private static final long serialVersionUID = 1L;

    public LinesFull() {
      super("lines_full", RetryClass.STAYS, "all connections have as much in flight as they may");
    }

    @Override
    Outcome outcome() {
      return new Outcome.NotSent(Outcome.NotSent.Cause.OVERLOADED);
    }
  }
}

package io.penstock.payments.networks.iso8583;

/** What came is no message. Its text tells which part is wrong, never what stands there. */
final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message);
  }

  /** A stranger may cause many. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}

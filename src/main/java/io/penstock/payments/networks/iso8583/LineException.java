package io.penstock.payments.networks.iso8583;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;

/**
 * Why a connection ended, code {@code line_lost}: one short sentence without any text of the
 * network's.
 */
final class LineException extends CodedException {

  private static final long serialVersionUID = 1L;

  LineException(String reason) {
    super("line_lost", RetryClass.PASSES, reason);
  }

  /** What is told of an error: the sentence of one of ours, of others the kind alone. */
  static String reason(Throwable error) {
    return error instanceof LineException told
        ? String.valueOf(told.getMessage())
        : error.getClass().getSimpleName();
  }
}

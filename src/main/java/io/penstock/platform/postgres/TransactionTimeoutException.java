package io.penstock.platform.postgres;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;
import java.time.Duration;

/**
 * A transaction took too long and was ended by cutting its connection, code {@code
 * transaction_timeout}.
 */
public final class TransactionTimeoutException extends CodedException {

  private static final long serialVersionUID = 1L;

  TransactionTimeoutException(String database, Duration limit) {
    super(
        "transaction_timeout",
        RetryClass.PASSES,
        "a transaction of database " + database + " was cut after " + limit.toMillis() + " ms");
  }
}

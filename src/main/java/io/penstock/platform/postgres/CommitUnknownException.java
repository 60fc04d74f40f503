package io.penstock.platform.postgres;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;

/**
 * COMMIT was sent and its answer lost, code {@code commit_unknown}: the transaction happened or it
 * did not. Only a question to the database tells; whoever repeats the work has to be safe against
 * having done it.
 */
public final class CommitUnknownException extends CodedException {

  private static final long serialVersionUID = 1L;

  CommitUnknownException(String database, Throwable cause) {
    super(
        "commit_unknown",
        RetryClass.PASSES,
        "the answer to a commit of database " + database + " was lost",
        cause);
  }
}

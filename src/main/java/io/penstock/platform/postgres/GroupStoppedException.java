package io.penstock.platform.postgres;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;

/**
 * The group does not run, or does not run any more, code {@code stopped}. The command was not run.
 */
public final class GroupStoppedException extends CodedException {

  private static final long serialVersionUID = 1L;

  GroupStoppedException(String group) {
    super("stopped", RetryClass.PASSES, group + " is stopped");
  }
}

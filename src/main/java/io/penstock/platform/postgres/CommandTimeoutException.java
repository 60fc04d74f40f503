package io.penstock.platform.postgres;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;
import java.time.Duration;

/**
 * A command had no answer within its deadline, code {@code command_timeout}. One that still waited
 * is never run; one that was being written may yet be committed.
 */
public final class CommandTimeoutException extends CodedException {

  private static final long serialVersionUID = 1L;

  CommandTimeoutException(String group, Duration deadline) {
    super(
        "command_timeout",
        RetryClass.PASSES,
        group + " did not answer a command within " + deadline.toMillis() + " ms");
  }
}

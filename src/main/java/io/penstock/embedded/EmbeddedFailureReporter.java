package io.penstock.embedded;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/** Tells on one line what of this machine is in the way, and its mend; no stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class EmbeddedFailureReporter implements SpringBootExceptionReporter {

  /**
   * @param context given by Boot, not needed
   */
  EmbeddedFailureReporter(ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EmbeddedStartException told) {
        System.err.printf(
            "Penstock cannot start: %s. %s.%n",
            told.getMessage(), StringUtils.capitalize(told.mend()));
        return true;
      }
    }
    return false;
  }
}

package io.penstock.embedded;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.StringUtils;

/** Tells what is in the way and its mend, without a stack trace. */
class EmbeddedFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedStartException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedStartException cause) {
    return new FailureAnalysis(sentence(String.valueOf(cause.getMessage())), sentence(cause.mend()), cause);
  }

  private static String sentence(String words) {
    return StringUtils.capitalize(words) + ".";
  }
}

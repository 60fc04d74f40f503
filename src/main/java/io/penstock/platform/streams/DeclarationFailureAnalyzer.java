package io.penstock.platform.streams;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a mistake in {@code streams/*.yaml} as one sentence instead of a stack trace. */
class DeclarationFailureAnalyzer extends AbstractFailureAnalyzer<DeclarationException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, DeclarationException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Mend the file, or remove it: the jar carries a default.",
        cause);
  }
}

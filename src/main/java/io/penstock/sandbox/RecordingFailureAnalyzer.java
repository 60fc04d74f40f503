package io.penstock.sandbox;

import io.penstock.sandbox.venue.RecordingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells what is wrong with a recording as one sentence instead of a stack trace. */
class RecordingFailureAnalyzer extends AbstractFailureAnalyzer<RecordingException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, RecordingException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Name another file or directory as penstock.sandbox.recording, or leave it out to get the market model.",
        cause);
  }
}

package io.penstock.sandbox.venue;

import org.jspecify.annotations.Nullable;

/**
 * A recording cannot be played; the message is one sentence that says which file, where in it, and
 * why.
 */
public final class RecordingException extends IllegalStateException {

  public RecordingException(String message) {
    this(message, null);
  }

  public RecordingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

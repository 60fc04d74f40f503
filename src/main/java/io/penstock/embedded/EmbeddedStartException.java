package io.penstock.embedded;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;

/**
 * Something of this machine keeps the embedded servers from starting; told to a person together
 * with its mend. Ends the process, whatever has been started of it.
 */
final class EmbeddedStartException extends RuntimeException implements ExitCodeGenerator {

  private static final long serialVersionUID = 1L;

  private final String mend;

  /**
   * @param problem one sentence without its full stop: "port 15432 of PostgreSQL is in use"
   * @param mend what to do about it: "stop the program that uses it"
   */
  EmbeddedStartException(String problem, String mend, @Nullable Throwable cause) {
    super(problem, cause);
    this.mend = mend;
  }

  EmbeddedStartException(String problem, String mend) {
    this(problem, mend, null);
  }

  String mend() {
    return mend;
  }

  @Override
  public int getExitCode() {
    return 1;
  }
}

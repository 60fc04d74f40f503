package io.penstock.platform.streams;

/** Errors as one line: {@code TimeoutException: no answer within 5 s}. */
final class Causes {

  private static final int LONGEST = 300;

  private Causes() {}

  static String sentence(Throwable error) {
    String sentence =
        error instanceof UnprocessableRecordException
            ? String.valueOf(error.getMessage())
            : error.getClass().getSimpleName()
                + (error.getMessage() == null ? "" : ": " + error.getMessage());
    String line = sentence.lines().findFirst().orElse("");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}

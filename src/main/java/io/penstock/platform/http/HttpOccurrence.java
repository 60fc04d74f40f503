package io.penstock.platform.http;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.telemetry.Occurrence;
import java.util.Arrays;
import org.slf4j.event.Level;

/** What the HTTP edge tells. */
sealed interface HttpOccurrence extends Occurrence {

  /** A request ended in a problem that its caller can understand. */
  record RequestRefused(String requestId, int status, String code) implements HttpOccurrence {

    @Override
    public String metric() {
      return "penstock.http.refusals";
    }

    @Override
    public Tags tags() {
      return Tags.of("code", code);
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "request " + requestId + " refused with " + status + " " + code;
    }
  }

  /**
   * Somebody came to an operator's API without its key.
   *
   * @param code of the answer; {@code operator_key_wrong} is worth a look
   */
  record OperatorRefused(String address, String code) implements HttpOccurrence {

    @Override
    public String metric() {
      return "penstock.http.operator.refusals";
    }

    @Override
    public Tags tags() {
      return Tags.of("code", code);
    }

    @Override
    public Level level() {
      return code.equals("operator_key_wrong") ? Level.WARN : Level.DEBUG;
    }

    @Override
    public String message() {
      return "operator's API refused to " + address + ": " + code;
    }
  }

  /**
   * A request ended in an error nobody expected.
   *
   * @param method of the request; its path may hold what no log should
   * @param error the error's class; its text may hold what no log should
   * @param place where our code had it first
   */
  record RequestFailed(String requestId, String method, String error, String place)
      implements HttpOccurrence {

    static RequestFailed of(String requestId, String method, Throwable error) {
      String place =
          Arrays.stream(error.getStackTrace())
              .filter(frame -> frame.getClassName().startsWith("io.penstock."))
              .findFirst()
              .map(StackTraceElement::toString)
              .orElse("a place outside of our code");
      return new RequestFailed(requestId, method, error.getClass().getName(), place);
    }

    @Override
    public String metric() {
      return "penstock.http.failures";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return method + " request " + requestId + " failed with " + error + " at " + place;
    }
  }
}

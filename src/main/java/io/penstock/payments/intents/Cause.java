package io.penstock.payments.intents;

/**
 * Who made something happen; kept with every event.
 *
 * @param actor such as {@code key:pk_test_…}, {@code operator:jo} or {@code system}
 * @param requestId of the request, or of what the system did by itself
 */
public record Cause(String actor, String requestId) {

  static final Cause SYSTEM = new Cause("system", "");
}

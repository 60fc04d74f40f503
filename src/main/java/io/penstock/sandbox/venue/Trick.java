package io.penstock.sandbox.venue;

import io.penstock.sandbox.venue.Subject.Kind;
import java.util.function.UnaryOperator;

/**
 * A fault of one frame: of the next message of that kind about that product. It is over then.
 *
 * @param product as the venue spells it
 */
public sealed interface Trick {

  Kind kind();

  String product();

  /** The message is never sent. */
  record LeaveOut(Kind kind, String product) implements Trick {}

  /** The message is sent twice. */
  record Twice(Kind kind, String product) implements Trick {}

  /** The message and the next one like it change places. */
  record Swap(Kind kind, String product) implements Trick {}

  /** The message says something else. */
  record Alter(Kind kind, String product, UnaryOperator<String> change) implements Trick {}
}

package io.penstock.sandbox.venue;

import org.jspecify.annotations.Nullable;

/**
 * What a message is about, as far as faults ask.
 *
 * @param product as the venue spells it; null where it is about none
 */
public record Subject(Kind kind, @Nullable String product) {

  public static final Subject NOTHING = new Subject(Kind.OTHER, null);
  public static final Subject ANSWER = new Subject(Kind.ANSWER, null);
  public static final Subject HEARTBEAT = new Subject(Kind.HEARTBEAT, null);

  /** Kinds of messages. */
  public enum Kind {
    TRADE,
    /** A change of a book; a whole book is something else. */
    BOOK_UPDATE,
    HEARTBEAT,
    /** To something the client said. */
    ANSWER,
    OTHER
  }

  boolean is(Kind what, String which) {
    return kind == what && which.equals(product);
  }
}

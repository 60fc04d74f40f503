package io.penstock.market.fanout;

import java.time.Instant;

/** What became of a token. */
sealed interface Verdict {

  /**
   * It is good.
   *
   * @param issuer that vouches for the user: another issuer's user of the same name is another one
   * @param user its subject, not empty
   * @param expiresAt from when on it is good no more
   */
  record Accepted(String issuer, String user, Instant expiresAt) implements Verdict {}

  /** It was good once: the client does right to ask for a new one. */
  record Expired() implements Verdict {}

  /** It is not for us, and would not be later. */
  record Invalid(Fault fault) implements Verdict {}

  /** What is wrong with a token; safe to tell, because nothing of the token is in it. */
  enum Fault {
    UNREADABLE("it is not a signed JWT"),
    TOO_LONG("it is too long"),
    ISSUER("its issuer is not one of ours"),
    ALGORITHM("its algorithm is not one of its issuer's"),
    KEY("no key of its issuer fits"),
    SIGNATURE("its signature is wrong"),
    AUDIENCE("it is for another audience"),
    SUBJECT("it names no subject"),
    NO_EXPIRY("it never expires"),
    NOT_YET("it is not good yet"),
    ANOTHER_USER("it is another user's than the connection");

    private final String text;

    Fault(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}

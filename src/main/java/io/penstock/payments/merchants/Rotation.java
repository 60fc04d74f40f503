package io.penstock.payments.merchants;

/** What becomes of a key whose secret is to be replaced. */
sealed interface Rotation {

  /** It has a new secret. */
  record Rotated(IssuedKey issued) implements Rotation {}

  /** Two secrets are valid already; a third never is. */
  record TwoAreValid() implements Rotation {}

  /** It is revoked, and stays so. */
  record IsRevoked() implements Rotation {}
}

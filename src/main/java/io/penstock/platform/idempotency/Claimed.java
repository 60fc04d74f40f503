package io.penstock.platform.idempotency;

/** What became of a claim. */
public sealed interface Claimed {

  /** The key is ours: go on. */
  record Taken() implements Claimed {}

  /** The same was asked before, and this was answered. */
  record Answered(StoredAnswer answer) implements Claimed {}

  /**
   * The same was asked before, and is being worked.
   *
   * @param holder who works it
   */
  record Running(String holder) implements Claimed {}

  /** The key was used for something else. */
  record UsedOtherwise() implements Claimed {}
}

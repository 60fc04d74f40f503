package io.penstock.platform.resilience;

/**
 * Whether a call whose answer was lost may be made once more. The caller knows; nobody can guess
 * it.
 */
public enum Repeat {
  /** Twice does no more than once: reads, and writes under an idempotency key. */
  SAFE,
  /** Tried exactly once; a lost answer is unknown, and the caller has to ask what became of it. */
  NEVER
}

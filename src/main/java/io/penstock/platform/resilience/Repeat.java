package io.penstock.platform.resilience;

/**
 * Whether a call whose answer was lost may be made once more. The caller knows; nobody can guess
 * it.
 */
public enum Repeat {
  /** Twice does no more than once: reads, and writes under an idempotency key. */
  SAFE,
  /**
   * Tried again only after an {@link Unsent} error: as long as nothing has left this process, the
   * other side cannot have done anything.
   */
  UNSENT,
  /** Tried exactly once; a lost answer is unknown, and the caller has to ask what became of it. */
  NEVER
}

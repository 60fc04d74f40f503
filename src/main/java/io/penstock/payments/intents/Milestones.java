package io.penstock.payments.intents;

import reactor.core.publisher.Mono;

/**
 * Told how far transactions are, so that a process can be made to fail there. In production nobody
 * listens.
 */
public interface Milestones {

  /** What a transaction passes. */
  enum Step {
    /** Understood, and nothing was written. */
    ASKED,
    /** The attempt is committed, and nothing was sent. */
    BEGUN,
    /** The network has answered, or its answer is lost, and that is not written. */
    ANSWERED,
    /** The outcome is committed, and the merchant does not know. */
    SETTLED
  }

  /** Goes on when this completes. */
  Mono<Void> passed(TransactionType type, Step step);

  /** Nobody listens. */
  static Milestones none() {
    return (type, step) -> Mono.empty();
  }
}

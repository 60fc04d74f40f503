package io.penstock.payments.vault;

import reactor.core.publisher.Mono;

/** Gives cards to those who send them to a network. */
public interface CardVault {

  /**
   * The card of a token. Opened when subscribed, each time anew.
   *
   * <p>Shape: the card; empty when there is no such token, or it is no longer good; an error when
   * the vault itself is broken. Cancel ends the opening.
   */
  Mono<Card> open(CardToken token);
}

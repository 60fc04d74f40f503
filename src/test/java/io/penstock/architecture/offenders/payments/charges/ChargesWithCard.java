package io.penstock.architecture.offenders.payments.charges;

import io.penstock.architecture.offenders.payments.vault.Card;

/** Only vault and networks see what is on a card. */
public class ChargesWithCard {

  public Card imported() {
    return new Card();
  }
}

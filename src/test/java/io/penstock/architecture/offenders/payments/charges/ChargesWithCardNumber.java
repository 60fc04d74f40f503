package io.penstock.architecture.offenders.payments.charges;

import io.penstock.architecture.offenders.payments.vault.CardNumber;

/** Only vault and networks see a card number. */
public class ChargesWithCardNumber {

  public CardNumber imported() {
    return new CardNumber();
  }
}

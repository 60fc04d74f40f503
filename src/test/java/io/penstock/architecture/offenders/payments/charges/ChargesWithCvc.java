package io.penstock.architecture.offenders.payments.charges;

import io.penstock.architecture.offenders.payments.vault.Cvc;

/** Only vault and networks see what is on a card. */
public class ChargesWithCvc {

  public Cvc imported() {
    return new Cvc();
  }
}

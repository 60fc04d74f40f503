package io.penstock.architecture.offenders.payments.ledger;

import io.penstock.architecture.offenders.market.tick.SomeTick;

/** Market and payments never see each other. */
public class PaymentsReadMarket {

  public SomeTick imported() {
    return new SomeTick();
  }
}

package io.penstock.payments.networks.iso8583;

import io.penstock.payments.networks.CardNetworkContract;
import io.penstock.payments.networks.NetworkRig;

/** The ISO 8583 adapter keeps the contract. */
class Iso8583ContractIT extends CardNetworkContract {

  @Override
  protected NetworkRig start() {
    return new IsoRig();
  }
}

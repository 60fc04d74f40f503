package io.penstock.architecture.offenders.market.prices;

import io.penstock.architecture.offenders.sandbox.SomeSandbox;

/** The production image has no sandbox. */
public class PricesTrustTheSandbox {

  public SomeSandbox imported() {
    return new SomeSandbox();
  }
}

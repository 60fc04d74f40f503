package io.penstock.architecture.offenders.market.fanout;

import io.penstock.architecture.offenders.market.bars.SomeBarsTable;

/** Of bars, only the door. */
public class FanoutReadsBarsTable {

  public SomeBarsTable imported() {
    return new SomeBarsTable();
  }
}

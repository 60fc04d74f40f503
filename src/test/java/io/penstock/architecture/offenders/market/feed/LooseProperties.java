package io.penstock.architecture.offenders.market.feed;

/** Settings that anybody may change at any time. */
public class LooseProperties {

  public int tries;
}

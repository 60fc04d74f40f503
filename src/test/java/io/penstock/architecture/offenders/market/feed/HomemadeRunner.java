package io.penstock.architecture.offenders.market.feed;

/** A life cycle that nobody starts or ends. */
public class HomemadeRunner {

  public void start() {}
}

package io.penstock.architecture.offenders.market.feed;

/** Blocks for a fixed time. */
public class SleepsABit {

  public void pause() throws InterruptedException {
    Thread.sleep(1);
  }
}

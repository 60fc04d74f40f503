package io.penstock.architecture.offenders.market.feed;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Makes a thread for whatever comes. */
public class ThreadsForEver {

  public Executor threads() {
    return Executors.newCachedThreadPool();
  }
}

package io.penstock.architecture.offenders.market.book;

import io.penstock.architecture.offenders.market.feed.SomeFeed;

/** A book knows nothing of where its changes come from. */
public class BookReadsFeed {

  public SomeFeed imported() {
    return new SomeFeed();
  }
}

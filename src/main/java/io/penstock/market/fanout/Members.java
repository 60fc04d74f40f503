package io.penstock.market.fanout;

import java.util.ArrayList;

/**
 * The subscribers that one channel has on one event loop. The board counts them as they ask to join
 * and leave; the list belongs to the event loop, which runs behind the board but in the same order.
 */
final class Members {

  private final FanoutLoop loop;

  /** The board's thread only. */
  private int count;

  /** The event loop only. */
  private final ArrayList<Subscription> subscriptions = new ArrayList<>();

  Members(FanoutLoop loop) {
    this.loop = loop;
  }

  FanoutLoop loop() {
    return loop;
  }

  void countOneMore() {
    count++;
  }

  /**
   * @return whether nobody is left
   */
  boolean countOneLess() {
    return --count == 0;
  }

  int add(Subscription subscription) {
    subscriptions.add(subscription);
    return subscriptions.size() - 1;
  }

  /** The last one takes the place of the one that leaves. */
  void remove(int index) {
    Subscription last = subscriptions.removeLast();
    if (index < subscriptions.size()) {
      subscriptions.set(index, last);
      last.moveTo(index);
    }
  }

  /** From the last to the first: a client that is too slow leaves while we go. */
  void push(Message message) {
    for (int i = subscriptions.size() - 1; i >= 0; i--) {
      subscriptions.get(i).subscriber().push(message);
    }
    loop.delivered(subscriptions.size());
  }
}

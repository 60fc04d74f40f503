package io.penstock.market.fanout;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one channel on one event loop that hear it alike: spelt the same way, at the
 * same pace. The board counts them as they ask to join and leave; the list belongs to the event
 * loop, which runs behind the board but in the same order.
 */
final class Members {

  private final FanoutLoop loop;
  private final Wire wire;
  private final ChannelKind kind;

  /** Null for those who hear each publication. */
  private final @Nullable Beat beat;

  // The board's thread only.
  private int count;
  private @Nullable Told told;

  // From here on: the event loop only.
  private final ArrayList<Subscription> subscriptions = new ArrayList<>(1);
  private Entry last;
  private boolean onBeat;
  private @Nullable Merged merged;

  /** News for the event loop: the newest entry. One for each hand-over, however many there are. */
  private static final class Told implements Runnable {

    private final Members members;
    private final long handOver;
    private Entry last;

    Told(Members members, long handOver, Entry last) {
      this.members = members;
      this.handOver = handOver;
      this.last = last;
    }

    @Override
    public void run() {
      members.heard(last);
    }
  }

  /** Changes of a book put together, for all who stand at the same place. */
  private record Merged(Entry after, Entry upTo, byte[] message) {}

  Members(FanoutLoop loop, Wire wire, ChannelKind kind, @Nullable Beat beat, Entry last) {
    this.loop = loop;
    this.wire = wire;
    this.kind = kind;
    this.beat = beat;
    this.last = last;
  }

  FanoutLoop loop() {
    return loop;
  }

  Wire wire() {
    return wire;
  }

  ChannelKind kind() {
    return kind;
  }

  @Nullable Beat beat() {
    return beat;
  }

  // The board's thread

  void countOneMore() {
    count++;
  }

  /**
   * @return whether nobody is left
   */
  boolean countOneLess() {
    return --count == 0;
  }

  /** There is an entry more. */
  void tell(Entry entry) {
    if (told != null && told.handOver == loop.handOvers()) {
      told.last = entry;
    } else {
      told = new Told(this, loop.handOvers(), entry);
      loop.add(told);
    }
  }

  // The event loop

  private void heard(Entry newest) {
    last = newest;
    if (beat == null) {
      spread();
    } else if (!onBeat) {
      onBeat = true;
      beat.add(this);
    }
  }

  /** It is time for those who keep a pace. */
  void onBeat() {
    onBeat = false;
    spread();
  }

  private void spread() {
    for (int i = 0; i < subscriptions.size(); i++) {
      subscriptions.get(i).hasNews();
    }
  }

  /** Offsets of its topic began anew: whoever listens has to subscribe again. */
  void end() {
    for (Subscription each : List.copyOf(subscriptions)) {
      each.subscriber().ended(each);
    }
  }

  /** The newest entry that this event loop knows of. */
  Entry last() {
    return last;
  }

  int add(Subscription subscription) {
    subscriptions.add(subscription);
    return subscriptions.size() - 1;
  }

  /** The last one takes the place of the one that leaves. */
  void remove(int index) {
    Subscription moving = subscriptions.removeLast();
    if (index < subscriptions.size()) {
      subscriptions.set(index, moving);
      moving.moveTo(index);
    }
  }

  /** The changes of a book behind one entry up to another as one; made once for all. */
  byte[] merged(Entry after, Entry upTo) {
    Merged known = merged;
    if (known == null || known.after != after || known.upTo != upTo) {
      known =
          new Merged(after, upTo, wire.push(BookMerge.between(after, upTo).json(), upTo.offset()));
      merged = known;
    }
    return known.message;
  }
}

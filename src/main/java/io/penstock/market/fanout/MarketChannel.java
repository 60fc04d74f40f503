package io.penstock.market.fanout;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel that somebody subscribes to. Belongs to the board's thread. */
final class MarketChannel {

  private final ChannelName name;
  private final ListingBoard listing;
  private final List<Members> members = new ArrayList<>(4);
  private final List<Wire> wires = new ArrayList<>(1);

  MarketChannel(ChannelName name, ListingBoard listing) {
    this.name = name;
    this.listing = listing;
  }

  ChannelName name() {
    return name;
  }

  ListingBoard listing() {
    return listing;
  }

  /** One more subscriber on an event loop. */
  Members join(FanoutLoop loop, Spelling spelling, @Nullable Beat beat, Entry last) {
    Members own = find(loop, spelling, beat);
    if (own == null) {
      own = new Members(loop, wire(spelling), name.kind(), beat, last);
      members.add(own);
    }
    own.countOneMore();
    return own;
  }

  /** One for all who hear it alike, so that they find what is encoded already at a glance. */
  private Wire wire(Spelling spelling) {
    for (Wire each : wires) {
      if (each.spelling() == spelling) {
        return each;
      }
    }
    Wire wire = new Wire(name.text(), spelling);
    wires.add(wire);
    return wire;
  }

  private @Nullable Members find(FanoutLoop loop, Spelling spelling, @Nullable Beat beat) {
    for (Members each : members) {
      if (each.loop() == loop && each.wire().spelling() == spelling && each.beat() == beat) {
        return each;
      }
    }
    return null;
  }

  /**
   * One subscriber less.
   *
   * @return whether nobody is left anywhere
   */
  boolean leave(Members own) {
    if (own.countOneLess()) {
      members.remove(own);
    }
    return members.isEmpty();
  }

  /** There is an entry more in its history. */
  void tell(Entry entry) {
    for (Members each : members) {
      each.tell(entry);
    }
  }

  List<Members> members() {
    return members;
  }
}

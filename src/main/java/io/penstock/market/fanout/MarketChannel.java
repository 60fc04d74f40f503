package io.penstock.market.fanout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A channel that somebody subscribes to. Belongs to the board's thread. */
final class MarketChannel {

  private final ChannelName name;
  private final ListingBoard listing;
  private final List<Members> members = new ArrayList<>(8);

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
  Members join(FanoutLoop loop) {
    Members own = null;
    for (Members each : members) {
      if (each.loop() == loop) {
        own = each;
      }
    }
    if (own == null) {
      own = new Members(loop);
      members.add(own);
    }
    own.countOneMore();
    return own;
  }

  /**
   * One subscriber less on an event loop.
   *
   * @return whether nobody is left anywhere
   */
  boolean leave(FanoutLoop loop) {
    members.removeIf(each -> each.loop() == loop && each.countOneLess());
    return members.isEmpty();
  }

  /** One encoding for all subscribers. */
  void push(String data, long offset) {
    Publication publication = new Publication(data.getBytes(StandardCharsets.UTF_8), offset);
    Message message = new Message(Framing.JSON.push(name.text(), publication), true);
    for (Members each : members) {
      each.loop().add(() -> each.push(message));
    }
  }
}

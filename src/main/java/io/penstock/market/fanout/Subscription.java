package io.penstock.market.fanout;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client's part in one channel: how it wants to hear it, and how far it has heard. Belongs to
 * the subscriber's event loop, but for what the board counts.
 */
final class Subscription {

  private final long id;
  private final ChannelName channel;
  private final Subscriber subscriber;
  private final Mode mode;

  /** Where news come from; null until joined and after leaving. */
  private @Nullable Members members;

  /** Place among the members, kept by them. */
  private int index;

  /**
   * What it heard last. Null where only the newest counts, so that nothing is kept for it; and in a
   * conflated book that fell behind what is kept, until the board has told it the whole book.
   */
  private @Nullable Entry place;

  /** Of the entry that it heard last, within the channel's history. */
  private long number;

  /** Publications up to here it has had from another replica that was ahead of this one. */
  private long known;

  private boolean asksForState;
  private boolean left;

  /** Whether it waits in its subscriber's line, and who stands behind it there. */
  private boolean waiting;

  private @Nullable Subscription behind;

  /** Where the board counts it; null before it found the channel. The board's thread only. */
  private @Nullable Members counted;

  /**
   * @param id of the command that asked for it; repeated in the answer
   */
  Subscription(long id, ChannelName channel, Subscriber subscriber, Mode mode) {
    this.id = id;
    this.channel = channel;
    this.subscriber = subscriber;
    this.mode = mode;
  }

  long id() {
    return id;
  }

  ChannelName channel() {
    return channel;
  }

  Subscriber subscriber() {
    return subscriber;
  }

  Mode mode() {
    return mode;
  }

  boolean isLossless() {
    return mode instanceof Mode.Lossless;
  }

  /**
   * From here on it hears what follows a place, unless the client left while it was joining.
   *
   * @param alreadyKnown offset up to which the client has heard all
   */
  void join(Members joined, Entry from, long alreadyKnown) {
    if (left) {
      return;
    }
    members = joined;
    index = joined.add(this);
    number = from.number();
    known = alreadyKnown;
    place = isLossless() || joined.kind() == ChannelKind.BOOK ? from : null;
    if (joined.last() != from) {
      hasNews();
    }
  }

  /** From here on it hears nothing. */
  void leave() {
    left = true;
    place = null;
    if (members != null) {
      members.remove(index);
      members = null;
    }
  }

  void countAmong(Members joined) {
    counted = joined;
  }

  @Nullable Members counted() {
    return counted;
  }

  void moveTo(int newIndex) {
    index = newIndex;
  }

  void hasNews() {
    if (!waiting) {
      waiting = true;
      subscriber.hasNews(this);
    }
  }

  /** Who waits behind it in its subscriber's line. */
  @Nullable Subscription behind() {
    return behind;
  }

  void setBehind(@Nullable Subscription other) {
    behind = other;
  }

  /** It is no longer in the line. */
  void stepOut() {
    waiting = false;
    behind = null;
  }

  /** The next message for the client; null when there is none any more. */
  byte @Nullable [] take() {
    Members from = members;
    if (from == null) {
      return null;
    }
    return isLossless() ? takeNext(from) : takeNewest(from);
  }

  private byte @Nullable [] takeNext(Members from) {
    Entry next = next(from);
    if (next == null) {
      return null;
    }
    place = next;
    return next.message(from.wire());
  }

  /** What follows its place and is not known to the client. */
  private @Nullable Entry next(Members from) {
    while (place != null && place != from.last()) {
      Entry next = place.next();
      if (next == null || !next.isOfRecord() || next.offset() > known) {
        return next;
      }
      place = next;
    }
    return null;
  }

  /** Offset of what a lossless one has to hear next; the largest number when there is nothing. */
  long nextOffset() {
    Entry next = members == null ? null : next(members);
    return next == null ? Long.MAX_VALUE : next.offset();
  }

  /** Whether what it has to hear next stands for a record. */
  boolean isNextOfRecord() {
    Entry next = members == null ? null : next(members);
    return next != null && next.isOfRecord();
  }

  private byte @Nullable [] takeNewest(Members from) {
    Entry newest = from.last();
    long skipped = newest.number() - number - 1;
    if (skipped < 0) {
      return null;
    }
    Entry before = place;
    number = newest.number();
    if (from.kind() == ChannelKind.BOOK) {
      if (before == null) {
        askForState();
        return null;
      }
      place = newest;
      return skipped == 0 ? newest.message(from.wire()) : from.merged(before, newest);
    }
    if (newest.isOfRecord() && newest.offset() <= known) {
      return null;
    }
    return skipped > 0 && from.kind() == ChannelKind.TRADES
        ? from.wire().push(withSkipped(newest.payload().json(), skipped), newest.offset())
        : newest.message(from.wire());
  }

  private void askForState() {
    if (!asksForState) {
      asksForState = true;
      subscriber.needsState(this);
    }
  }

  private static byte[] withSkipped(byte[] json, long skipped) {
    byte[] end = (",\"skipped\":" + skipped + "}").getBytes(StandardCharsets.US_ASCII);
    byte[] longer = new byte[json.length - 1 + end.length];
    System.arraycopy(json, 0, longer, 0, json.length - 1);
    System.arraycopy(end, 0, longer, json.length - 1, end.length);
    return longer;
  }

  /**
   * Whether what it has to hear next is no longer kept; asked while its client takes nothing.
   *
   * @param horizon of the ring
   */
  boolean isLost(long horizon) {
    Entry at = place;
    Entry next = at == null || members == null || at == members.last() ? null : at.next();
    return next != null && next.mark() < horizon;
  }

  /** A conflated book that fell behind; it goes on from the next whole book. */
  void forgetPlace() {
    place = null;
  }

  /** A conflated book whose place was lost begins anew: the client has the state there. */
  void goOnFrom(Entry from) {
    asksForState = false;
    if (members != null) {
      place = from;
      number = from.number();
      if (members.last() != from) {
        hasNews();
      }
    }
  }
}

package io.penstock.market.feed.binance;

import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.feed.binance.BinanceMessages.DepthUpdate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * How far one pair's book was read: fits a snapshot and the stream of updates together by their
 * numbers. It holds no levels. Pure; for one thread at a time.
 *
 * <p>Binance's procedure: updates are kept while the snapshot is on its way; those that it holds
 * already, {@code u <= lastUpdateId}, are let go; the first one kept has to begin at {@code
 * lastUpdateId + 1} or before, else the snapshot is too old. From then on an update begins right
 * behind the one before it, or the book is lost.
 *
 * @see <a
 *     href="https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md#how-to-manage-a-local-order-book-correctly">How
 *     to manage a local order book correctly</a>
 */
final class BinanceBook {

  /** What is to be done about an update. */
  enum Verdict {
    /** Publish it. */
    APPLY,
    /** Nothing: it is known, or kept for the snapshot, or came before the book was asked for. */
    LEAVE,
    /** The book is lost: updates before this one are missing, or the numbers contradict. */
    GAP,
    /** The book is lost: more came before the snapshot than is kept waiting for it. */
    OVERFLOW
  }

  /** What is to be done about a snapshot. */
  enum Fit {
    /** Publish it, then {@link #takeWaiting()}. */
    BRIDGED,
    /** Ask for another one; updates are kept on. */
    TOO_OLD,
    /** Nothing: nobody waits for it. */
    UNWANTED
  }

  /** An update that waits for the snapshot. */
  record Waiting(DepthUpdate update, Instant received) {}

  private enum State {
    /** Never asked for. */
    NEW,
    /** To be asked for when it is its turn. */
    WANTED,
    /** Asked for: updates are kept. */
    ASKED,
    LIVE,
    /** Whoever reads it has to ask for it again. */
    LOST
  }

  /** How an update stands to the last one seen. */
  private enum Step {
    NEXT,
    REPEATED,
    BROKEN
  }

  private static final long NONE = -1;

  private final int mostWaiting;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private State state = State.NEW;

  // Of the last update seen, published or not; of the snapshot where none came after it.
  private long first = NONE;
  private long last = NONE;
  private int tries;

  /**
   * @param mostWaiting updates kept while the snapshot is on its way
   */
  BinanceBook(int mostWaiting) {
    this.mostWaiting = mostWaiting;
  }

  boolean isNew() {
    return state == State.NEW;
  }

  /** The book is to be begun anew: whether the caller has to see to it, because nobody does. */
  boolean want() {
    if (state == State.WANTED || state == State.ASKED) {
      return false;
    }
    state = State.WANTED;
    tries = 0;
    return true;
  }

  /** The snapshot is being asked for: from now on updates are kept. */
  void asked() {
    tries++;
    if (state == State.WANTED) {
      state = State.ASKED;
    }
  }

  /** The snapshot cannot be had now; it stays wanted, and updates are kept no longer. */
  void failed() {
    if (state == State.ASKED) {
      waiting.clear();
      state = State.WANTED;
    }
  }

  /** Something of it could not be read, so nobody knows what is missing. */
  void lose() {
    if (state == State.LIVE) {
      state = State.LOST;
    }
  }

  /** How often a snapshot was asked for since the book was wanted. */
  int tries() {
    return tries;
  }

  Verdict update(DepthUpdate update, Instant received) {
    Step step = step(update);
    if (step != Step.REPEATED) {
      first = update.first();
      last = update.last();
    }
    return switch (state) {
      case NEW, WANTED, LOST -> Verdict.LEAVE;
      case ASKED -> keep(update, received, step);
      case LIVE ->
          switch (step) {
            case NEXT -> Verdict.APPLY;
            case REPEATED -> Verdict.LEAVE;
            case BROKEN -> {
              state = State.LOST;
              yield Verdict.GAP;
            }
          };
    };
  }

  /** What waits is whole at any time: what came before a hole or an overflow is let go. */
  private Verdict keep(DepthUpdate update, Instant received, Step step) {
    if (step == Step.REPEATED) {
      return Verdict.LEAVE;
    }
    boolean isFull = waiting.size() == mostWaiting;
    if (step == Step.BROKEN || isFull) {
      waiting.clear();
    }
    waiting.add(new Waiting(update, received));
    if (step == Step.BROKEN) {
      return Verdict.GAP;
    }
    return isFull ? Verdict.OVERFLOW : Verdict.LEAVE;
  }

  /**
   * An update that is known already cannot have begun behind the one that made it known: then one
   * of the two has a wrong number.
   */
  private Step step(DepthUpdate update) {
    if (last == NONE) {
      return Step.NEXT;
    }
    if (update.last() <= last) {
      return update.first() > first ? Step.BROKEN : Step.REPEATED;
    }
    return update.first() > last + 1 ? Step.BROKEN : Step.NEXT;
  }

  Fit snapshot(DepthSnapshot snapshot) {
    if (state != State.ASKED) {
      return Fit.UNWANTED;
    }
    long id = snapshot.lastUpdateId();
    while (!waiting.isEmpty() && waiting.element().update().last() <= id) {
      waiting.remove();
    }
    boolean isTooOld = waiting.isEmpty() ? id < last : waiting.element().update().first() > id + 1;
    if (isTooOld) {
      return Fit.TOO_OLD;
    }
    if (waiting.isEmpty()) {
      first = id;
      last = id;
    }
    state = State.LIVE;
    return Fit.BRIDGED;
  }

  /** The updates to publish behind the snapshot, in their order. */
  List<Waiting> takeWaiting() {
    List<Waiting> kept = new ArrayList<>(waiting);
    waiting.clear();
    return kept;
  }
}

package io.penstock.market.feed;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * From a line that the venue is about to end to the line after it. Both are read for a while; who
 * reads the topic takes each thing once. Thread-safe.
 */
final class Handover {

  private final FeedCatalogue catalogue;
  private final StopSignal release = new StopSignal();
  private @Nullable FeedSession successor;
  private boolean isOver;

  Handover(FeedCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Completes when the line before is not needed any more. */
  Mono<Void> released() {
    return release.given();
  }

  /** This one is to take over; the one before it has failed to. */
  synchronized void to(FeedSession session) {
    successor = session;
  }

  /** The successor has all there is to have. */
  synchronized void complete() {
    takeOver();
  }

  /** The line before has ended by itself or by release: whether the successor goes on. */
  synchronized boolean lineEnded() {
    if (successor != null && successor.isOpen()) {
      takeOver();
    }
    return isOver;
  }

  synchronized boolean isOver() {
    return isOver;
  }

  private void takeOver() {
    if (successor != null && !isOver) {
      isOver = true;
      catalogue.adopt(successor.tracks());
      release.give();
    }
  }
}

package io.penstock.payments.networks;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the request of one call has left this process. Exactly one of two things happens to it:
 * it leaves, or it is given up before; both sides ask here first. Thread-safe.
 */
public final class Departure {

  private enum State {
    WAITING,
    LEFT,
    GIVEN_UP
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  /**
   * Asked right before the request, or its repetition, is handed to a socket; from then on it
   * counts as sent.
   *
   * @return false when it was given up: then it must not be sent any more
   */
  public boolean leave() {
    return state.compareAndSet(State.WAITING, State.LEFT) || hasLeft();
  }

  /**
   * Makes sure that it never leaves.
   *
   * @return false when it has left
   */
  public boolean giveUp() {
    return state.compareAndSet(State.WAITING, State.GIVEN_UP) || !hasLeft();
  }

  public boolean hasLeft() {
    return state.get() == State.LEFT;
  }
}

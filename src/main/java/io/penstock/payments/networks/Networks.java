package io.penstock.payments.networks;

import io.penstock.platform.values.Mode;
import java.util.Currency;
import java.util.Optional;

/** The door to all card networks: which one to ask, and the asking. */
public final class Networks {

  /** The best network for a card: one that can be reached before one that cannot, then the cheapest. */
  public Optional<Route> choose(Mode mode, String bin, Currency currency) {
    throw new UnsupportedOperationException();
  }

  /** The best of the others, after {@link Outcome.NotSent}. */
  public Optional<Route> chooseAfter(Route route) {
    throw new UnsupportedOperationException();
  }

  /** The network of a route. */
  public CardNetwork at(Route route) {
    throw new UnsupportedOperationException();
  }

  /**
   * The network of an attempt's row.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public CardNetwork named(String network) {
    throw new UnsupportedOperationException();
  }
}

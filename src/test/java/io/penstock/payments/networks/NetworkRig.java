package io.penstock.payments.networks;

import io.penstock.payments.vault.CardToken;
import io.penstock.platform.values.Mode;
import io.penstock.sandbox.cards.BookView;
import io.penstock.sandbox.cards.Deed;
import io.penstock.sandbox.cards.TestCard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An adapter under test, over a real socket, and at its other end the simulated network that speaks
 * its protocol. Time passes when the test lets it.
 */
public interface NetworkRig extends AutoCloseable {

  /** Of one call; the adapter's settings. */
  Duration ANSWER_WITHIN = Duration.ofSeconds(4);

  Duration DEADLINE = Duration.ofSeconds(10);

  /** Failures in a row that open the breaker, and how long it stays open. */
  int BREAKER_MINIMUM = 6;

  Duration BREAKER_OPEN = Duration.ofSeconds(5);

  /** Calls in flight at once, at most. */
  int CONCURRENCY = 1_000;

  CardNetwork network();

  /** A token whose card the vault gives away. */
  default CardToken token(TestCard card) {
    return token(card.number());
  }

  /** The same of any number. */
  CardToken token(String number);

  /** A token that the vault does not know. */
  default CardToken unknownToken() {
    return new CardToken("tok_unknown", "acct_m", Mode.TEST);
  }

  Instant now();

  void pass(Duration span);

  /** Waits until the simulated network has heard so many orders and inquiries in all. */
  void awaitHeard(int messages);

  /** Waits until the adapter can be asked. */
  void awaitInReach();

  /** Waits until it knows that it cannot be asked. */
  void awaitOutOfReach();

  void down();

  void mute();

  void muteInquiries(Duration span);

  void slow(Duration by);

  void reset();

  void heal();

  void next(Deed deed, TestCard behaviour);

  /** All that the simulated network has in its books. */
  List<BookView> books();

  /** What went over the wire as {@code REVERSAL}, {@code REVERSAL_AGAIN} and the like. */
  double count(String meter, String... tags);

  @Override
  void close();
}

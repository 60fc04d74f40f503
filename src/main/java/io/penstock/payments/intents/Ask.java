package io.penstock.payments.intents;

import org.jspecify.annotations.Nullable;

/** What a merchant wants to be done with an intent at a card network. */
public sealed interface Ask {

  TransactionType type();

  /** Charge a card with the intent's amount. */
  record Charge(CardSeen card) implements Ask {
    @Override
    public TransactionType type() {
      return TransactionType.CHARGE;
    }
  }

  /**
   * Take what is held.
   *
   * @param amount minor units; null: all of it
   */
  record Capture(@Nullable Long amount) implements Ask {
    @Override
    public TransactionType type() {
      return TransactionType.CAPTURE;
    }
  }

  /**
   * Give back what is held.
   *
   * @param isCancel whether the whole intent was asked to end, and is what is answered
   */
  record Void(boolean isCancel) implements Ask {
    @Override
    public TransactionType type() {
      return TransactionType.VOID;
    }
  }

  /**
   * Give back what was taken.
   *
   * @param amount minor units; null: whatever is left of it
   */
  record Refund(@Nullable Long amount) implements Ask {
    @Override
    public TransactionType type() {
      return TransactionType.REFUND;
    }
  }
}

package io.penstock.payments.intents;

import org.jspecify.annotations.Nullable;

/** Where a payment stands. What may follow is written in {@link IntentRules}. */
public sealed interface IntentState {

  /** As the API tells it, such as {@code succeeded}. */
  String code();

  /** Nothing was charged yet. */
  record Created() implements IntentState {
    @Override
    public String code() {
      return "created";
    }
  }

  /**
   * A network works on it, or its answer was lost and is being looked for.
   *
   * @param transactionId the only one that may end this state
   * @param hold there already when a capture or a void is worked; null: a charge is
   */
  record Processing(String transactionId, @Nullable Hold hold) implements IntentState {
    @Override
    public String code() {
      return "processing";
    }
  }

  /** Money is held, and can be captured or given back. */
  record Authorized(Hold hold) implements IntentState {
    @Override
    public String code() {
      return "authorized";
    }
  }

  /**
   * Money was taken. How much of it went back is derived from the refunds that succeeded.
   *
   * @param captured minor units, above zero
   * @param refunded minor units that went back
   * @param refunding minor units that are on their way back
   * @param unverified refunds among them whose answer was lost
   */
  record Succeeded(long captured, long refunded, long refunding, int unverified)
      implements IntentState {

    public Succeeded {
      if (captured <= 0 || refunded < 0 || refunding < 0 || unverified < 0) {
        throw new IllegalArgumentException("amounts must not be negative");
      }
      if (Math.addExact(refunded, refunding) > captured) {
        throw new IllegalArgumentException("more is refunded than was captured");
      }
    }

    /** Minor units that a refund may still give back. */
    long refundable() {
      return captured - refunded - refunding;
    }

    @Override
    public String code() {
      if (refunded == 0) {
        return "succeeded";
      }
      return refunded == captured ? "refunded" : "partially_refunded";
    }
  }

  /**
   * The last charge was refused; another may be tried.
   *
   * @param reason such as {@code insufficient_funds}
   */
  record Failed(String reason) implements IntentState {
    @Override
    public String code() {
      return "failed";
    }
  }

  /**
   * Nothing more will happen.
   *
   * @param reason {@code requested}, {@code voided} or {@code expired}
   */
  record Canceled(String reason) implements IntentState {
    @Override
    public String code() {
      return "canceled";
    }
  }
}

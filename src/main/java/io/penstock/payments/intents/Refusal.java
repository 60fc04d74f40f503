package io.penstock.payments.intents;

/**
 * Why something is not done. Nothing was changed.
 *
 * @param detail one sentence for the merchant
 */
public record Refusal(Code code, String detail) {

  /** Stable, in lower case part of the API. */
  public enum Code {
    /** The intent's state does not allow it. */
    INVALID_STATE,
    /** What happened last is not known yet. */
    PENDING_VERIFICATION,
    /** More than there is. */
    AMOUNT_TOO_LARGE,
    /** No more can be done with one intent. */
    TOO_MANY_TRANSACTIONS,
    /** There is no such intent. */
    INTENT_NOT_FOUND,
    /** No network takes such cards in this currency. */
    NO_NETWORK
  }

  static Refusal state(Intent intent, String wish) {
    return new Refusal(
        Code.INVALID_STATE, "An intent that is " + intent.state().code() + " cannot be " + wish);
  }

  static Refusal noNetwork(Intent intent) {
    return new Refusal(
        Code.NO_NETWORK,
        "No card network takes this card in " + intent.amount().currency().getCurrencyCode());
  }

  static Refusal unverified() {
    return new Refusal(
        Code.PENDING_VERIFICATION,
        "The network's last answer was lost; nothing can be done until it is known");
  }
}

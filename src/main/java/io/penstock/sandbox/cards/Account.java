package io.penstock.sandbox.cards;

/** What was approved under one reference, and what became of it. In minor units. */
final class Account {

  final long approved;
  long captured;
  long refunded;
  long reversed;

  Account(long approved) {
    this.approved = approved;
  }

  /** What can still be captured or taken back of an authorisation. */
  long held() {
    return approved - captured - reversed;
  }

  /** What can still be given or taken back of a purchase, a capture or a refund. */
  long left() {
    return approved - refunded - reversed;
  }

  String state() {
    if (approved == 0) {
      return "declined";
    }
    if (reversed > 0) {
      return reversed == approved ? "reversed" : "partly_reversed";
    }
    if (refunded > 0) {
      return refunded == approved ? "refunded" : "partly_refunded";
    }
    if (captured > 0) {
      return captured == approved ? "captured" : "partly_captured";
    }
    return "approved";
  }
}

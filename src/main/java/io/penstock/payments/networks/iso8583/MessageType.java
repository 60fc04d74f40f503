package io.penstock.payments.networks.iso8583;

/** The message type indicators that are spoken here. */
enum MessageType {
  AUTHORIZATION(0x0100),
  AUTHORIZATION_ANSWER(0x0110),
  FINANCIAL(0x0200),
  FINANCIAL_ANSWER(0x0210),
  COMPLETION(0x0220),
  COMPLETION_AGAIN(0x0221),
  COMPLETION_ANSWER(0x0230),
  REVERSAL(0x0420),
  REVERSAL_AGAIN(0x0421),
  REVERSAL_ANSWER(0x0430),
  INQUIRY(0x0600),
  INQUIRY_ANSWER(0x0610),
  MANAGEMENT(0x0800),
  MANAGEMENT_ANSWER(0x0810);

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  /** As j8583 counts: {@code 0x0210}. */
  int code() {
    return code;
  }

  /** {@code 0210}. */
  String text() {
    return "%04x".formatted(code);
  }

  /** Repetitions are answered as what they repeat. */
  MessageType answer() {
    return switch (this) {
      case AUTHORIZATION -> AUTHORIZATION_ANSWER;
      case FINANCIAL -> FINANCIAL_ANSWER;
      case COMPLETION, COMPLETION_AGAIN -> COMPLETION_ANSWER;
      case REVERSAL, REVERSAL_AGAIN -> REVERSAL_ANSWER;
      case INQUIRY -> INQUIRY_ANSWER;
      case MANAGEMENT -> MANAGEMENT_ANSWER;
      case AUTHORIZATION_ANSWER,
          FINANCIAL_ANSWER,
          COMPLETION_ANSWER,
          REVERSAL_ANSWER,
          INQUIRY_ANSWER,
          MANAGEMENT_ANSWER ->
          throw new IllegalArgumentException(this + " is answered by nothing");
    };
  }
}

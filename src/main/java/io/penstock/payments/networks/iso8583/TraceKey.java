package io.penstock.payments.networks.iso8583;

/**
 * What an answer is matched by.
 *
 * @param answer the type that the answer will have
 */
record TraceKey(
    MessageType answer, String transmitted, String trace, String acquirer, String terminal) {

  /** Of a request: the key that its answer will have. */
  static TraceKey awaitedBy(Message request) {
    return of(request.type().answer(), request);
  }

  /** Of an answer. */
  static TraceKey of(Message answer) {
    return of(answer.type(), answer);
  }

  private static TraceKey of(MessageType answer, Message message) {
    return new TraceKey(
        answer,
        message.need(Field.TRANSMITTED),
        message.need(Field.TRACE),
        message.need(Field.ACQUIRER),
        message.need(Field.TERMINAL));
  }
}

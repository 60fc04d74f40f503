package io.penstock.payments.intents;

import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Original;
import io.penstock.payments.networks.Reference;
import io.penstock.platform.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of a card network. Committed before the call, so that whoever finds it can ask what
 * became of it.
 *
 * @param id such as {@code att_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param network its name, such as {@code sandbox-iso}
 * @param reference what the network knows it by
 * @param amount that was asked for
 * @param deadline of the answer; later nobody waits for it
 * @param nextLookAt when it is looked for; null: never again
 * @param looks how often it was
 * @param notFoundSince when the network first said that it does not know it; null: it never did
 * @param authorizationCode that it was approved with; empty where there is none
 * @param reason why it was refused; null unless it was
 */
public record Attempt(
    IntentKey intent,
    String id,
    String transactionId,
    String network,
    Reference reference,
    Operation operation,
    Money amount,
    AttemptState state,
    Instant deadline,
    @Nullable Instant nextLookAt,
    int looks,
    @Nullable Instant notFoundSince,
    String authorizationCode,
    @Nullable String reason,
    Instant createdAt,
    Instant updatedAt) {

  /** As other orders name it. */
  public Original original() {
    return new Original(operation, reference, amount);
  }

  /** With its outcome; it is looked for no more. */
  Attempt ended(AttemptState as, String code, @Nullable String why, Instant now) {
    return with(as, null, looks, notFoundSince, code, why, now);
  }

  /** Unknown, and to be looked for. */
  Attempt unknown(Instant nextLook, int looksMade, @Nullable Instant notFound, Instant now) {
    return with(AttemptState.PENDING_VERIFICATION, nextLook, looksMade, notFound, "", null, now);
  }

  /** Taken back; for so long it may be tried again. */
  Attempt notReached(Instant until, Instant now) {
    return with(AttemptState.NOT_REACHED, until, looks + 1, notFoundSince, "", "not_reached", now);
  }

  private Attempt with(
      AttemptState as,
      @Nullable Instant nextLook,
      int looksMade,
      @Nullable Instant notFound,
      String code,
      @Nullable String why,
      Instant now) {
    return new Attempt(
        intent,
        id,
        transactionId,
        network,
        reference,
        operation,
        amount,
        as,
        deadline,
        nextLook,
        looksMade,
        notFound,
        code,
        why,
        createdAt,
        now);
  }
}

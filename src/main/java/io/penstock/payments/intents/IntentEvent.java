package io.penstock.payments.intents;

import java.time.Instant;

/**
 * Something that happened to an intent.
 *
 * @param version of the intent that it made
 * @param line 0, 1 … where several things happened at once
 * @param id such as {@code evt_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param type such as {@code charge.succeeded} or {@code payment_intent.succeeded}
 * @param data the intent as it was then, and the transaction, as JSON
 */
record IntentEvent(
    IntentKey intent,
    int version,
    int line,
    String id,
    String type,
    String data,
    Cause cause,
    Instant createdAt) {}

package io.penstock.payments.intents;

import java.time.Instant;

/**
 * Money that an issuer keeps ready.
 *
 * @param amount in minor units of the intent's currency, above zero
 * @param expiresAt then it is given back
 */
public record Hold(long amount, Instant expiresAt) {}

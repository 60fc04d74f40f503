package io.penstock.payments.networks;

/**
 * Asks what became of an attempt.
 *
 * @param about as it was sent; of a reversal its own reference
 */
public record Question(String merchantId, Original about) {}

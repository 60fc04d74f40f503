package io.penstock.payments.ledger;

/**
 * What became of a journal.
 *
 * @param already it had been posted before, by whomever: nothing was changed
 */
public record Posted(String journalId, boolean already) {}

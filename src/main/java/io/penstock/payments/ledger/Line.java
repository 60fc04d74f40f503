package io.penstock.payments.ledger;

import java.time.Instant;

/**
 * An entry in its place in the books.
 *
 * @param line of the journal, from 1
 * @param number of the entry among those of its account, from 1, without a gap
 * @param balance of the account after it, in minor units
 * @param postedAt never before that of the account's entry before
 */
record Line(String journalId, int line, Entry entry, long number, long balance, Instant postedAt) {

  Tenant tenant() {
    return entry.account().tenant();
  }
}

/**
 * The books: append-only double entry.
 *
 * <p>Promises: in every journal debits equal credits in every currency; an event is posted once, by
 * its kind and source, however often and by however many it is told; what is posted is never
 * changed or deleted, a mistake is mended by another journal; an account's balance is what its
 * entries come to, and each entry carries the balance that it made; a journal never leaves a
 * tenant.
 *
 * <p>Decision: identifiers of journals and accounts are made of what they say. Nobody looks an
 * account up before posting to it, one index makes an event count once, and the answer "already"
 * needs no look at what was posted. The price is longer keys.
 *
 * <p>Decision: the database refuses what does not balance by a trigger for each <em>statement</em>,
 * over the entries that it added. Each statement's entries balance for themselves, so by induction
 * all entries of a journal do, in every state that anybody can see. A deferred trigger for each
 * entry promises no more and cost 75 to 90 µs of the server for a journal of four entries, beside
 * 10 to 15 µs (and 100 to 125 µs without any). Only the transaction that made a journal can add
 * entries to it; that it has any is looked at once for each journal, at the commit.
 *
 * <p>Decision: entries have no foreign keys. The same trigger compares them with journals and
 * accounts, all at once; two keys checked entry by entry cost another 65 µs for a journal of four,
 * and every posting would write into the row of a hot account to lock it. Rows that nobody may
 * delete stay. Whoever owns the tables could break this, and the seals would tell.
 *
 * <p>Decision: a hot account is one row that a group of postings changes once, in the order of its
 * key, so writers wait for each other but never in a circle. Postings are late in their transaction
 * and take three round trips, because the row is locked until its end.
 *
 * <p>Running balances are the only thing that the working role may update. They are derived: each
 * equals the balance that the account's last entry carries, which the proof compares.
 *
 * <p>Decision: seals follow transactions in the order of their ids. A seal takes those below the
 * lowest id that still runs in its own snapshot: all of them have ended, and whoever begins later
 * has a higher id, so nobody can commit behind a seal. Times and sequences do not promise that,
 * because they are drawn before the commit. The price is that a transaction which runs for long
 * holds up the seals of the whole server, never the postings; and that transaction ids must not go
 * back, which is noticed. One writer holds an advisory lock for each seal, so whoever dies leaves
 * nothing behind.
 *
 * <p>Decision: a proof works when it is asked for, a bounded number of journals at a time, and
 * tells where to go on. It compares each entry with the one before of its account, so what was
 * proved once need not be replayed from the beginning: a balance that equals its account's last
 * entry is the sum of all of them. What a merchant asks for looks at its own journals only, and at
 * everybody's hashes.
 */
@NullMarked
package io.penstock.payments.ledger;

import org.jspecify.annotations.NullMarked;

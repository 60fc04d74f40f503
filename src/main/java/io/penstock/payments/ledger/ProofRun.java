package io.penstock.payments.ledger;

import io.penstock.payments.ledger.Proof.Misfit;
import io.penstock.payments.ledger.ProofTable.ProvedAccount;
import io.penstock.payments.ledger.ProofTable.ProvedJournal;
import io.penstock.payments.ledger.Seal.Tip;
import io.penstock.payments.ledger.SealsTable.Backlog;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A proof, as far as it got. Its steps follow one another; the first misfit ends it. */
final class ProofRun {

  private final @Nullable Tenant tenant;
  private final long most;
  private @Nullable ProofCursor next;
  private @Nullable Long firstBatch;
  private @Nullable Long lastBatch;
  private @Nullable Instant from;
  private @Nullable Instant to;
  private @Nullable String root;
  private @Nullable Misfit misfit;
  private long looks;
  private long journals;
  private long entries;
  private long accounts;

  /**
   * @param tenant whose journals are looked at; null: everybody's
   * @param most journals, accounts and seals that are looked at, about
   */
  ProofRun(@Nullable Tenant tenant, ProofCursor start, long most) {
    this.tenant = tenant;
    this.next = start;
    this.most = most;
  }

  boolean goesOn() {
    return misfit == null && next != null && looks < most;
  }

  @Nullable ProofCursor next() {
    return next;
  }

  void sealsEnded() {
    next = ProofCursor.Accounts.START;
  }

  /**
   * A seal that came, and the link to the one before it.
   *
   * @param before the seal before
   */
  void seal(Tip before, Seal seal) {
    looks++;
    firstBatch = firstBatch == null ? Long.valueOf(seal.batch()) : firstBatch;
    lastBatch = seal.batch();
    root = seal.root();
    next = new ProofCursor.Seals(seal.batch());
    if (seal.batch() != before.batch() + 1) {
      fail(before.batch() + 1, null, "the seal is missing");
    } else if (!seal.previousRoot().equals(before.root())) {
      fail(seal.batch(), null, "the seal does not follow from the one before");
    } else if (!seal.isWhole()) {
      fail(seal.batch(), null, "the root is not that of the leaves");
    }
  }

  /**
   * What is in the books where a seal was made, compared with what was sealed.
   *
   * @param found in the order of the chain
   */
  void journals(Seal seal, List<ProvedJournal> found) {
    Iterator<ProvedJournal> books = found.iterator();
    ProvedJournal book = books.hasNext() ? books.next() : null;
    for (int i = 0; i < seal.journals().size() && misfit == null; i++) {
      String sealed = seal.journals().get(i);
      if (!isOurs(sealed)) {
        continue;
      }
      if (book == null || !book.journal().name().equals(sealed)) {
        // One that was added is sealed nowhere; otherwise it is the sealed one that is gone.
        if (book != null && !seal.journals().contains(book.journal().name())) {
          fail(seal.batch(), book.journal().name(), "the journal was added after the seal");
        } else {
          fail(seal.batch(), sealed, "the journal is gone, or out of its place");
        }
        return;
      }
      journal(seal, book, seal.leaves().get(i));
      book = books.hasNext() ? books.next() : null;
    }
    if (book != null && misfit == null) {
      fail(seal.batch(), book.journal().name(), "the journal was added after the seal");
    }
  }

  void accounts(List<ProvedAccount> found, int asked) {
    for (ProvedAccount account : found) {
      looks++;
      accounts++;
      next = ProofCursor.Accounts.after(account.key());
      if (!account.fits()) {
        BookKey key = account.key();
        String name = key.tenant().merchantId() + '/' + key.tenant().mode().code() + '/' + key.id();
        fail(null, name, "the balance is not what the account's last entry made");
        return;
      }
    }
    if (found.size() < asked) {
      next = null;
    }
  }

  Proof proof(Backlog backlog) {
    return new Proof(
        firstBatch,
        lastBatch,
        from,
        to,
        root,
        journals,
        entries,
        accounts,
        misfit,
        misfit == null ? next : null,
        backlog.journals(),
        backlog.oldest());
  }

  private void journal(Seal seal, ProvedJournal book, String leaf) {
    looks++;
    journals++;
    entries += book.journal().entries();
    Instant postedAt = book.journal().postedAt();
    from = from == null || postedAt.isBefore(from) ? postedAt : from;
    to = to == null || postedAt.isAfter(to) ? postedAt : to;
    String name = book.journal().name();
    if (!Seal.leaf(book.journal().canonical()).equals(leaf)) {
      fail(seal.batch(), name, "the journal or its entries were changed after the seal");
    } else if (!book.balances()) {
      fail(seal.batch(), name, "debits and credits are not equal");
    } else if (!book.follows()) {
      fail(seal.batch(), name, "an entry does not follow from the one before of its account");
    }
  }

  private boolean isOurs(String name) {
    return tenant == null
        || name.startsWith(tenant.merchantId() + '/' + tenant.mode().code() + '/');
  }

  private void fail(@Nullable Long batch, @Nullable String what, String why) {
    misfit = new Misfit(batch, what, why);
  }
}

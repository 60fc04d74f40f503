package io.penstock.payments.ledger;

import io.penstock.payments.ledger.ProofTable.ProvedJournal;
import io.penstock.payments.ledger.Seal.Tip;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Repeat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Compares the books with their seals, and balances with entries. */
final class Proofs {

  /** Seals that are read at once. */
  private static final int SEALS = 20;

  private static final int ACCOUNTS = 1000;

  private final Database database;
  private final SealsTable seals;
  private final ProofTable books;
  private final Guard guard;
  private final LedgerProperties properties;

  Proofs(
      Database database,
      SealsTable seals,
      ProofTable books,
      Guard guard,
      LedgerProperties properties) {
    this.database = database;
    this.seals = seals;
    this.books = books;
    this.guard = guard;
    this.properties = properties;
  }

  /**
   * Looks at about as many journals as the settings say, from a place on.
   *
   * <p>Shape: one proof; {@link Proof#next} tells where to go on. Errors of the guard {@code
   * ledger-proof} and of the database.
   *
   * @param tenant whose journals and accounts are looked at; null: everybody's
   */
  Mono<Proof> prove(@Nullable Tenant tenant, ProofCursor start) {
    return guard.call(
        Repeat.NEVER,
        () -> {
          ProofRun run = new ProofRun(tenant, start, properties.proofJournals());
          return Mono.defer(() -> step(tenant, run))
              .repeat(run::goesOn)
              .then(backlog())
              .map(run::proof);
        });
  }

  private Mono<SealsTable.Backlog> backlog() {
    return database.read(
        session -> seals.backlog(session, properties.shard(), properties.proofJournals()));
  }

  private Mono<Void> step(@Nullable Tenant tenant, ProofRun run) {
    return switch (run.next()) {
      case ProofCursor.Seals at -> seals(tenant, run, at.batch());
      case ProofCursor.Accounts at -> accounts(tenant, run, at.key());
      case null -> Mono.empty();
    };
  }

  /** The next seals that follow each other, and all journals between the first and the last. */
  private Mono<Void> seals(@Nullable Tenant tenant, ProofRun run, long batch) {
    return database
        .read(session -> seals.from(session, properties.shard(), batch, SEALS + 1))
        .flatMap(found -> {
          Tip start = start(found, batch);
          List<Seal> later = found.stream().filter(seal -> seal.batch() > batch).toList();
          List<Seal> chain = linked(start, later);
          if (chain.isEmpty()) {
            later.stream()
                .findFirst()
                .ifPresentOrElse(seal -> run.seal(start, seal), run::sealsEnded);
            return Mono.<Void>empty();
          }
          return database
              .read(session ->
                  books.journals(session, tenant, start.lastTxid(), chain.getLast().lastTxid()))
              .doOnNext(journals -> compare(run, start, chain, journals))
              .then();
        });
  }

  /** The seal that the others follow from; none follows from one that is gone. */
  private static Tip start(List<Seal> found, long batch) {
    return found.isEmpty() || found.getFirst().batch() != batch
        ? Tip.GENESIS
        : tip(found.getFirst());
  }

  /** Up to a gap, so that no more is read than seals say there is. */
  private static List<Seal> linked(Tip start, List<Seal> later) {
    List<Seal> chain = new ArrayList<>();
    long batch = start.batch();
    for (Seal seal : later) {
      if (seal.batch() != ++batch) {
        break;
      }
      chain.add(seal);
    }
    return chain;
  }

  private static void compare(
      ProofRun run, Tip start, List<Seal> chain, List<ProvedJournal> journals) {
    Tip before = start;
    for (Seal seal : chain) {
      if (!run.goesOn()) {
        return;
      }
      run.seal(before, seal);
      long after = before.lastTxid();
      if (run.goesOn()) {
        run.journals(
            seal,
            journals.stream()
                .filter(each ->
                    each.journal().txid() > after && each.journal().txid() <= seal.lastTxid())
                .toList());
      }
      before = tip(seal);
    }
  }

  private Mono<Void> accounts(@Nullable Tenant tenant, ProofRun run, BookKey after) {
    return database
        .read(session -> books.accounts(session, tenant, after, ACCOUNTS))
        .doOnNext(found -> run.accounts(found, ACCOUNTS))
        .then();
  }

  private static Tip tip(Seal seal) {
    return new Tip(seal.batch(), seal.lastTxid(), seal.root());
  }
}

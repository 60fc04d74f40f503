package io.penstock.payments.ledger;

import io.penstock.payments.ledger.Seal.Tip;
import io.penstock.payments.ledger.SealsTable.Backlog;
import io.penstock.payments.ledger.SealsTable.SealedJournal;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.Session;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import reactor.core.publisher.Mono;

/** Makes the chain of seals longer. Postings know nothing of it. */
final class Seals {

  private static final int MOST_COUNTED = 100_000;

  private final Database database;
  private final SealsTable table;
  private final LedgerProperties properties;
  private final Clock clock;

  Seals(Database database, SealsTable table, LedgerProperties properties, Clock clock) {
    this.database = database;
    this.table = table;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * Adds one seal, of what was committed and not sealed.
   *
   * <p>Shape: how many journals it sealed; 0 where there was nothing to seal, or somebody else is
   * about it.
   */
  Mono<Integer> next() {
    return database.inTransaction(session ->
        table
            .lease(session, properties.shard())
            .filter(mayWrite -> mayWrite)
            .flatMap(mayWrite -> table.tip(session, properties.shard()))
            .flatMap(tip ->
                table
                    .unsealed(session, tip.lastTxid(), properties.sealJournals())
                    .filter(journals -> !journals.isEmpty())
                    .flatMap(journals -> write(session, tip, journals)))
            .defaultIfEmpty(0));
  }

  /** What waits for a seal; journals beyond 100,000 are not counted. */
  Mono<Backlog> backlog() {
    return database.read(session -> table.backlog(session, properties.shard(), MOST_COUNTED));
  }

  private Mono<Integer> write(Session session, Tip tip, List<SealedJournal> journals) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Seal seal = seal(properties.shard(), tip, journals, now);
    return table.insert(session, seal).thenReturn(journals.size());
  }

  private static Seal seal(int shard, Tip tip, List<SealedJournal> journals, Instant now) {
    List<String> leaves = journals.stream().map(each -> Seal.leaf(each.canonical())).toList();
    List<Instant> times =
        journals.stream().map(SealedJournal::postedAt).sorted(Comparator.naturalOrder()).toList();
    return new Seal(
        shard,
        tip.batch() + 1,
        journals.getFirst().txid(),
        journals.getLast().txid(),
        journals.stream().map(SealedJournal::name).toList(),
        leaves,
        journals.stream().mapToLong(SealedJournal::entries).sum(),
        times.getFirst(),
        times.getLast(),
        tip.root(),
        Seal.root(shard, tip.batch() + 1, tip.root(), leaves),
        now);
  }
}

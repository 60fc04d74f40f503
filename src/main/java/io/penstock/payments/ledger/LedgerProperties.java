package io.penstock.payments.ledger;

import io.penstock.platform.postgres.GroupLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.ledger.*}: the group commit of postings that come without a transaction (see
 * {@link GroupLimits}), and the seals.
 *
 * @param journals in one transaction at most
 * @param lanes transactions at the same time at most
 * @param capacity journals unanswered at most
 * @param deadline for a journal to be posted
 * @param shard the number of the database server among those that share the books; each has a chain
 *     of its own
 * @param sealInterval between two looks for what is to be sealed
 * @param sealJournals in one seal, about; a transaction is never cut
 * @param auditInterval between two sums of all balances
 * @param proofJournals that one request for a proof looks at, about
 */
@ConfigurationProperties("penstock.ledger")
record LedgerProperties(
    @DefaultValue("256") int journals,
    @DefaultValue("2") int lanes,
    @DefaultValue("4096") int capacity,
    @DefaultValue("5s") Duration deadline,
    @DefaultValue("0") int shard,
    @DefaultValue("1s") Duration sealInterval,
    @DefaultValue("1000") int sealJournals,
    @DefaultValue("30s") Duration auditInterval,
    @DefaultValue("20000") int proofJournals) {

  LedgerProperties {
    if (shard < 0) {
      throw new IllegalArgumentException("shard must not be negative, was " + shard);
    }
    requireRange("seal-journals", sealJournals, 1, 10_000);
    requireRange("proof-journals", proofJournals, 1, 1_000_000);
    requirePositive("seal-interval", sealInterval);
    requirePositive("audit-interval", auditInterval);
  }

  GroupLimits limits() {
    return new GroupLimits(journals, lanes, capacity, deadline);
  }

  private static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", was " + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }
}

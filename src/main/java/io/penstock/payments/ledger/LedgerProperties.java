package io.penstock.payments.ledger;

import io.penstock.platform.postgres.GroupLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.ledger.*}: the group commit of postings that come without a transaction; see
 * {@link GroupLimits}.
 *
 * @param journals in one transaction at most
 * @param lanes transactions at the same time at most
 * @param capacity journals unanswered at most
 * @param deadline for a journal to be posted
 */
@ConfigurationProperties("penstock.ledger")
record LedgerProperties(
    @DefaultValue("256") int journals,
    @DefaultValue("2") int lanes,
    @DefaultValue("4096") int capacity,
    @DefaultValue("5s") Duration deadline) {

  GroupLimits limits() {
    return new GroupLimits(journals, lanes, capacity, deadline);
  }
}

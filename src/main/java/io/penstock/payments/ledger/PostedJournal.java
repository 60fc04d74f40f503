package io.penstock.payments.ledger;

import java.time.Instant;
import java.util.List;

/**
 * A journal as the books have it.
 *
 * @param id such as {@code capture.txn_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param details JSON
 */
public record PostedJournal(
    Tenant tenant, String id, String details, Instant postedAt, List<Line> lines) {

  public PostedJournal {
    lines = List.copyOf(lines);
  }

  /** {@code capture}. */
  public String kind() {
    return kindOf(id);
  }

  /** {@code txn_01jd3x7y8k0v9q4m2s6t1w5zrb}. */
  public String source() {
    return sourceOf(id);
  }

  PostedJournal with(List<Line> found) {
    return new PostedJournal(tenant, id, details, postedAt, found);
  }

  static String kindOf(String journalId) {
    return journalId.substring(0, journalId.indexOf('.'));
  }

  static String sourceOf(String journalId) {
    return journalId.substring(journalId.indexOf('.') + 1);
  }
}

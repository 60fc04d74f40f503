package io.penstock.payments.ledger;

import io.penstock.platform.postgres.Session;
import java.util.List;
import reactor.core.publisher.Mono;

/** {@code ledger_entry}: what journals say of accounts. */
final class EntriesTable {

  private static final String INSERT =
      """
      INSERT INTO ledger_entry
        (merchant_id, mode, journal_id, line, account_id, side, amount, currency, number, balance, posted_at)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::bigint[],
        $8::text[], $9::bigint[], $10::bigint[], $11::timestamptz[])
      """;

  /**
   * The database refuses what does not balance.
   *
   * @param lines of journals that this transaction has written
   */
  Mono<Long> insert(Session session, List<Line> lines) {
    return session.update(
        INSERT,
        given ->
            given
                .rows(lines)
                .text(line -> line.tenant().merchantId())
                .text(line -> line.tenant().mode().code())
                .text(Line::journalId)
                .integer(Line::line)
                .text(line -> line.entry().account().id())
                .text(line -> line.entry().side().code())
                .number(line -> line.entry().amount().minor())
                .text(line -> line.entry().account().currencyCode())
                .number(Line::number)
                .number(Line::balance)
                .time(Line::postedAt));
  }
}

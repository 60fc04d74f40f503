package io.penstock.payments.ledger;

import io.penstock.platform.values.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One business event, as the books tell it. There is no such thing as one that does not balance:
 * debits and credits are equal in every currency. An event is posted once, by its kind and source.
 *
 * @param source what it is about, such as the transaction that was captured: {@code txn_…}
 * @param details why the amounts are what they are, as JSON; {@code {}} where there is nothing to
 *     say
 * @param entries all in one tenant's books
 */
public record Journal(JournalKind kind, String source, String details, List<Entry> entries) {

  private static final String NO_DETAILS = "{}";

  /** A journal tells one event; whoever has more to post has more journals. */
  private static final int MOST_ENTRIES = 100;

  public Journal {
    Objects.requireNonNull(kind, "kind");
    Names.require("source", source);
    Objects.requireNonNull(details, "details");
    entries = List.copyOf(entries);
    if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "entries must be 1 to " + MOST_ENTRIES + ", were " + entries.size());
    }
    requireOneTenant(entries);
    requireBalance(entries);
  }

  /** Whose books it is in. */
  public Tenant tenant() {
    return entries.getFirst().account().tenant();
  }

  /** Unique among the tenant's: {@code capture.txn_01jd3x7y8k0v9q4m2s6t1w5zrb}. */
  public String id() {
    return kind.code() + '.' + source;
  }

  /** One that is being written. */
  static Draft of(JournalKind kind, String source) {
    return new Draft(kind, source);
  }

  private static void requireOneTenant(List<Entry> entries) {
    Tenant tenant = entries.getFirst().account().tenant();
    if (!entries.stream().allMatch(entry -> entry.account().tenant().equals(tenant))) {
      throw new IllegalArgumentException("entries must be in one tenant's books");
    }
  }

  private static void requireBalance(List<Entry> entries) {
    Map<Currency, Long> excess = new HashMap<>();
    for (Entry entry : entries) {
      long debit = entry.side() == Side.DEBIT ? entry.amount().minor() : -entry.amount().minor();
      excess.merge(entry.account().currency(), debit, Math::addExact);
    }
    excess.forEach((currency, debits) -> {
      if (debits != 0) {
        throw new IllegalArgumentException(
            "debits and credits must be equal, differ by " + new Money(debits, currency));
      }
    });
  }

  /** Line by line; lines of nothing are left out. */
  static final class Draft {

    private final JournalKind kind;
    private final String source;
    private final List<Entry> entries = new ArrayList<>();
    private String details = NO_DETAILS;

    private Draft(JournalKind kind, String source) {
      this.kind = kind;
      this.source = source;
    }

    Draft because(String json) {
      details = json;
      return this;
    }

    Draft debit(Account account, Money amount) {
      return line(account, Side.DEBIT, amount);
    }

    Draft credit(Account account, Money amount) {
      return line(account, Side.CREDIT, amount);
    }

    boolean isEmpty() {
      return entries.isEmpty();
    }

    Journal journal() {
      return new Journal(kind, source, details, entries);
    }

    private Draft line(Account account, Side side, Money amount) {
      if (!amount.isZero()) {
        entries.add(new Entry(account, side, amount));
      }
      return this;
    }
  }
}

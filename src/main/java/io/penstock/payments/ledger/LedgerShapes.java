package io.penstock.payments.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.penstock.platform.values.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Bodies of the books' API. Amounts are minor units of the currency beside them. */
final class LedgerShapes {

  private static final String NEXT =
      "Asks for the next page as `cursor`; missing on the last one. There may be one behind an empty page, too.";
  private static final String EXPONENT =
      "Decimals of the currency: amounts are 10^-exponent of it.";

  private LedgerShapes() {}

  @Schema(name = "LedgerAccount", description = "An account of the books.")
  record AccountBody(
      @Schema(example = "mer_01jd3x7y8k0v9q4m2s6t1w5zrb.available.usd") String id,
      @Schema(description = "The merchant, a connected account, or `house`.") String owner,
      @Schema(example = "available") String kind,
      @Schema(allowableValues = {"debit", "credit"}) String normalSide,
      @Schema(example = "usd") String currency,
      @Schema(description = EXPONENT) int exponent,
      @Schema(description = "Positive on the normal side. Negative: the owner owes it.")
          long balance,
      @Schema(description = "How many entries it has.") long entries,
      @Schema(description = "When the last of them was posted.") Instant postedAt) {

    static AccountBody of(Balance balance) {
      Account account = balance.account();
      return new AccountBody(
          account.id(),
          account.owner().id(),
          account.kind().code(),
          account.kind().normalSide().code(),
          account.currencyCode(),
          account.currency().getDefaultFractionDigits(),
          balance.amount().minor(),
          balance.entries(),
          balance.postedAt());
    }
  }

  @Schema(name = "LedgerEntry", description = "A line of a journal.")
  record EntryBody(
      @Schema(example = "capture.txn_01jd3x7y8k0v9q4m2s6t1w5zrb") String journal,
      @Schema(description = "The event.", example = "capture") String type,
      @Schema(description = "What the event is about.") String source,
      int line,
      String account,
      @Schema(allowableValues = {"debit", "credit"}) String side,
      @Schema(description = "Positive.") long amount,
      @Schema(example = "usd") String currency,
      @Schema(description = "Of this entry among those of its account, from 1.") long number,
      @Schema(description = "Of the account after this entry.") long balance,
      Instant postedAt) {

    static EntryBody of(Line line) {
      Entry entry = line.entry();
      return new EntryBody(
          line.journalId(),
          PostedJournal.kindOf(line.journalId()),
          PostedJournal.sourceOf(line.journalId()),
          line.line(),
          entry.account().id(),
          entry.side().code(),
          entry.amount().minor(),
          entry.account().currencyCode(),
          line.number(),
          line.balance(),
          line.postedAt());
    }
  }

  @Schema(name = "LedgerEntryPage")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record EntriesBody(
      List<EntryBody> items, @Schema(description = NEXT) @Nullable String nextCursor) {

    static EntriesBody of(Page<Line> page) {
      return new EntriesBody(
          page.items().stream().map(EntryBody::of).toList(), LedgerParameters.text(page.next()));
    }
  }

  @Schema(name = "LedgerJournal", description = "One event, as the books tell it.")
  record JournalBody(
      String id,
      @Schema(example = "capture") String type,
      String source,
      @Schema(
              description = "Why the amounts are what they are, such as the price list.",
              implementation = Object.class)
          @JsonRawValue
          String details,
      Instant postedAt,
      @Schema(description = "Debits and credits are equal in each currency.")
          List<EntryBody> entries) {

    static JournalBody of(PostedJournal journal) {
      return new JournalBody(
          journal.id(),
          journal.kind(),
          journal.source(),
          journal.details(),
          journal.postedAt(),
          journal.lines().stream().map(EntryBody::of).toList());
    }
  }

  @Schema(name = "Balance", description = "What an owner has, by currency.")
  record BalanceBody(
      @Schema(description = "The merchant, or a connected account.") String owner,
      @Schema(allowableValues = {"test", "live"}) String mode,
      List<CurrencyBody> balances) {

    static BalanceBody of(Owner owner, List<Balance> balances) {
      return new BalanceBody(
          owner.id(),
          owner.tenant().mode().code(),
          balances.stream()
              .collect(
                  Collectors.groupingBy(
                      balance -> balance.account().currencyCode(),
                      TreeMap::new,
                      Collectors.toList()))
              .values()
              .stream()
              .map(CurrencyBody::of)
              .toList());
    }
  }

  @Schema(name = "CurrencyBalance", description = "Negative: the owner owes it.")
  record CurrencyBody(
      @Schema(example = "usd") String currency,
      @Schema(description = EXPONENT) int exponent,
      @Schema(description = "Can be paid out.") long available,
      @Schema(description = "Earned, and not yet available.") long pending,
      @Schema(description = "On its way back to cardholders.") long refundsInTransit,
      @Schema(description = "On its way to the owner's bank.") long payoutsInTransit) {

    static CurrencyBody of(List<Balance> balances) {
      Account any = balances.getFirst().account();
      return new CurrencyBody(
          any.currencyCode(),
          any.currency().getDefaultFractionDigits(),
          of(AccountKind.AVAILABLE, balances),
          of(AccountKind.PENDING, balances),
          of(AccountKind.REFUNDS_IN_TRANSIT, balances),
          of(AccountKind.PAYOUTS_IN_TRANSIT, balances));
    }

    private static long of(AccountKind kind, List<Balance> balances) {
      return balances.stream()
          .filter(balance -> balance.account().kind() == kind)
          .mapToLong(balance -> balance.amount().minor())
          .sum();
    }
  }

  @Schema(
      name = "BalanceTransaction",
      description = "What an event did to an owner's money, pending and available together.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TransactionBody(
      @Schema(example = "capture.txn_01jd3x7y8k0v9q4m2s6t1w5zrb.usd") String id,
      @Schema(example = "capture") String type,
      String source,
      String journal,
      @Schema(description = "Before the fee.") long amount,
      long fee,
      @Schema(description = "The amount without the fee; negative: money left.") long net,
      @Schema(example = "usd") String currency,
      @Schema(description = EXPONENT) int exponent,
      @Schema(allowableValues = {"pending", "available"}) String status,
      Instant postedAt,
      @Schema(description = "Missing while it is pending.") @Nullable Instant availableAt) {

    static TransactionBody of(BalanceTransaction transaction) {
      Money net = transaction.net();
      String currency = code(net.currency());
      return new TransactionBody(
          transaction.journalId() + '.' + currency,
          PostedJournal.kindOf(transaction.journalId()),
          PostedJournal.sourceOf(transaction.journalId()),
          transaction.journalId(),
          transaction.amount().minor(),
          transaction.fee().minor(),
          net.minor(),
          currency,
          net.currency().getDefaultFractionDigits(),
          transaction.availableAt() == null ? "pending" : "available",
          transaction.postedAt(),
          transaction.availableAt());
    }
  }

  @Schema(name = "BalanceTransactionPage")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TransactionsBody(
      List<TransactionBody> items, @Schema(description = NEXT) @Nullable String nextCursor) {

    static TransactionsBody of(Page<BalanceTransaction> page) {
      return new TransactionsBody(
          page.items().stream().map(TransactionBody::of).toList(),
          LedgerParameters.text(page.next()));
    }
  }

  @Schema(
      name = "TrialBalance",
      description = "Balances of accounts whose normal side is debit, and of the others.")
  record TrialBody(
      @Schema(example = "usd") String currency,
      BigInteger debits,
      BigInteger credits,
      @Schema(description = "False: the books are wrong.") boolean even) {

    static TrialBody of(TrialBalance balance) {
      return new TrialBody(
          code(balance.currency()), balance.debits(), balance.credits(), balance.isEven());
    }
  }

  @Schema(
      name = "LedgerProof",
      description = "What was found when the books were compared with their seals.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ProofBody(
      @Schema(description = "All that was looked at fits.") boolean sound,
      @Schema(description = "All that is sealed was looked at, from where this request began.")
          boolean complete,
      @Schema(description = "The first and the last seal looked at; missing where there is none.")
          @Nullable SealsBody seals,
      @Schema(description = "Journals looked at.") long journals,
      @Schema(description = "Of these journals.") long entries,
      @Schema(description = "Accounts whose balances were compared with their entries.")
          long accounts,
      @Schema(description = "Journals of all merchants that have no seal yet; each has one soon.")
          long unsealed,
      @Schema(description = "When the oldest of them was posted; all before it is sealed.")
          @Nullable Instant unsealedSince,
      @Schema(description = "The first thing that does not fit; missing where all does.")
          @Nullable MisfitBody misfit,
      @Schema(description = "Goes on as `cursor`; missing where this was all.")
          @Nullable String nextCursor) {

    static ProofBody of(Proof proof) {
      return new ProofBody(
          proof.misfit() == null,
          proof.misfit() == null && proof.next() == null,
          SealsBody.of(proof),
          proof.journals(),
          proof.entries(),
          proof.accounts(),
          proof.waiting(),
          proof.waitingSince(),
          MisfitBody.of(proof.misfit()),
          proof.next() == null ? null : proof.next().toString());
    }
  }

  @Schema(name = "LedgerSeals")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SealsBody(
      long firstBatch,
      long lastBatch,
      @Schema(description = "When the first journal looked at was posted.") @Nullable Instant from,
      @Schema(description = "When the last one was.") @Nullable Instant to,
      @Schema(
              description =
                  "Of the last seal, in hexadecimal digits. Keep it: nothing up to it can be changed unseen.")
          String root) {

    static @Nullable SealsBody of(Proof proof) {
      return proof.firstBatch() == null || proof.lastBatch() == null || proof.root() == null
          ? null
          : new SealsBody(
              proof.firstBatch(), proof.lastBatch(), proof.from(), proof.to(), proof.root());
    }
  }

  @Schema(name = "LedgerMisfit")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record MisfitBody(
      @Schema(description = "The seal; missing where it is no matter of seals.")
          @Nullable Long batch,
      @Schema(
              description =
                  "The journal's or the account's merchant, mode and id; missing where it is the seal itself.",
              example =
                  "mer_01jd3x7y8k0v9q4m2s6t1w5zrb/live/capture.txn_01jd3x7y8k0v9q4m2s6t1w5zrb")
          @Nullable String what,
      @Schema(example = "the journal or its entries were changed after the seal") String why) {

    static @Nullable MisfitBody of(Proof.@Nullable Misfit misfit) {
      return misfit == null ? null : new MisfitBody(misfit.batch(), misfit.what(), misfit.why());
    }
  }

  private static String code(Currency currency) {
    return currency.getCurrencyCode().toLowerCase(Locale.ROOT);
  }
}

package io.penstock.payments.intents;

import io.penstock.payments.intents.IntentState.Authorized;
import io.penstock.payments.intents.IntentState.Canceled;
import io.penstock.payments.intents.IntentState.Created;
import io.penstock.payments.intents.IntentState.Failed;
import io.penstock.payments.intents.IntentState.Processing;
import io.penstock.payments.intents.IntentState.Succeeded;
import io.penstock.platform.values.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The states of an intent and what leads from one to the other; whatever is not here is refused.
 *
 * <pre>
 * created    → processing (charge)           | canceled
 * failed     → processing (another charge)   | canceled
 * processing → authorized | succeeded | failed | canceled (voided)
 * authorized → processing (capture, void)
 * succeeded  → succeeded (refund); partially_refunded and refunded are derived from its sums
 * canceled   → nothing
 * </pre>
 */
final class IntentRules {

  private static final Duration HELD_FOR = Duration.ofDays(7);

  private IntentRules() {}

  /** What happens when a merchant asks for something. */
  static Ruling begin(Intent intent, Ask ask, String transactionId) {
    return switch (ask) {
      case Ask.Charge charge -> charge(intent, transactionId);
      case Ask.Capture capture -> capture(intent, capture.amount(), transactionId);
      case Ask.Void nothing -> giveBack(intent, transactionId);
      case Ask.Refund refund -> refund(intent, refund.amount());
    };
  }

  /** Empty: it may be canceled at once. */
  static Optional<Refusal> cancel(Intent intent) {
    return switch (intent.state()) {
      case Created created -> Optional.empty();
      case Failed failed -> Optional.empty();
      case Processing working -> Optional.of(Refusal.state(intent, "canceled"));
      case Authorized held -> Optional.of(Refusal.state(intent, "canceled without giving back"));
      case Succeeded taken -> Optional.of(Refusal.state(intent, "canceled; it can be refunded"));
      case Canceled gone -> Optional.of(Refusal.state(intent, "canceled"));
    };
  }

  /**
   * The state after a network did what was asked for.
   *
   * @param approved by the network
   * @return null: the intent has gone on without it, so that nothing may be changed
   */
  static @Nullable IntentState approved(
      Intent intent, Transaction transaction, Money approved, Instant now) {
    if (!waitsFor(intent, transaction)) {
      return null;
    }
    return switch (transaction.type()) {
      case CHARGE ->
          intent.captureMethod() == CaptureMethod.AUTOMATIC
              ? new Succeeded(approved.minor(), 0, 0, 0)
              : new Authorized(new Hold(approved.minor(), now.plus(HELD_FOR)));
      case CAPTURE -> new Succeeded(approved.minor(), 0, 0, 0);
      case VOID -> new Canceled(now.isBefore(hold(intent).expiresAt()) ? "voided" : "expired");
      case REFUND -> {
        Succeeded taken = (Succeeded) intent.state();
        long amount = transaction.amount().minor();
        yield new Succeeded(
            taken.captured(),
            taken.refunded() + amount,
            taken.refunding() - amount,
            verified(taken, transaction));
      }
    };
  }

  /**
   * The state after a network refused, or never heard of it.
   *
   * @return null: the intent has gone on without it, so that nothing may be changed
   */
  static @Nullable IntentState refused(Intent intent, Transaction transaction, String reason) {
    if (!waitsFor(intent, transaction)) {
      return null;
    }
    return switch (transaction.type()) {
      case CHARGE -> new Failed(reason);
      case CAPTURE, VOID -> new Authorized(hold(intent));
      case REFUND -> {
        Succeeded taken = (Succeeded) intent.state();
        yield new Succeeded(
            taken.captured(),
            taken.refunded(),
            taken.refunding() - transaction.amount().minor(),
            verified(taken, transaction));
      }
    };
  }

  /** The state after an answer was lost. */
  static IntentState lost(Intent intent, Transaction transaction) {
    return transaction.type() == TransactionType.REFUND
            && intent.state() instanceof Succeeded taken
            && transaction.status() == TransactionStatus.PENDING
        ? new Succeeded(
            taken.captured(), taken.refunded(), taken.refunding(), taken.unverified() + 1)
        : intent.state();
  }

  private static Ruling charge(Intent intent, String transactionId) {
    return switch (intent.state()) {
      case Created created -> allowed(transactionId, null, intent.amount());
      case Failed failed -> allowed(transactionId, null, intent.amount());
      case Processing working -> refused(intent, "charged");
      case Authorized held -> refused(intent, "charged again");
      case Succeeded taken -> refused(intent, "charged again");
      case Canceled gone -> refused(intent, "charged");
    };
  }

  private static Ruling capture(Intent intent, @Nullable Long amount, String transactionId) {
    return intent.state() instanceof Authorized held
        ? part("capture", amount, held.hold().amount(), intent)
            .map(part -> allowed(transactionId, held.hold(), part))
            .orElseGet(() -> tooLarge("captured", held.hold().amount(), intent))
        : refused(intent, "captured");
  }

  private static Ruling giveBack(Intent intent, String transactionId) {
    return intent.state() instanceof Authorized held
        ? allowed(
            transactionId, held.hold(), new Money(held.hold().amount(), intent.amount().currency()))
        : refused(intent, "voided");
  }

  private static Ruling refund(Intent intent, @Nullable Long amount) {
    if (!(intent.state() instanceof Succeeded taken)) {
      return refused(intent, "refunded");
    }
    if (taken.unverified() > 0) {
      return new Ruling.Refused(Refusal.unverified());
    }
    if (taken.refundable() == 0) {
      return refused(intent, "refunded any more");
    }
    return part("refund", amount, taken.refundable(), intent)
        .<Ruling>map(part ->
            new Ruling.Allowed(
                new Succeeded(
                    taken.captured(), taken.refunded(), taken.refunding() + part.minor(), 0),
                part))
        .orElseGet(() -> tooLarge("refunded", taken.refundable(), intent));
  }

  private static Optional<Money> part(
      String what, @Nullable Long amount, long most, Intent intent) {
    long minor = amount == null ? most : amount;
    if (minor <= 0) {
      throw new IllegalArgumentException(what + " must be of an amount above zero, was " + minor);
    }
    return minor > most
        ? Optional.empty()
        : Optional.of(new Money(minor, intent.amount().currency()));
  }

  private static Ruling allowed(String transactionId, @Nullable Hold hold, Money amount) {
    return new Ruling.Allowed(new Processing(transactionId, hold), amount);
  }

  private static Ruling refused(Intent intent, String wish) {
    return new Ruling.Refused(Refusal.state(intent, wish));
  }

  private static Ruling tooLarge(String done, long most, Intent intent) {
    return new Ruling.Refused(
        new Refusal(
            Refusal.Code.AMOUNT_TOO_LARGE,
            "At most " + new Money(most, intent.amount().currency()) + " can be " + done));
  }

  private static boolean waitsFor(Intent intent, Transaction transaction) {
    if (transaction.status().isFinal()) {
      return false;
    }
    return transaction.type() == TransactionType.REFUND
        ? intent.state() instanceof Succeeded
        : intent.state() instanceof Processing working
            && working.transactionId().equals(transaction.id());
  }

  private static int verified(Succeeded taken, Transaction refund) {
    return refund.status() == TransactionStatus.PENDING_VERIFICATION
        ? taken.unverified() - 1
        : taken.unverified();
  }

  private static Hold hold(Intent intent) {
    if (intent.state() instanceof Processing working && working.hold() != null) {
      return working.hold();
    }
    throw new IllegalStateException("nothing is held for " + intent.key().id());
  }
}

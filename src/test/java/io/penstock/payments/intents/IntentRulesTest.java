package io.penstock.payments.intents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.payments.intents.IntentState.Authorized;
import io.penstock.payments.intents.IntentState.Canceled;
import io.penstock.payments.intents.IntentState.Created;
import io.penstock.payments.intents.IntentState.Failed;
import io.penstock.payments.intents.IntentState.Processing;
import io.penstock.payments.intents.IntentState.Succeeded;
import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntentRulesTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final IntentKey KEY = new IntentKey("acct_1", Mode.TEST, "pi_1");
  private static final Hold HOLD = new Hold(1000, NOW.plus(Duration.ofDays(7)));
  private static final CardSeen CARD = new CardSeen("tok_1", "42424242", "visa", "4242");

  private static final Ask CHARGE = new Ask.Charge(CARD);
  private static final Ask CAPTURE = new Ask.Capture(null);
  private static final Ask VOID = new Ask.Void(false);
  private static final Ask REFUND = new Ask.Refund(null);

  private static final IntentState CREATED = new Created();
  private static final IntentState FAILED = new Failed("do_not_honor");
  private static final IntentState PROCESSING = new Processing("txn_0", null);
  private static final IntentState AUTHORIZED = new Authorized(HOLD);
  private static final IntentState SUCCEEDED = new Succeeded(1000, 0, 0, 0);
  private static final IntentState REFUNDED = new Succeeded(1000, 1000, 0, 0);
  private static final IntentState CANCELED = new Canceled("requested");

  private static Intent intent(IntentState state) {
    return intent(state, CaptureMethod.AUTOMATIC);
  }

  private static Intent intent(IntentState state, CaptureMethod method) {
    return new Intent(KEY, Money.of(1000, "usd"), method, null, Map.of(), state, 1, NOW, NOW);
  }

  private static Transaction transaction(
      TransactionType type, TransactionStatus status, long amount) {
    return new Transaction(
        KEY,
        "txn_1",
        type,
        status,
        Money.of(amount, "usd"),
        null,
        0,
        null,
        false,
        null,
        null,
        NOW,
        NOW);
  }

  static Stream<Arguments> allStatesAndAsks() {
    IntentState working = new Processing("txn_1", null);
    IntentState onHold = new Processing("txn_1", HOLD);
    return Stream.of(
        Arguments.of(CREATED, CHARGE, working),
        Arguments.of(CREATED, CAPTURE, null),
        Arguments.of(CREATED, VOID, null),
        Arguments.of(CREATED, REFUND, null),
        Arguments.of(FAILED, CHARGE, working),
        Arguments.of(FAILED, CAPTURE, null),
        Arguments.of(FAILED, VOID, null),
        Arguments.of(FAILED, REFUND, null),
        Arguments.of(PROCESSING, CHARGE, null),
        Arguments.of(PROCESSING, CAPTURE, null),
        Arguments.of(PROCESSING, VOID, null),
        Arguments.of(PROCESSING, REFUND, null),
        Arguments.of(AUTHORIZED, CHARGE, null),
        Arguments.of(AUTHORIZED, CAPTURE, onHold),
        Arguments.of(AUTHORIZED, VOID, onHold),
        Arguments.of(AUTHORIZED, REFUND, null),
        Arguments.of(SUCCEEDED, CHARGE, null),
        Arguments.of(SUCCEEDED, CAPTURE, null),
        Arguments.of(SUCCEEDED, VOID, null),
        Arguments.of(SUCCEEDED, REFUND, new Succeeded(1000, 0, 1000, 0)),
        Arguments.of(REFUNDED, CHARGE, null),
        Arguments.of(REFUNDED, CAPTURE, null),
        Arguments.of(REFUNDED, VOID, null),
        Arguments.of(REFUNDED, REFUND, null),
        Arguments.of(CANCELED, CHARGE, null),
        Arguments.of(CANCELED, CAPTURE, null),
        Arguments.of(CANCELED, VOID, null),
        Arguments.of(CANCELED, REFUND, null));
  }

  @ParameterizedTest
  @MethodSource("allStatesAndAsks")
  void whatMayFollowIsThisTable(IntentState state, Ask ask, @Nullable IntentState next) {
    Ruling ruling = IntentRules.begin(intent(state), ask, "txn_1");
    if (next == null) {
      assertThat(ruling)
          .isInstanceOfSatisfying(
              Ruling.Refused.class,
              refused ->
                  assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.INVALID_STATE));
    } else {
      assertThat(ruling).isEqualTo(new Ruling.Allowed(next, Money.of(1000, "usd")));
    }
  }

  @Test
  void aRefusalNamesTheState() {
    assertThat(IntentRules.begin(intent(CANCELED), CHARGE, "txn_1"))
        .isEqualTo(
            new Ruling.Refused(
                new Refusal(
                    Refusal.Code.INVALID_STATE, "An intent that is canceled cannot be charged")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999, 1000})
  void aPartMayBeCaptured(long amount) {
    assertThat(IntentRules.begin(intent(AUTHORIZED), new Ask.Capture(amount), "txn_1"))
        .isEqualTo(new Ruling.Allowed(new Processing("txn_1", HOLD), Money.of(amount, "usd")));
  }

  @Test
  void neverMoreThanThereIs() {
    assertThat(IntentRules.begin(intent(AUTHORIZED), new Ask.Capture(1001L), "txn_1"))
        .isEqualTo(
            new Ruling.Refused(
                new Refusal(Refusal.Code.AMOUNT_TOO_LARGE, "At most 10.00 USD can be captured")));
    assertThat(
            IntentRules.begin(
                intent(new Succeeded(1000, 300, 200, 0)), new Ask.Refund(501L), "txn_1"))
        .isEqualTo(
            new Ruling.Refused(
                new Refusal(Refusal.Code.AMOUNT_TOO_LARGE, "At most 5.00 USD can be refunded")));
    assertThat(
            IntentRules.begin(
                intent(new Succeeded(1000, 300, 200, 0)), new Ask.Refund(500L), "txn_1"))
        .isEqualTo(new Ruling.Allowed(new Succeeded(1000, 300, 700, 0), Money.of(500, "usd")));
  }

  @Test
  void nothingIsRefundedWhileARefundIsUnknown() {
    assertThat(IntentRules.begin(intent(new Succeeded(1000, 0, 10, 1)), REFUND, "txn_1"))
        .isEqualTo(new Ruling.Refused(Refusal.unverified()));
  }

  @Test
  void onlyWhatNothingWasTakenForIsCanceled() {
    assertThat(IntentRules.cancel(intent(CREATED))).isEmpty();
    assertThat(IntentRules.cancel(intent(FAILED))).isEmpty();
    List.of(PROCESSING, AUTHORIZED, SUCCEEDED, REFUNDED, CANCELED)
        .forEach(state -> assertThat(IntentRules.cancel(intent(state))).isPresent());
  }

  @Test
  void anApprovalMovesToWhereItWasAskedFor() {
    Money all = Money.of(1000, "usd");
    Intent working = intent(new Processing("txn_1", null));
    Intent manual = intent(new Processing("txn_1", null), CaptureMethod.MANUAL);
    Intent held = intent(new Processing("txn_1", HOLD), CaptureMethod.MANUAL);
    Transaction charge = transaction(TransactionType.CHARGE, TransactionStatus.PENDING, 1000);

    assertThat(IntentRules.approved(working, charge, all, NOW)).isEqualTo(SUCCEEDED);
    assertThat(IntentRules.approved(manual, charge, all, NOW)).isEqualTo(AUTHORIZED);
    assertThat(
            IntentRules.approved(
                held,
                transaction(TransactionType.CAPTURE, TransactionStatus.PENDING, 400),
                Money.of(400, "usd"),
                NOW))
        .isEqualTo(new Succeeded(400, 0, 0, 0));
    assertThat(
            IntentRules.approved(
                held, transaction(TransactionType.VOID, TransactionStatus.PENDING, 1000), all, NOW))
        .isEqualTo(new Canceled("voided"));
    assertThat(
            IntentRules.approved(
                held,
                transaction(TransactionType.VOID, TransactionStatus.PENDING, 1000),
                all,
                HOLD.expiresAt()))
        .isEqualTo(new Canceled("expired"));
  }

  @Test
  void aRefusalMovesBack() {
    Intent working = intent(new Processing("txn_1", null));
    Intent held = intent(new Processing("txn_1", HOLD));

    assertThat(
            IntentRules.refused(
                working,
                transaction(TransactionType.CHARGE, TransactionStatus.PENDING, 1000),
                "expired_card"))
        .isEqualTo(new Failed("expired_card"));
    assertThat(
            IntentRules.refused(
                held,
                transaction(TransactionType.CAPTURE, TransactionStatus.PENDING, 1000),
                "processing_error"))
        .isEqualTo(AUTHORIZED);
    assertThat(
            IntentRules.refused(
                held,
                transaction(TransactionType.VOID, TransactionStatus.PENDING, 1000),
                "processing_error"))
        .isEqualTo(AUTHORIZED);
  }

  @Test
  void refundsAddUpWhicheverWayTheyEnd() {
    Intent intent = intent(new Succeeded(1000, 0, 700, 1));
    Transaction known = transaction(TransactionType.REFUND, TransactionStatus.PENDING, 300);
    Transaction lost =
        transaction(TransactionType.REFUND, TransactionStatus.PENDING_VERIFICATION, 400);

    assertThat(IntentRules.approved(intent, known, Money.of(300, "usd"), NOW))
        .isEqualTo(new Succeeded(1000, 300, 400, 1));
    assertThat(IntentRules.approved(intent, lost, Money.of(400, "usd"), NOW))
        .isEqualTo(new Succeeded(1000, 400, 300, 0));
    assertThat(IntentRules.refused(intent, known, "processing_error"))
        .isEqualTo(new Succeeded(1000, 0, 400, 1));
    assertThat(IntentRules.refused(intent, lost, "processing_error"))
        .isEqualTo(new Succeeded(1000, 0, 300, 0));
    assertThat(IntentRules.lost(intent, known)).isEqualTo(new Succeeded(1000, 0, 700, 2));
    assertThat(IntentRules.lost(intent, lost)).isEqualTo(intent.state());
  }

  @Test
  void whatComesTooLateChangesNothing() {
    Money all = Money.of(1000, "usd");
    Intent other = intent(new Processing("txn_2", null));
    Transaction charge = transaction(TransactionType.CHARGE, TransactionStatus.PENDING, 1000);
    Transaction ended = transaction(TransactionType.CHARGE, TransactionStatus.FAILED, 1000);

    assertThat(IntentRules.approved(other, charge, all, NOW)).isNull();
    assertThat(IntentRules.approved(intent(CANCELED), charge, all, NOW)).isNull();
    assertThat(IntentRules.refused(intent(SUCCEEDED), charge, "no")).isNull();
    assertThat(IntentRules.approved(intent(new Processing("txn_1", null)), ended, all, NOW))
        .isNull();
  }

  @Test
  void whatWasRefundedIsDerived() {
    assertThat(SUCCEEDED.code()).isEqualTo("succeeded");
    assertThat(new Succeeded(1000, 0, 1000, 0).code()).isEqualTo("succeeded");
    assertThat(new Succeeded(1000, 1, 0, 0).code()).isEqualTo("partially_refunded");
    assertThat(new Succeeded(1000, 999, 0, 0).code()).isEqualTo("partially_refunded");
    assertThat(REFUNDED.code()).isEqualTo("refunded");
    assertThatThrownBy(() -> new Succeeded(1000, 999, 2, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

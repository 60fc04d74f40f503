package io.penstock.payments.networks.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.payments.networks.DeclineCode;
import io.penstock.payments.networks.Inquiry;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.Outcome.Approved;
import io.penstock.payments.networks.Outcome.Declined;
import io.penstock.payments.networks.Outcome.PartlyApproved;
import io.penstock.payments.networks.Outcome.Unknown;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

  private static final Money ASKED = Money.of(2_499, "USD");
  private static final Unknown UNCLEAR = new Unknown(Unknown.Cause.UNCLEAR_ANSWER);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Judge judge = new Judge("test", new Telemetry(meters));

  @ParameterizedTest
  @CsvSource({
    "01, CALL_ISSUER",
    "03, TRANSACTION_NOT_ALLOWED",
    "04, PICKUP_CARD",
    "05, DO_NOT_HONOR",
    "06, PROCESSING_ERROR",
    "13, INVALID_AMOUNT",
    "14, INCORRECT_NUMBER",
    "41, LOST_CARD",
    "43, STOLEN_CARD",
    "51, INSUFFICIENT_FUNDS",
    "54, EXPIRED_CARD",
    "57, TRANSACTION_NOT_ALLOWED",
    "61, CARD_VELOCITY_EXCEEDED",
    "65, CARD_VELOCITY_EXCEEDED",
    "76, ORIGINAL_NOT_FOUND",
    "82, INCORRECT_CVC",
    "91, NETWORK_UNAVAILABLE",
    "92, NETWORK_UNAVAILABLE",
    "96, NETWORK_UNAVAILABLE",
    "Q1, GENERIC_DECLINE"
  })
  void declinesByTheTable(String code, DeclineCode reason) {
    assertThat(judged(answer(code))).isEqualTo(new Declined(reason, code));
  }

  @ParameterizedTest
  @CsvSource({"12", "30"})
  void ourMistakeIsADeclineAndAnAlert(String code) {
    assertThat(judged(answer(code))).isEqualTo(new Declined(DeclineCode.PROCESSING_ERROR, code));
    assertThat(
            meters
                .counter("penstock.networks.refused", "network", "test", "operation", "0210")
                .count())
        .isEqualTo(1);
  }

  @Test
  void doubtAndDuplicateAreUnknown() {
    assertThat(judged(answer("68"))).isEqualTo(UNCLEAR);
    assertThat(judged(answer("94"))).isEqualTo(new Unknown(Unknown.Cause.DUPLICATE));
    assertThat(judged(new Message(MessageType.FINANCIAL_ANSWER))).isEqualTo(UNCLEAR);
  }

  @Test
  void approvalTellsWhatWasAskedFor() {
    assertThat(judged(approval("00", "000000002499", "840")))
        .isEqualTo(new Approved("004217", "000000000AY7", ASKED));
    assertThat(judged(answer("00"))).isEqualTo(new Approved("", "", ASKED));
  }

  @Test
  void approvalOfLessIsPartial() {
    assertThat(judged(approval("00", "000000002498", "840")))
        .isEqualTo(new PartlyApproved("004217", "000000000AY7", Money.of(2_498, "USD"), ASKED));
    assertThat(judged(approval("10", "000000000001", "840")))
        .isEqualTo(new PartlyApproved("004217", "000000000AY7", Money.of(1, "USD"), ASKED));
  }

  @ParameterizedTest
  @CsvSource({
    "00, 000000002500, 840", // more than asked for
    "00, 000000002499, 978", // another currency
    "00, 000000002499, 000", // no currency
    "00, 00000000249x, 840",
    "10, 000000002499, 840", // not less
    "10, 000000000001, 978"
  })
  void approvalThatContradictsIsUnclear(String code, String minor, String currency) {
    assertThat(judged(approval(code, minor, currency))).isEqualTo(UNCLEAR);
  }

  @Test
  void partialApprovalWithoutAnAmountIsUnclear() {
    assertThat(judged(answer("10"))).isEqualTo(UNCLEAR);
    assertThat(judged(answer("00").with(Field.AMOUNT, "000000002499"))).isEqualTo(UNCLEAR);
  }

  @Test
  void reversalIsAcknowledgedWhole() {
    Message answer = approval("00", "000000009999", "840");
    assertThat(judge.outcome(Operation.REVERSAL, answer, ASKED))
        .isEqualTo(new Approved("004217", "000000000AY7", ASKED));
  }

  @Test
  void lateApprovalTellsItsOwnAmount() {
    assertThat(judge.outcome(Operation.PURCHASE, approval("00", "000000002499", "840"), null))
        .isEqualTo(new Approved("004217", "000000000AY7", ASKED));
    assertThat(judge.outcome(Operation.PURCHASE, answer("00"), null)).isEqualTo(UNCLEAR);
  }

  @Test
  void inquiryIsAboutTheOriginalOnlyWhereItIsRepeated() {
    Message found = approval("00", "000000002499", "840").with(Field.ORIGINAL, "0".repeat(42));
    assertThat(asked(found))
        .isEqualTo(new Inquiry.Found(new Approved("004217", "000000000AY7", ASKED)));
    Message declined = answer("96").with(Field.ORIGINAL, "0".repeat(42));
    assertThat(asked(declined))
        .isEqualTo(new Inquiry.Found(new Declined(DeclineCode.NETWORK_UNAVAILABLE, "96")));
    assertThat(asked(answer("25"))).isEqualTo(new Inquiry.NotFound());
    assertThat(asked(answer("25").with(Field.ORIGINAL, "0".repeat(42))))
        .isEqualTo(new Inquiry.NotFound());
    assertThat(asked(answer("96"))).as("the inquiry itself").isEqualTo(new Inquiry.Unreachable());
    assertThat(asked(answer("00"))).isEqualTo(new Inquiry.Unreachable());
    assertThat(asked(answer("30"))).isEqualTo(new Inquiry.Unreachable());
    assertThat(
            meters
                .counter("penstock.networks.refused", "network", "test", "operation", "0210")
                .count())
        .isEqualTo(1);
  }

  private Outcome judged(Message answer) {
    return judge.outcome(Operation.PURCHASE, answer, ASKED);
  }

  private Inquiry asked(Message answer) {
    return judge.inquiry(Operation.PURCHASE, answer, ASKED);
  }

  private static Message answer(String code) {
    return new Message(MessageType.FINANCIAL_ANSWER).with(Field.RESPONSE_CODE, code);
  }

  private static Message approval(String code, String minor, String currency) {
    return answer(code)
        .with(Field.AMOUNT, minor)
        .with(Field.CURRENCY, currency)
        .with(Field.AUTHORIZATION_CODE, "004217")
        .with(Field.RETRIEVAL, "000000000AY7");
  }
}

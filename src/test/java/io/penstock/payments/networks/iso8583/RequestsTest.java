package io.penstock.payments.networks.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.payments.networks.Authorization;
import io.penstock.payments.networks.Completion;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Original;
import io.penstock.payments.networks.Question;
import io.penstock.payments.networks.Reference;
import io.penstock.payments.networks.RefundOrder;
import io.penstock.payments.networks.Reversal;
import io.penstock.payments.vault.Card;
import io.penstock.payments.vault.CardNumber;
import io.penstock.payments.vault.CardToken;
import io.penstock.payments.vault.Cvc;
import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;

/** Each request, letter by letter. */
class RequestsTest {

  private static final String MERCHANT = "acct_01jd3x7y8k0v9q4m2s6t1w5zrb";
  private static final Instant AT = Instant.parse("2026-01-05T10:15:03Z");
  private static final Card CARD =
      new Card(CardNumber.of("4242424242424242"), YearMonth.of(2030, 3), Cvc.of("123"));
  private static final CardToken TOKEN = new CardToken("tok_1", "acct_m", Mode.TEST);

  private final Requests requests = new Requests("00000000001", "PENSTOCK", "5999");
  private final Codec codec = new Codec();

  @Test
  void purchase() {
    Authorization order =
        new Authorization(new Reference(14_191, AT), MERCHANT, TOKEN, Money.of(2_499, "USD"));
    assertThat(text(requests.purchase(order, CARD)))
        .isEqualTo(
            "0200" // type
                + "723C448108C18000" // 2 3 4 7 11 12 13 14 18 22 25 32 37 41 42 48 49
                + "164242424242424242" // 2 card number
                + "000000" // 3 processing code
                + "000000002499" // 4 amount
                + "0105101503" // 7 transmitted
                + "014192" // 11 trace
                + "101503" // 12 local time
                + "0105" // 13 local date
                + "3003" // 14 expiry
                + "5999" // 18 category
                + "810" // 22 entry mode
                + "59" // 25 condition
                + "1100000000001" // 32 acquirer
                + "000000000AY7" // 37 retrieval
                + "PENSTOCK" // 41 terminal
                + "0V9Q4M2S6T1W5ZRB".substring(1) // 42 merchant
                + "007CV03123" // 48 code
                + "840"); // 49 currency
    assertThat(text(requests.authorization(order, CARD)).substring(4))
        .isEqualTo(text(requests.purchase(order, CARD)).substring(4));
    assertThat(text(requests.authorization(order, CARD))).startsWith("0100");
  }

  @Test
  void purchaseWithoutACode() {
    Authorization order =
        new Authorization(new Reference(14_191, AT), MERCHANT, TOKEN, Money.of(500, "JPY"));
    assertThat(text(requests.purchase(order, CARD.withoutCvc())))
        .startsWith("0200723C448108C08000")
        .endsWith("392");
  }

  @Test
  void captureNamesItsAuthorization() {
    Completion order =
        new Completion(
            new Reference(14_192, AT), MERCHANT, authorization(), "4217", Money.of(900, "USD"));
    assertThat(text(requests.capture(order)))
        .isEqualTo(
            "0220B23844810CC18000"
                + "0000004000000000" // second bitmap: 90
                + "000000"
                + "000000000900"
                + "0105101503"
                + "014193"
                + "101503"
                + "0105"
                + "5999"
                + "810"
                + "59"
                + "1100000000001"
                + "000000000AY8"
                + "4217  "
                + "PENSTOCK"
                + "V9Q4M2S6T1W5ZRB"
                + "016OR12000000000AY7"
                + "840"
                + "0100"
                + "014192"
                + "0105101503"
                + "00000000001"
                + "00000000000");
    assertThat(text(requests.capture(order.again()))).startsWith("0221");
  }

  @Test
  void refundIsFinancialWithItsOwnProcessingCode() {
    RefundOrder order =
        new RefundOrder(
            new Reference(14_193, AT),
            MERCHANT,
            new Original(Operation.PURCHASE, new Reference(14_191, AT), Money.of(2_499, "USD")),
            Money.of(99, "USD"));
    Message refund = requests.refund(order);
    assertThat(text(refund)).startsWith("0200B238448108C18000");
    assertThat(refund.get(Field.PROCESSING_CODE)).isEqualTo("200000");
    assertThat(refund.get(Field.RETRIEVAL)).isEqualTo("000000000AY9");
    assertThat(refund.get(Field.ADDITIONAL_DATA)).isEqualTo("OR12000000000AY7");
    assertThat(refund.get(Field.ORIGINAL)).startsWith("0200014192");
  }

  @Test
  void reversalKeepsTheReferenceOfItsOriginal() {
    Reversal order = Reversal.of(MERCHANT, authorization());
    Message reversal = requests.reversal(order, false);
    assertThat(text(reversal)).startsWith("0420B238448108C180000000004000000000");
    assertThat(reversal.get(Field.RETRIEVAL)).isEqualTo("000000000AY7");
    assertThat(reversal.get(Field.TRACE)).isEqualTo("014192");
    assertThat(reversal.get(Field.AMOUNT)).isEqualTo("000000002499");
    assertThat(reversal.get(Field.ADDITIONAL_DATA)).isEqualTo("RV12000000000AY7");
    assertThat(text(requests.reversal(order, true)))
        .isEqualTo(text(reversal).replaceFirst("0420", "0421"));
  }

  @Test
  void partialReversalTellsWhatRemains() {
    Reversal order =
        Reversal.partial(
            new Reference(14_194, AT), MERCHANT, authorization(), Money.of(1_000, "USD"));
    Message reversal = requests.reversal(order, false);
    assertThat(reversal.get(Field.RETRIEVAL)).isEqualTo("000000000AY7");
    assertThat(reversal.get(Field.TRACE)).isEqualTo("014195");
    assertThat(reversal.get(Field.ADDITIONAL_DATA)).isEqualTo("RV12000000000AYA");
    assertThat(text(reversal)).endsWith("000000001000000000000000C00000000C00000000");
  }

  @Test
  void inquiryNamesItsOriginal() {
    Message inquiry = requests.inquiry(new Question(MERCHANT, authorization()), 7, AT);
    assertThat(text(inquiry))
        .isEqualTo(
            "060082200001 08C00000".replace(" ", "")
                + "0000004000000000"
                + "0105101503"
                + "000008"
                + "1100000000001"
                + "000000000AY7"
                + "PENSTOCK"
                + "V9Q4M2S6T1W5ZRB"
                + "0100"
                + "014192"
                + "0105101503"
                + "00000000001"
                + "00000000000");
  }

  @Test
  void management() {
    assertThat(text(requests.management(Requests.ECHO, 999_998, AT)))
        .isEqualTo(
            "08008220000100800000"
                + "0400000000000000"
                + "0105101503"
                + "999999"
                + "1100000000001"
                + "PENSTOCK"
                + "301");
  }

  @Test
  void printsItselfWithoutTheCard() {
    Authorization order =
        new Authorization(new Reference(14_191, AT), MERCHANT, TOKEN, Money.of(2_499, "USD"));
    assertThat(requests.purchase(order, CARD).toString())
        .startsWith("0200 CARD_NUMBER=424242…4242 PROCESSING_CODE=000000 AMOUNT=000000002499")
        .contains("EXPIRY=… ", "ADDITIONAL_DATA=… ")
        .doesNotContain("4242424242424242", "123 ", "3003");
  }

  private static Original authorization() {
    return new Original(Operation.AUTHORIZATION, new Reference(14_191, AT), Money.of(2_499, "USD"));
  }

  private String text(Message message) {
    return new String(codec.write(message), StandardCharsets.US_ASCII);
  }
}

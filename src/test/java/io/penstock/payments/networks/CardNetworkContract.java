package io.penstock.payments.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.payments.networks.Outcome.Approved;
import io.penstock.payments.networks.Outcome.Declined;
import io.penstock.payments.networks.Outcome.NotSent;
import io.penstock.payments.networks.Outcome.PartlyApproved;
import io.penstock.payments.networks.Outcome.Unknown;
import io.penstock.platform.values.Money;
import io.penstock.sandbox.cards.BookView;
import io.penstock.sandbox.cards.Booking;
import io.penstock.sandbox.cards.Deed;
import io.penstock.sandbox.cards.TestCard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * What every card network's adapter does, whatever its protocol is. Each sentence is tried on the
 * real adapter behind its real guard, over a real socket at whose other end the simulated network
 * keeps books of its own.
 *
 * <table>
 * <caption>The contract</caption>
 * <tr><td>N01</td><td>A purchase is approved, and booked as asked for.</td></tr>
 * <tr><td>N02</td><td>An authorisation holds, and is captured whole or in part.</td></tr>
 * <tr><td>N03</td><td>Declines have their reasons, and the network's own code.</td></tr>
 * <tr><td>N04</td><td>A partial approval is no approval, and can be reversed.</td></tr>
 * <tr><td>N05</td><td>A charge is refunded whole or in part, and not beyond.</td></tr>
 * <tr><td>N06</td><td>A reversal takes back an authorisation, whole or in part.</td></tr>
 * <tr><td>N07</td><td>A reversal is repeated until it is acknowledged, and booked once.</td></tr>
 * <tr><td>N08</td><td>A reversal of what never arrived is acknowledged, and stops what it overtook.</td></tr>
 * <tr><td>N09</td><td>Without an answer in time the outcome is unknown.</td></tr>
 * <tr><td>N10</td><td>An inquiry finds what was approved, declined, or never seen, and tells apart that
 *   nobody answers.</td></tr>
 * <tr><td>N11</td><td>A late answer is told as one, and reaches no other call.</td></tr>
 * <tr><td>N12</td><td>A duplicate answer changes nothing, and is told as one.</td></tr>
 * <tr><td>N13</td><td>A connection that breaks after the request leaves it unknown.</td></tr>
 * <tr><td>N14</td><td>A network that is down has nothing sent to it, and nobody waits.</td></tr>
 * <tr><td>N15</td><td>A breaker opens after failures, lets trials through, and tells when it
 *   closes.</td></tr>
 * <tr><td>N16</td><td>Declines open no breaker.</td></tr>
 * <tr><td>N17</td><td>A slow answer within the time is an answer.</td></tr>
 * <tr><td>N18</td><td>An answer that cannot be read leaves it unknown.</td></tr>
 * <tr><td>N19</td><td>A code in doubt, or of a duplicate, leaves it unknown.</td></tr>
 * <tr><td>N20</td><td>More calls than allowed at once are not sent.</td></tr>
 * <tr><td>N21</td><td>Each of many concurrent calls gets its own answer.</td></tr>
 * <tr><td>N22</td><td>The same reference again is booked once, and answered as before.</td></tr>
 * <tr><td>N23</td><td>A card that the vault does not give is not sent.</td></tr>
 * <tr><td>N24</td><td>A call that is cancelled is given up, and its answer is a late one.</td></tr>
 * <tr><td>N25</td><td>No card number or code is in any log line, metric, or text of a value.</td></tr>
 * <tr><td>N26</td><td>It tells when it is back in reach.</td></tr>
 * <tr><td>N27</td><td>Numbers beyond the largest trace number are told apart.</td></tr>
 * <tr><td>N28</td><td>Captures, refunds and reversals whose answer is lost are found by an
 *   inquiry.</td></tr>
 * </table>
 */
public abstract class CardNetworkContract {

  private static final String MERCHANT = "acct_01jd3x7y8k0v9q4m2s6t1w5zrb";

  private NetworkRig rig;
  private CardNetwork network;
  private long number = 1_000;
  private int sent;

  protected abstract NetworkRig start();

  @BeforeEach
  void startRig() {
    rig = start();
    network = rig.network();
    rig.awaitInReach();
  }

  @AfterEach
  void stopRig() {
    rig.close();
  }

  @Test
  @DisplayName("N01 a purchase is approved, and booked as asked for")
  void n01() {
    Authorization order = charge(TestCard.APPROVED, 2_499);
    Outcome outcome = done(network.purchase(order));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Approved.class,
            approved -> {
              assertThat(approved.authorizationCode()).matches("[0-9A-Z]{6}");
              assertThat(approved.networkReference()).isNotEmpty();
              assertThat(approved.approved()).isEqualTo(usd(2_499));
            });
    Booking booking = booked(order.reference(), Deed.PURCHASE).booking();
    assertThat(booking.amountMinor()).isEqualTo(2_499);
    assertThat(booking.currency()).isEqualTo("USD");
    assertThat(booking.card()).isEqualTo("424242…4242");
    assertThat(calls("purchase", "approved")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"5555555555554444, JPY", "378282246310005, KWD", "4000000000000077, EUR"})
  @DisplayName("N01 whatever the brand and the currency")
  void n01OfAll(String number, String currency) {
    Authorization order =
        new Authorization(reference(), MERCHANT, rig.token(number), Money.of(123_456, currency));
    assertThat(done(network.purchase(order)))
        .isInstanceOfSatisfying(
            Approved.class, approved -> assertThat(approved.approved()).isEqualTo(order.amount()));
    assertThat(booked(order.reference(), Deed.PURCHASE).booking().currency()).isEqualTo(currency);
  }

  @Test
  @DisplayName("N02 an authorisation holds, and is captured whole or in part")
  void n02() {
    Authorization order = charge(TestCard.APPROVED, 10_000);
    Approved held = approved(network.authorize(order));
    Original original = original(Operation.AUTHORIZATION, order);

    Completion part = completion(original, held, 4_000);
    assertThat(done(network.capture(part)))
        .isInstanceOfSatisfying(
            Approved.class, it -> assertThat(it.approved()).isEqualTo(usd(4_000)));
    assertThat(booked(order.reference(), Deed.AUTHORIZATION))
        .extracting(BookView::state, BookView::capturedMinor)
        .containsExactly("partly_captured", 4_000L);

    approved(network.capture(completion(original, held, 6_000)));
    assertThat(booked(order.reference(), Deed.AUTHORIZATION).state()).isEqualTo("captured");
    assertThat(done(network.capture(completion(original, held, 1))))
        .isEqualTo(new Declined(DeclineCode.INVALID_AMOUNT, "13"));
    assertThat(done(network.capture(part.again()))).isInstanceOf(Approved.class);
    assertThat(booked(order.reference(), Deed.AUTHORIZATION).capturedMinor()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @CsvSource({
    "DO_NOT_HONOR, DO_NOT_HONOR, 05",
    "INSUFFICIENT_FUNDS, INSUFFICIENT_FUNDS, 51",
    "LOST_CARD, LOST_CARD, 41",
    "STOLEN_CARD, STOLEN_CARD, 43",
    "EXPIRED_CARD, EXPIRED_CARD, 54",
    "INCORRECT_CVC, INCORRECT_CVC, N7",
    "PROCESSING_ERROR, PROCESSING_ERROR, 06",
    "VELOCITY_EXCEEDED, CARD_VELOCITY_EXCEEDED, 61",
    "INCORRECT_NUMBER, INCORRECT_NUMBER, 14",
    "ISSUER_UNAVAILABLE, NETWORK_UNAVAILABLE, 91",
    "MALFUNCTION, NETWORK_UNAVAILABLE, 96"
  })
  @DisplayName("N03 declines have their reasons, and the network's own code")
  void n03(TestCard card, DeclineCode reason, String raw) {
    assertThat(done(network.purchase(charge(card, 500)))).isEqualTo(new Declined(reason, raw));
    assertThat(done(network.authorize(charge(card, 500)))).isEqualTo(new Declined(reason, raw));
  }

  @Test
  @DisplayName("N04 a partial approval is no approval, and can be reversed")
  void n04() {
    Authorization order = charge(TestCard.PARTIAL, 5_000);
    assertThat(done(network.purchase(order)))
        .isInstanceOfSatisfying(
            PartlyApproved.class,
            part -> {
              assertThat(part.approved()).isEqualTo(usd(2_500));
              assertThat(part.asked()).isEqualTo(usd(5_000));
            });
    assertThat(done(network.inquire(new Question(MERCHANT, original(Operation.PURCHASE, order)))))
        .isInstanceOfSatisfying(
            Inquiry.Found.class,
            found -> assertThat(found.outcome()).isInstanceOf(PartlyApproved.class));
    approved(network.reverse(Reversal.of(MERCHANT, original(Operation.PURCHASE, order))));
    assertThat(booked(order.reference(), Deed.PURCHASE).state()).isEqualTo("reversed");
  }

  @Test
  @DisplayName("N05 a charge is refunded whole or in part, and not beyond")
  void n05() {
    Authorization order = charge(TestCard.APPROVED, 3_000);
    approved(network.purchase(order));
    Original original = original(Operation.PURCHASE, order);
    approved(network.refund(new RefundOrder(reference(), MERCHANT, original, usd(1_000))));
    assertThat(booked(order.reference(), Deed.PURCHASE).state()).isEqualTo("partly_refunded");
    approved(network.refund(new RefundOrder(reference(), MERCHANT, original, usd(2_000))));
    assertThat(booked(order.reference(), Deed.PURCHASE).state()).isEqualTo("refunded");
    assertThat(done(network.refund(new RefundOrder(reference(), MERCHANT, original, usd(1)))))
        .isEqualTo(new Declined(DeclineCode.INVALID_AMOUNT, "13"));
    Original unknown = new Original(Operation.PURCHASE, reference(), usd(100));
    assertThat(done(network.refund(new RefundOrder(reference(), MERCHANT, unknown, usd(100)))))
        .isEqualTo(new Declined(DeclineCode.ORIGINAL_NOT_FOUND, "76"));
  }

  @Test
  @DisplayName("N05 a capture is refunded")
  void n05OfACapture() {
    Authorization order = charge(TestCard.APPROVED, 3_000);
    Approved held = approved(network.authorize(order));
    Completion capture = completion(original(Operation.AUTHORIZATION, order), held, 3_000);
    approved(network.capture(capture));
    Original captured = new Original(Operation.CAPTURE, capture.reference(), usd(3_000));
    approved(network.refund(new RefundOrder(reference(), MERCHANT, captured, usd(3_000))));
    assertThat(booked(capture.reference(), Deed.CAPTURE).state()).isEqualTo("refunded");
  }

  @Test
  @DisplayName("N06 a reversal takes back an authorisation, whole or in part")
  void n06() {
    Authorization order = charge(TestCard.APPROVED, 8_000);
    approved(network.authorize(order));
    Original original = original(Operation.AUTHORIZATION, order);
    assertThat(
            approved(network.reverse(Reversal.partial(reference(), MERCHANT, original, usd(3_000))))
                .approved())
        .as("taken back")
        .isEqualTo(usd(5_000));
    assertThat(booked(order.reference(), Deed.AUTHORIZATION))
        .extracting(BookView::state, BookView::reversedMinor)
        .containsExactly("partly_reversed", 5_000L);
    approved(network.reverse(Reversal.full(reference(), MERCHANT, original)));
    assertThat(booked(order.reference(), Deed.AUTHORIZATION).state()).isEqualTo("reversed");
  }

  @Test
  @DisplayName("N07 a reversal is repeated until it is acknowledged, and booked once")
  void n07() {
    Authorization order = charge(TestCard.APPROVED, 700);
    approved(network.purchase(order));
    rig.next(Deed.REVERSAL, TestCard.TIMEOUT_THEN_APPROVED);
    Reversal reversal = Reversal.of(MERCHANT, original(Operation.PURCHASE, order));
    CompletableFuture<Outcome> outcome = begun(network.reverse(reversal));
    heard(1);
    rig.pass(NetworkRig.ANSWER_WITHIN.plusSeconds(1)); // the pause, too
    assertThat(done(outcome)).isInstanceOf(Approved.class);
    sent++;
    assertThat(rig.books()).filteredOn(view -> view.booking().deed() == Deed.REVERSAL).hasSize(1);
    assertThat(booked(order.reference(), Deed.PURCHASE).state()).isEqualTo("reversed");
  }

  @Test
  @DisplayName("N07 a reversal that nobody acknowledges is unknown when the time is up")
  void n07NeverAcknowledged() {
    Authorization order = charge(TestCard.APPROVED, 700);
    approved(network.purchase(order));
    rig.mute();
    Reversal reversal = Reversal.of(MERCHANT, original(Operation.PURCHASE, order));
    CompletableFuture<Outcome> outcome = begun(network.reverse(reversal));
    heard(1);
    for (int second = 0; second < NetworkRig.DEADLINE.toSeconds() && !outcome.isDone(); second++) {
      rig.pass(Duration.ofSeconds(1));
    }
    assertThat(done(outcome)).isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    rig.heal();
    rig.awaitInReach();
    assertThat(done(network.reverse(reversal.again()))).isInstanceOf(Approved.class);
    assertThat(done(network.reverse(reversal.again()))).isInstanceOf(Approved.class);
    assertThat(rig.books()).filteredOn(view -> view.booking().deed() == Deed.REVERSAL).hasSize(1);
  }

  @Test
  @DisplayName("N08 a reversal of what never arrived is acknowledged, and stops what it overtook")
  void n08() {
    Authorization order = charge(TestCard.APPROVED, 900);
    approved(network.reverse(Reversal.of(MERCHANT, original(Operation.AUTHORIZATION, order))));
    assertThat(done(network.authorize(order)))
        .isEqualTo(new Declined(DeclineCode.TRANSACTION_NOT_ALLOWED, "57"));
  }

  @ParameterizedTest
  @CsvSource({"TIMEOUT_THEN_APPROVED", "TIMEOUT_THEN_DECLINED", "NEVER_ANSWERED"})
  @DisplayName("N09 without an answer in time the outcome is unknown")
  void n09(TestCard card) {
    assertThat(late(network.purchase(charge(card, 500))))
        .isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    assertThat(late(network.authorize(charge(card, 500))))
        .isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    assertThat(calls("authorization", "unknown")).isEqualTo(1);
  }

  @Test
  @DisplayName("N10 an inquiry finds what was approved")
  void n10Approved() {
    Authorization order = charge(TestCard.TIMEOUT_THEN_APPROVED, 500);
    late(network.purchase(order));
    assertThat(inquiry(Operation.PURCHASE, order))
        .isInstanceOfSatisfying(
            Inquiry.Found.class,
            found ->
                assertThat(found.outcome())
                    .isInstanceOfSatisfying(
                        Approved.class,
                        approved -> {
                          assertThat(approved.approved()).isEqualTo(usd(500));
                          assertThat(approved.authorizationCode()).isNotEmpty();
                        }));
  }

  @Test
  @DisplayName("N10 an inquiry finds what was declined")
  void n10Declined() {
    Authorization order = charge(TestCard.TIMEOUT_THEN_DECLINED, 500);
    late(network.authorize(order));
    assertThat(inquiry(Operation.AUTHORIZATION, order))
        .isEqualTo(new Inquiry.Found(new Declined(DeclineCode.DO_NOT_HONOR, "05")));
  }

  @ParameterizedTest
  @CsvSource({"NEVER_ANSWERED", "RESET_BEFORE_BOOKING"})
  @DisplayName("N10 an inquiry does not find what was never seen")
  void n10NotFound(TestCard card) {
    Authorization order = charge(card, 500);
    Outcome outcome =
        card == TestCard.NEVER_ANSWERED
            ? late(network.purchase(order))
            : done(network.purchase(order));
    assertThat(outcome).isInstanceOf(Unknown.class);
    backInReach();
    assertThat(inquiry(Operation.PURCHASE, order)).isEqualTo(new Inquiry.NotFound());
  }

  @Test
  @DisplayName("N10 an inquiry that nobody answers tells nothing")
  void n10Unreachable() {
    Authorization order = charge(TestCard.INQUIRY_UNANSWERED, 500);
    late(network.purchase(order));
    Question question = new Question(MERCHANT, original(Operation.PURCHASE, order));
    assertThat(late(network.inquire(question))).isEqualTo(new Inquiry.Unreachable());
    rig.pass(Duration.ofSeconds(20));
    rig.awaitInReach();
    assertThat(done(network.inquire(question))).isInstanceOf(Inquiry.Found.class);
    rig.down();
    rig.awaitOutOfReach();
    assertThat(done(network.inquire(question))).isEqualTo(new Inquiry.Unreachable());
  }

  @Test
  @DisplayName("N11 a late answer is told as one, and reaches no other call")
  void n11() {
    Queue<LateAnswer> told = new ConcurrentLinkedQueue<>();
    Disposable reading = network.lateAnswers().subscribe(told::add);
    Authorization order = charge(TestCard.LATE, 500);
    assertThat(late(network.purchase(order))).isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    CompletableFuture<Outcome> other = begun(network.purchase(charge(TestCard.LATE, 600)));
    heard(1);
    rig.pass(NetworkRig.ANSWER_WITHIN.minusMillis(1)); // the first answer comes after 8 s
    rig.pass(Duration.ofMillis(1));
    assertThat(done(other)).isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    await().until(() -> told.size() == 1);
    assertThat(told.element())
        .satisfies(answer -> {
          assertThat(answer.number()).isEqualTo(order.reference().number());
          assertThat(answer.network()).isEqualTo(network.name());
          assertThat(answer.operation()).isEqualTo(Operation.PURCHASE);
          assertThat(answer.kind()).isEqualTo(LateAnswer.Kind.LATE);
          assertThat(answer.outcome())
              .isInstanceOfSatisfying(
                  Approved.class, it -> assertThat(it.approved()).isEqualTo(usd(500)));
        });
    reading.dispose();
  }

  @Test
  @DisplayName("N12 a duplicate answer changes nothing, and is told as one")
  void n12() {
    Authorization order = charge(TestCard.DUPLICATE, 500);
    approved(network.purchase(order));
    LateAnswer told = network.lateAnswers().blockFirst(Duration.ofSeconds(20));
    assertThat(told).isNotNull();
    assertThat(told.kind()).isEqualTo(LateAnswer.Kind.DUPLICATE);
    assertThat(told.number()).isEqualTo(order.reference().number());
    assertThat(rig.books()).hasSize(1);
  }

  @Test
  @DisplayName("N13 a connection that breaks after the request leaves it unknown")
  void n13() {
    Authorization order = charge(TestCard.RESET_AFTER_BOOKING, 500);
    assertThat(done(network.purchase(order))).isEqualTo(new Unknown(Unknown.Cause.CONNECTION_LOST));
    assertThat(booked(order.reference(), Deed.PURCHASE).state()).isEqualTo("approved");
    backInReach();
    assertThat(inquiry(Operation.PURCHASE, order)).isInstanceOf(Inquiry.Found.class);
  }

  @Test
  @DisplayName("N14 a network that is down has nothing sent to it, and nobody waits")
  void n14() {
    rig.down();
    rig.awaitOutOfReach();
    assertThat(unsent(network.purchase(charge(TestCard.APPROVED, 500))))
        .isEqualTo(new NotSent(NotSent.Cause.NO_LINE));
    assertThat(network.isInReach()).isFalse();
    rig.heal();
    backInReach();
    approved(network.purchase(charge(TestCard.APPROVED, 500)));
    assertThat(rig.books()).hasSize(1);
  }

  @Test
  @DisplayName("N15 a breaker opens after failures, lets trials through, and tells when it closes")
  void n15() {
    Queue<BackInReach> told = new ConcurrentLinkedQueue<>();
    Disposable reading = network.recoveries().subscribe(told::add);
    for (int failure = 0; failure < NetworkRig.BREAKER_MINIMUM; failure++) {
      late(network.purchase(charge(TestCard.NEVER_ANSWERED, 500)));
    }
    assertThat(network.isInReach()).isFalse();
    assertThat(unsent(network.purchase(charge(TestCard.APPROVED, 500))))
        .isEqualTo(new NotSent(NotSent.Cause.BREAKER_OPEN));
    rig.pass(NetworkRig.BREAKER_OPEN.plusMillis(1));
    assertThat(network.isInReach()).isTrue();
    for (int trial = 0; trial < 3; trial++) {
      approved(network.purchase(charge(TestCard.APPROVED, 500)));
    }
    await()
        .untilAsserted(() ->
            assertThat(told).extracting(BackInReach::why).contains(BackInReach.Why.BREAKER_CLOSED));
    reading.dispose();
  }

  @Test
  @DisplayName("N16 declines open no breaker")
  void n16() {
    for (int decline = 0; decline < 2 * NetworkRig.BREAKER_MINIMUM; decline++) {
      assertThat(done(network.purchase(charge(TestCard.MALFUNCTION, 500))))
          .isInstanceOf(Declined.class);
    }
    assertThat(network.isInReach()).isTrue();
  }

  @Test
  @DisplayName("N17 a slow answer within the time is an answer")
  void n17() {
    CompletableFuture<Outcome> outcome = begun(network.purchase(charge(TestCard.SLOW, 500)));
    heard(1);
    await().until(() -> rig.books().size() == 1);
    rig.pass(Duration.ofSeconds(2));
    assertThat(done(outcome)).isInstanceOf(Approved.class);
  }

  @Test
  @DisplayName("N18 an answer that cannot be read leaves it unknown")
  void n18() {
    assertThat(late(network.purchase(charge(TestCard.MALFORMED, 500)))).isInstanceOf(Unknown.class);
    backInReach();
    approved(network.purchase(charge(TestCard.APPROVED, 500)));
    await()
        .untilAsserted(() ->
            assertThat(rig.count("penstock.networks.unreadable", "network", network.name()))
                .isEqualTo(1));
  }

  @Test
  @DisplayName("N19 a code in doubt, or of a duplicate, leaves it unknown")
  void n19() {
    assertThat(done(network.purchase(charge(TestCard.IN_DOUBT, 500))))
        .isEqualTo(new Unknown(Unknown.Cause.UNCLEAR_ANSWER));
    Authorization seen = charge(TestCard.SEEN_BEFORE, 500);
    assertThat(done(network.purchase(seen))).isEqualTo(new Unknown(Unknown.Cause.DUPLICATE));
    assertThat(inquiry(Operation.PURCHASE, seen)).isInstanceOf(Inquiry.Found.class);
  }

  @Test
  @DisplayName("N20 more calls than allowed at once are not sent")
  void n20() {
    List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
    for (int call = 0; call < NetworkRig.CONCURRENCY; call++) {
      waiting.add(begun(network.purchase(charge(TestCard.NEVER_ANSWERED, 500))));
    }
    assertThat(unsent(network.purchase(charge(TestCard.APPROVED, 500))))
        .isEqualTo(new NotSent(NotSent.Cause.OVERLOADED));
    heard(NetworkRig.CONCURRENCY);
    rig.pass(NetworkRig.ANSWER_WITHIN);
    assertThat(waiting)
        .allSatisfy(call -> assertThat(done(call)).isEqualTo(new Unknown(Unknown.Cause.TIMEOUT)));
  }

  @Test
  @DisplayName("N21 each of many concurrent calls gets its own answer")
  void n21() {
    Map<Authorization, CompletableFuture<Outcome>> calls = new HashMap<>();
    for (int call = 0; call < 500; call++) {
      TestCard card = call % 5 == 0 ? TestCard.SLOW : TestCard.APPROVED;
      Authorization order = charge(card, 1_000 + call);
      calls.put(order, begun(network.purchase(order)));
    }
    heard(500);
    await().until(() -> rig.books().size() == 500);
    rig.pass(Duration.ofSeconds(2));
    assertThat(calls)
        .allSatisfy((order, call) ->
            assertThat(done(call))
                .isInstanceOfSatisfying(
                    Approved.class,
                    approved -> assertThat(approved.approved()).isEqualTo(order.amount())));
    assertThat(rig.books()).hasSize(500);
  }

  @Test
  @DisplayName("N22 the same reference again is booked once, and answered as before")
  void n22() {
    Authorization order = charge(TestCard.APPROVED, 500);
    Outcome first = done(network.purchase(order));
    assertThat(done(network.purchase(order))).isEqualTo(first);
    assertThat(rig.books()).hasSize(1);
    Authorization other = new Authorization(order.reference(), MERCHANT, order.card(), usd(501));
    assertThat(done(network.purchase(other))).isEqualTo(new Unknown(Unknown.Cause.DUPLICATE));
    assertThat(rig.books()).hasSize(1);
  }

  @Test
  @DisplayName("N23 a card that the vault does not give is not sent")
  void n23() {
    Authorization order = new Authorization(reference(), MERCHANT, rig.unknownToken(), usd(500));
    Outcome outcome = unsent(network.purchase(order));
    assertThat(outcome).isEqualTo(new NotSent(NotSent.Cause.CARD_UNAVAILABLE));
    assertThat(((NotSent) outcome).mayGoElsewhere()).isFalse();
    assertThat(rig.books()).isEmpty();
  }

  @Test
  @DisplayName("N24 a call that is cancelled is given up, and its answer is a late one")
  void n24() {
    Authorization order = charge(TestCard.SLOW, 500);
    CompletableFuture<Outcome> call = begun(network.purchase(order));
    heard(1);
    await().until(() -> rig.books().size() == 1);
    call.cancel(true);
    CompletableFuture<LateAnswer> late = begun(network.lateAnswers().next());
    await()
        .until(() -> {
          rig.pass(Duration.ofSeconds(1));
          return late.isDone();
        });
    LateAnswer told = late.join();
    assertThat(told.kind()).isEqualTo(LateAnswer.Kind.LATE);
    assertThat(told.number()).isEqualTo(order.reference().number());
    assertThat(rig.count("penstock.networks.in.flight", "network", network.name())).isZero();
  }

  @Test
  @DisplayName("N25 no card number or code is in any log line, metric, or text of a value")
  void n25() {
    try (Overheard log = new Overheard()) {
      for (TestCard card :
          List.of(
              TestCard.APPROVED,
              TestCard.INCORRECT_NUMBER,
              TestCard.PARTIAL,
              TestCard.SEEN_BEFORE)) {
        Authorization order = charge(card, 500);
        log.add(order.toString());
        log.add(done(network.purchase(order)).toString());
        log.add(String.valueOf(inquiry(Operation.PURCHASE, order)));
      }
      late(network.purchase(charge(TestCard.MALFORMED, 500)));
      done(network.purchase(charge(TestCard.RESET_AFTER_BOOKING, 500)));
      rig.books().forEach(view -> log.add(view.toString()));
      assertThat(log.lines()).as("the wire, masked").anyMatch(line -> line.contains("424242…4242"));
      for (TestCard card : TestCard.values()) {
        assertThat(log.lines()).noneMatch(line -> line.contains(card.number()));
      }
      assertThat(log.lines()).noneMatch(line -> line.contains(TestVault.CVC));
    }
  }

  @Test
  @DisplayName("N26 it tells when it is back in reach")
  void n26() {
    Queue<BackInReach> told = new ConcurrentLinkedQueue<>();
    Disposable reading = network.recoveries().subscribe(told::add);
    rig.reset();
    await()
        .untilAsserted(() -> {
          rig.pass(Duration.ofSeconds(1));
          assertThat(told).extracting(BackInReach::why).contains(BackInReach.Why.SIGNED_ON);
        });
    assertThat(told).allSatisfy(it -> assertThat(it.network()).isEqualTo(network.name()));
    reading.dispose();
  }

  @Test
  @DisplayName("N27 numbers beyond the largest trace number are told apart")
  void n27() {
    number = 999_997;
    for (int call = 0; call < 4; call++) {
      approved(network.purchase(charge(TestCard.APPROVED, 500 + call)));
    }
    number = Reference.LAST - 1;
    approved(network.purchase(charge(TestCard.APPROVED, 600)));
    assertThat(rig.books()).hasSize(5);
  }

  @Test
  @DisplayName("N28 captures, refunds and reversals whose answer is lost are found by an inquiry")
  void n28() {
    Authorization order = charge(TestCard.APPROVED, 50_000);
    Approved held = approved(network.authorize(order));
    Completion capture = completion(original(Operation.AUTHORIZATION, order), held, 19_901);
    assertThat(late(network.capture(capture))).isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    Original captured = new Original(Operation.CAPTURE, capture.reference(), usd(19_901));
    assertThat(found(captured)).isInstanceOf(Approved.class);

    RefundOrder refund = new RefundOrder(reference(), MERCHANT, captured, usd(9_902));
    assertThat(late(network.refund(refund))).isEqualTo(new Unknown(Unknown.Cause.TIMEOUT));
    assertThat(found(new Original(Operation.REFUND, refund.reference(), usd(9_902))))
        .isEqualTo(new Declined(DeclineCode.DO_NOT_HONOR, "05"));

    Original original = original(Operation.AUTHORIZATION, order);
    Reversal reversal = Reversal.full(reference(), MERCHANT, original);
    approved(network.reverse(reversal));
    assertThat(found(new Original(Operation.REVERSAL, reversal.reference(), usd(50_000))))
        .isInstanceOf(Approved.class);
    assertThat(booked(order.reference(), Deed.AUTHORIZATION))
        .extracting(BookView::capturedMinor, BookView::reversedMinor)
        .containsExactly(19_901L, 30_099L);
  }

  private Outcome found(Original about) {
    Inquiry inquiry = done(network.inquire(new Question(MERCHANT, about)));
    assertThat(inquiry).isInstanceOf(Inquiry.Found.class);
    return ((Inquiry.Found) inquiry).outcome();
  }

  private Inquiry inquiry(Operation operation, Authorization order) {
    return done(network.inquire(new Question(MERCHANT, original(operation, order))));
  }

  private Authorization charge(TestCard card, long minor) {
    return new Authorization(reference(), MERCHANT, rig.token(card), usd(minor));
  }

  private Reference reference() {
    return new Reference(number++, rig.now());
  }

  private Completion completion(Original authorization, Approved held, long minor) {
    return new Completion(
        reference(), MERCHANT, authorization, held.authorizationCode(), usd(minor));
  }

  private static Original original(Operation operation, Authorization order) {
    return new Original(operation, order.reference(), order.amount());
  }

  private static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  private BookView booked(Reference reference, Deed deed) {
    String digits = Long.toString(reference.number(), 36).toUpperCase(java.util.Locale.ROOT);
    List<BookView> found =
        rig.books().stream()
            .filter(view -> view.booking().deed() == deed)
            .filter(view ->
                view.booking().reference().equals("0".repeat(12 - digits.length()) + digits))
            .toList();
    assertThat(found).as("booked once").hasSize(1);
    return found.getFirst();
  }

  private Approved approved(Mono<Outcome> call) {
    Outcome outcome = done(call);
    assertThat(outcome).isInstanceOf(Approved.class);
    return (Approved) outcome;
  }

  /** Whose answer needs no time to pass. */
  private <T> T done(Mono<T> call) {
    sent++;
    return done(begun(call));
  }

  /** Subscribed to; its outcome can be waited for. */
  private static <T> CompletableFuture<T> begun(Mono<T> call) {
    return Futures.begin(call);
  }

  private static <T> T done(CompletableFuture<T> call) {
    try {
      return call.get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no outcome", e);
    }
  }

  /** That must not reach the network. */
  private static Outcome unsent(Mono<Outcome> call) {
    return done(begun(call));
  }

  /** Whose time is up before an answer comes. */
  private <T> T late(Mono<T> call) {
    CompletableFuture<T> outcome = begun(call);
    heard(1);
    rig.pass(NetworkRig.ANSWER_WITHIN);
    return done(outcome);
  }

  private void heard(int more) {
    sent += more;
    rig.awaitHeard(sent);
  }

  /** Lets the adapter's pauses pass. */
  private void backInReach() {
    await()
        .until(() -> {
          rig.pass(Duration.ofMillis(200));
          return network.isInReach();
        });
  }

  private double calls(String operation, String outcome) {
    return rig.count(
        "penstock.networks.calls",
        "network",
        network.name(),
        "operation",
        operation,
        "outcome",
        outcome);
  }

  /** Every log line of every logger, at the finest level. */
  private static final class Overheard implements AutoCloseable {

    private static final List<String> LOGGERS =
        List.of("io.penstock", "com.solab", "reactor.netty", "io.netty");

    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Map<Logger, Level> before = new HashMap<>();
    private final List<String> more = new ArrayList<>();

    Overheard() {
      appender.start();
      for (String name : LOGGERS) {
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        before.put(logger, logger.getLevel());
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(appender);
      }
    }

    void add(String text) {
      more.add(text);
    }

    List<String> lines() {
      List<String> lines = new ArrayList<>(more);
      List.copyOf(appender.list).forEach(event -> lines.add(text(event)));
      return lines;
    }

    private static String text(ILoggingEvent event) {
      return event.getFormattedMessage()
          + (event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage());
    }

    @Override
    public void close() {
      before.forEach((logger, level) -> {
        logger.detachAppender(appender);
        logger.setLevel(level);
        logger.setAdditive(true);
      });
    }
  }
}

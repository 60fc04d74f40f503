package io.penstock.sandbox.cards;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the network does, and how it is asked for it: by a card number, by the end of the amount of
 * a capture or refund, or by name.
 */
public enum TestCard {
  APPROVED("4242424242424242", Manner.ANSWER, "00", "Approved."),
  APPROVED_MASTERCARD("5555555555554444", Manner.ANSWER, "00", "Approved."),
  APPROVED_AMEX("378282246310005", Manner.ANSWER, "00", "Approved."),
  SETTLED_AT_ONCE("4000000000000077", Manner.ANSWER, "00", "Approved, and settled at once."),
  DO_NOT_HONOR("4000000000000002", Manner.ANSWER, "05", "Declined: do not honor."),
  INSUFFICIENT_FUNDS("4000000000009995", Manner.ANSWER, "51", "Declined: insufficient funds."),
  LOST_CARD("4000000000009987", Manner.ANSWER, "41", "Declined: lost card."),
  STOLEN_CARD("4000000000009979", Manner.ANSWER, "43", "Declined: stolen card."),
  EXPIRED_CARD("4000000000000069", Manner.ANSWER, "54", "Declined: expired card."),
  INCORRECT_CVC("4000000000000127", Manner.ANSWER, "N7", "Declined: incorrect cvc."),
  PROCESSING_ERROR("4000000000000119", Manner.ANSWER, "06", "Declined: processing error."),
  VELOCITY_EXCEEDED("4000000000006975", Manner.ANSWER, "61", "Declined: used too often."),
  INCORRECT_NUMBER("4242424242424241", Manner.ANSWER, "14", "Declined: no such card."),
  TIMEOUT_THEN_APPROVED(
      "4000009990001003",
      9901,
      Manner.BOOK_IN_SILENCE,
      "00",
      "Approved, but never answered; an inquiry says so."),
  TIMEOUT_THEN_DECLINED(
      "4000009990002001",
      9902,
      Manner.BOOK_IN_SILENCE,
      "05",
      "Declined, but never answered; an inquiry says so."),
  NEVER_ANSWERED(
      "4000009990003009",
      9903,
      Manner.LOSE,
      "00",
      "Lost on its way: not booked, and an inquiry finds nothing."),
  INQUIRY_UNANSWERED(
      "4000009990004007",
      9904,
      Manner.INQUIRY_IN_SILENCE,
      "00",
      "Approved, but never answered; inquiries are not answered for a while either."),
  LATE(
      "4000009990005004",
      9905,
      Manner.ANSWER_LATE,
      "00",
      "Approved, and answered when nobody waits any more."),
  DUPLICATE("4000009990006002", 9906, Manner.ANSWER_TWICE, "00", "Approved, and answered twice."),
  MALFORMED(
      "4000009990007000",
      9907,
      Manner.ANSWER_GARBAGE,
      "00",
      "Approved, but the answer cannot be read."),
  SLOW("4000009990008008", 9908, Manner.ANSWER_SLOWLY, "00", "Approved, after a while."),
  RESET_BEFORE_BOOKING(
      "4000009990009006",
      9909,
      Manner.BREAK,
      "00",
      "The connection breaks before anything is booked; an inquiry finds nothing."),
  RESET_AFTER_BOOKING(
      "4000009990010004",
      9910,
      Manner.BOOK_AND_BREAK,
      "00",
      "Approved, but the connection breaks before the answer; an inquiry says so."),
  ISSUER_UNAVAILABLE(
      "4000009990011002", 9911, Manner.ANSWER, "91", "Declined: the issuer is not there."),
  MALFUNCTION("4000009990012000", 9912, Manner.ANSWER, "96", "Declined: system malfunction."),
  PARTIAL("4000009990013008", Manner.ANSWER, "10", "Half of the amount is approved."),
  SEEN_BEFORE(
      "4000009990014006",
      Manner.ANSWER_SEEN,
      "00",
      "Approved, but answered as seen before; an inquiry says so."),
  IN_DOUBT(
      "4000009990015003",
      Manner.ANSWER_DOUBTFULLY,
      "00",
      "Approved, but answered as too late to tell; an inquiry says so.");

  /** How the network goes about it. */
  enum Manner {
    ANSWER,
    ANSWER_LATE,
    ANSWER_TWICE,
    ANSWER_GARBAGE,
    ANSWER_SLOWLY,
    /** With 94. */
    ANSWER_SEEN,
    /** With 68. */
    ANSWER_DOUBTFULLY,
    BOOK_IN_SILENCE,
    INQUIRY_IN_SILENCE,
    BOOK_AND_BREAK,
    BREAK,
    LOSE
  }

  /** Of an amount's last four digits. */
  private static final long ENDINGS = 10_000;

  private static final int NONE = -1;

  private static final Map<String, TestCard> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(TestCard::number, Function.identity()));

  private final String number;
  private final int ending;
  private final Manner manner;
  private final String responseCode;
  private final String sentence;

  TestCard(String number, Manner manner, String responseCode, String sentence) {
    this(number, NONE, manner, responseCode, sentence);
  }

  TestCard(String number, int ending, Manner manner, String responseCode, String sentence) {
    this.number = number;
    this.ending = ending;
    this.manner = manner;
    this.responseCode = responseCode;
    this.sentence = sentence;
  }

  /** Of the card whose authorisations and purchases go this way. */
  public String number() {
    return number;
  }

  /** Of amounts of captures and refunds that go this way, such as 9901; below zero for none. */
  public int amountEnding() {
    return ending;
  }

  Manner manner() {
    return manner;
  }

  /** DE39 as it is booked. */
  String responseCode() {
    return responseCode;
  }

  /** For a person. */
  public String sentence() {
    return sentence;
  }

  /** {@code timeout-then-approved}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<TestCard> ofNumber(String number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }

  /** Of a capture's or refund's amount; {@link #APPROVED} for most. */
  static TestCard ofAmount(long minor) {
    return Arrays.stream(values())
        .filter(card -> card.ending != NONE && card.ending == minor % ENDINGS)
        .findFirst()
        .orElse(APPROVED);
  }

  /**
   * @throws IllegalArgumentException when there is none of that name
   */
  static TestCard ofCode(String code) {
    List<TestCard> found =
        Arrays.stream(values()).filter(card -> card.code().equals(code)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no behaviour of that name, but "
              + Arrays.stream(values()).map(TestCard::code).collect(Collectors.joining(", ")));
    }
    return found.getFirst();
  }
}

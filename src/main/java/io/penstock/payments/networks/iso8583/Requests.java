package io.penstock.payments.networks.iso8583;

import io.penstock.payments.networks.Authorization;
import io.penstock.payments.networks.Completion;
import io.penstock.payments.networks.Operation;
import io.penstock.payments.networks.Original;
import io.penstock.payments.networks.Question;
import io.penstock.payments.networks.Reference;
import io.penstock.payments.networks.RefundOrder;
import io.penstock.payments.networks.Reversal;
import io.penstock.payments.vault.Card;
import io.penstock.payments.vault.Cvc;
import io.penstock.platform.values.Money;
import java.time.Instant;
import java.util.Locale;

/** Orders as messages. */
final class Requests {

  static final String SIGN_ON = "001";
  static final String SIGN_OFF = "002";
  static final String ECHO = "301";

  static final String PURCHASE = "000000";
  static final String REFUND = "200000";

  /** What twelve digits hold. */
  static final long LARGEST_AMOUNT = 999_999_999_999L;

  /** Typed by the cardholder into a page (first two digits), no PIN (third). */
  private static final String ENTERED_ONLINE = "810";

  /** The cardholder is not there: electronic commerce. */
  private static final String ONLINE = "59";

  /** After an amount: that of the settlement and two fees, none of which we know. */
  private static final String NOTHING_REPLACED = "000000000000C00000000C00000000";

  private static final int MERCHANT = 15;

  private final String acquirer;
  private final String terminal;
  private final String category;

  /**
   * @param acquirer our institution's number, 1 to 11 digits
   * @param terminal eight characters
   * @param category of merchants, four digits (ISO 18245)
   */
  Requests(String acquirer, String terminal, String category) {
    this.acquirer = acquirer;
    this.terminal = terminal;
    this.category = category;
  }

  Message authorization(Authorization order, Card card) {
    return charge(MessageType.AUTHORIZATION, order, card);
  }

  Message purchase(Authorization order, Card card) {
    return charge(MessageType.FINANCIAL, order, card);
  }

  private Message charge(MessageType type, Authorization order, Card card) {
    Message message =
        money(type, order.reference(), order.merchantId(), order.amount())
            .with(Field.PROCESSING_CODE, PURCHASE)
            .with(Field.CARD_NUMBER, card.number().reveal())
            .with(
                Field.EXPIRY,
                Traces.digits(card.expiry().getYear() % 100, 2)
                    + Traces.digits(card.expiry().getMonthValue(), 2));
    Cvc cvc = card.cvc();
    return cvc == null ? message : message.with(Field.ADDITIONAL_DATA, element("CV", cvc.reveal()));
  }

  Message capture(Completion order) {
    return about(
            money(
                order.repeated() ? MessageType.COMPLETION_AGAIN : MessageType.COMPLETION,
                order.reference(),
                order.merchantId(),
                order.amount()),
            order.authorization())
        .with(Field.PROCESSING_CODE, PURCHASE)
        .with(Field.AUTHORIZATION_CODE, padded(order.authorizationCode(), 6));
  }

  Message refund(RefundOrder order) {
    return about(
            money(MessageType.FINANCIAL, order.reference(), order.merchantId(), order.amount()),
            order.captured())
        .with(Field.PROCESSING_CODE, REFUND);
  }

  /** What was asked for stands in DE4, and in DE95 what remains of it. */
  Message reversal(Reversal order, boolean again) {
    Original original = order.original();
    Message message =
        money(
                again ? MessageType.REVERSAL_AGAIN : MessageType.REVERSAL,
                order.reference(),
                order.merchantId(),
                original.amount())
            .with(Field.PROCESSING_CODE, processingCode(original.operation()))
            .with(Field.RETRIEVAL, Traces.retrieval(original.reference()))
            .with(Field.ORIGINAL, original(original))
            .with(Field.ADDITIONAL_DATA, element("RV", Traces.retrieval(order.reference())));
    return order.remaining().isZero()
        ? message
        : message.with(
            Field.REPLACEMENT_AMOUNTS,
            Traces.digits(order.remaining().minor(), 12) + NOTHING_REPLACED);
  }

  /**
   * @param number of the inquiry itself
   */
  Message inquiry(Question question, long number, Instant at) {
    Original about = question.about();
    return known(MessageType.INQUIRY, number, at)
        .with(Field.RETRIEVAL, Traces.retrieval(about.reference()))
        .with(Field.MERCHANT, merchant(question.merchantId()))
        .with(Field.ORIGINAL, original(about));
  }

  /**
   * @param code {@link #SIGN_ON}, {@link #SIGN_OFF} or {@link #ECHO}
   */
  Message management(String code, long number, Instant at) {
    return known(MessageType.MANAGEMENT, number, at).with(Field.MANAGEMENT_CODE, code);
  }

  /** Whether an amount can be written at all. */
  static boolean fits(Money amount) {
    return amount.minor() <= LARGEST_AMOUNT;
  }

  private Message known(MessageType type, long number, Instant at) {
    return new Message(type)
        .with(Field.TRANSMITTED, Traces.transmitted(at))
        .with(Field.TRACE, Traces.trace(number))
        .with(Field.ACQUIRER, acquirer)
        .with(Field.TERMINAL, terminal);
  }

  private Message money(MessageType type, Reference reference, String merchantId, Money amount) {
    String transmitted = Traces.transmitted(reference.at());
    return known(type, reference.number(), reference.at())
        .with(Field.AMOUNT, Traces.digits(amount.minor(), 12))
        .with(Field.LOCAL_DATE, transmitted.substring(0, 4))
        .with(Field.LOCAL_TIME, transmitted.substring(4))
        .with(Field.MERCHANT_CATEGORY, category)
        .with(Field.ENTRY_MODE, ENTERED_ONLINE)
        .with(Field.CONDITION, ONLINE)
        .with(Field.RETRIEVAL, Traces.retrieval(reference))
        .with(Field.MERCHANT, merchant(merchantId))
        .with(Field.CURRENCY, Traces.digits(amount.currency().getNumericCode(), 3));
  }

  private Message about(Message message, Original original) {
    return message
        .with(Field.ORIGINAL, original(original))
        .with(Field.ADDITIONAL_DATA, element("OR", Traces.retrieval(original.reference())));
  }

  private String original(Original original) {
    return Traces.original(type(original.operation()), original, acquirer);
  }

  /** Of the first message of an operation. */
  static MessageType type(Operation operation) {
    return switch (operation) {
      case AUTHORIZATION -> MessageType.AUTHORIZATION;
      case PURCHASE, REFUND -> MessageType.FINANCIAL;
      case CAPTURE -> MessageType.COMPLETION;
      case REVERSAL -> MessageType.REVERSAL;
    };
  }

  private static String processingCode(Operation operation) {
    return operation == Operation.REFUND ? REFUND : PURCHASE;
  }

  private static String element(String name, String value) {
    return name + Traces.digits(value.length(), 2) + value;
  }

  /** The last fifteen characters of the identifier, which are random ones. */
  private static String merchant(String merchantId) {
    String last = merchantId.substring(Math.max(0, merchantId.length() - MERCHANT));
    return padded(last.toUpperCase(Locale.ROOT), MERCHANT);
  }

  private static String padded(String value, int length) {
    return value + " ".repeat(Math.max(0, length - value.length()));
  }
}
